import { Button, Group, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import type { RunDetail, RunItem } from '../api.ts';
import { shortId } from '../parts/run-id.tsx';
import { ActionDialog } from '../run/action-dialog.tsx';
import { deedOf, type DeedName } from '../run/deeds.ts';
import { runQuery } from '../run/run-queries.ts';
import { useMay } from '../shell/me.ts';
import { lookOf } from '../status/states.ts';
import { Status } from '../status/status.tsx';
import { Time } from '../time/time.tsx';
import classes from './overview.module.css';

/** The runs that go on only when somebody does something, oldest first, with what can be done. */
export function NeedsPerson({ total, runs }: { readonly total: number; readonly runs: readonly RunItem[] }) {
  return (
    <section className={classes.card} aria-labelledby="needs-person">
      <Group justify="space-between">
        <Title order={2} size="h5" id="needs-person">
          Needs a person now: {total}
        </Title>
        {total > 0 && (
          <Link to="/runs" search={{ needs_person: 'true', sort: 'started_at' }} className={classes.link}>
            {total > runs.length ? `All ${total}, oldest first` : 'As a list'}
          </Link>
        )}
      </Group>
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
  const detail = useQuery({ ...runQuery(run.id), enabled: mayAct });
  const began = run.started_at ?? run.queued_at;
  return (
    <li className={classes.need} data-run={run.id}>
      <Status state={run.state} />
      <div className={classes.about}>
        <Text size="sm" truncate>
          <Link to="/runs/$id" params={{ id: run.id }} className={classes.link}>
            {run.workflow_name} {shortId(run.id)}
          </Link>{' '}
          <Text span size="xs" c="dimmed">
            began {began !== null && <Time at={began} />}
          </Text>
        </Text>
        <Text size="sm" truncate title={run.why}>
          {run.why}
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
