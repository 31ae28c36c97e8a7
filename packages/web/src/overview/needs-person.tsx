import { Button, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import type { RunDetail, RunItem } from '../api.ts';
import { listed } from '../parts/listed.ts';
import { shortId } from '../parts/run-id.tsx';
import { ActionDialog } from '../run/action-dialog.tsx';
import { deedOf, type DeedName } from '../run/deeds.ts';
import { runQuery } from '../run/run-queries.ts';
import { queryOf, type ListSearch } from '../runs/list-search.ts';
import { useMay } from '../shell/me.ts';
import { useScope } from '../shell/scope.ts';
import { lookOf } from '../status/states.ts';
import { Status } from '../status/status.tsx';
import { Sentence } from '../time/sentence.tsx';
import { Time } from '../time/time.tsx';
import { COUNTED } from './counted.ts';
import classes from './overview.module.css';

const NEEDS: ListSearch = { ...COUNTED, needs_person: 'true', sort: 'started_at' };

/** The runs that go on only when somebody does something, oldest first, with what can be done. */
export function NeedsPerson({ total, runs }: { readonly total: number; readonly runs: readonly RunItem[] }) {
  return (
    <section className={classes.card} aria-labelledby="needs-person">
      <div className={classes.heading}>
        <Title order={2} size="h5" id="needs-person">
          Needs a person now
          <span className={classes.count} data-some={total > 0 || undefined}>
            {total.toLocaleString()}
          </span>
        </Title>
        {total > 0 && (
          <Link to="/runs" search={NEEDS} className={classes.link}>
            {total > runs.length ? `All ${total.toLocaleString()}, oldest first` : 'As a list'}
          </Link>
        )}
      </div>
      {total === 0 ? (
        <Text size="sm" c="dimmed">
          Nobody is waited for: no approval, no blocked, stalled or incomplete run.
        </Text>
      ) : (
        <ul className={classes.needs}>
          {runs.map((run) => (
            <Need key={run.id} run={run} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Need({ run }: { readonly run: RunItem }) {
  const mayAct = useMay('operator');
  const { envs } = useScope();
  // From there, the run before and after are those that need a person too.
  const list = queryOf({
    ...NEEDS,
    ...(envs.length > 0 && { env: listed(envs) }),
  });
  const detail = useQuery({ ...runQuery(run.id), enabled: mayAct });
  const began = run.started_at ?? run.queued_at;
  return (
    <li className={classes.need} data-run={run.id}>
      <Status state={run.state} />
      <div className={classes.about}>
        <div className={classes.title}>
          <Link to="/runs/$id" params={{ id: run.id }} search={{ list }}>
            {run.workflow_name} {shortId(run.id)}
          </Link>
          <Text size="xs" c="dimmed" truncate>
            {run.environment !== null && `${run.environment} · `}
            {began !== null && (
              <>
                began <Time at={began} />
              </>
            )}
          </Text>
        </div>
        <Text size="sm" c="dimmed" lineClamp={2} title={run.why}>
          <Sentence text={run.why} />
        </Text>
      </div>
      {detail.data !== undefined && <Deeds run={detail.data} />}
    </li>
  );
}

const LABELS = { approve: 'Approve', reject: 'Reject', cancel: 'Cancel', resolve: 'Resolve' } as const;

function Deeds({ run }: { readonly run: RunDetail }) {
  const [deed, setDeed] = useState<DeedName | null>(null);
  const offered: readonly (keyof typeof LABELS)[] = [
    ...(run.gate?.decidable === true ? (['approve', 'reject'] as const) : []),
    lookOf(run.state).terminal ? 'resolve' : 'cancel',
  ];
  return (
    <Group gap={6} wrap="nowrap">
      {offered.map((name) => (
        <Button
          key={name}
          size="compact-sm"
          variant={name === 'approve' ? 'filled' : 'default'}
          aria-label={`${LABELS[name]} ${run.workflow_name} ${run.id}`}
          onClick={() => setDeed(name)}
        >
          {LABELS[name]}
        </Button>
      ))}
      <ActionDialog
        id={run.id}
        deed={deed === null ? null : deedOf(deed, run)}
        onClose={() => setDeed(null)}
      />
    </Group>
  );
}
