import { Button, Checkbox, Group, NumberInput, Text, Title } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { notifications } from '@mantine/notifications';
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight, type Retention } from '../api.ts';
import { Loading, LoadingInline, Problem } from '../parts/feedback.tsx';
import { useMay } from '../shell/me.ts';
import classes from './settings.module.css';
import { TenantChoice, useTenant } from './tenant-choice.tsx';

const CLASSES = [
  ['raw_days', 'Events, spans and log records'],
  ['io_days', 'Inputs and outputs'],
  ['summary_days', 'What is told of runs: errors, reasons, tags, notes, files'],
  ['metrics_days', 'Runs in lists and figures'],
] as const;

const KEY = ['retention'];

type Preview = Awaited<ReturnType<typeof runlight.previewRetention>>;

/** How long what is kept, and what a change would delete. */
export function RetentionPage() {
  const tenant = useTenant();
  const retention = useQuery({
    queryKey: [...KEY, tenant],
    queryFn: () => runlight.getRetention({ query: tenant }),
  });
  if (retention.error !== null)
    return <Problem error={retention.error} retry={() => void retention.refetch()} />;
  if (retention.data === undefined) return <Loading rows={4} />;
  return <RetentionForm key={JSON.stringify([tenant, retention.data])} kept={retention.data} />;
}

function RetentionForm({ kept }: { readonly kept: Retention }) {
  const queries = useQueryClient();
  const tenant = useTenant();
  const isAdmin = useMay('admin');
  const [wanted, setWanted] = useState(kept);
  const [asked] = useDebouncedValue(wanted, 300);
  const preview = useQuery({
    queryKey: ['retention', 'preview', tenant, asked],
    queryFn: () => runlight.previewRetention({ query: tenant, body: asked }),
    enabled: isAdmin,
    placeholderData: keepPreviousData,
    staleTime: 0,
  });
  const save = useMutation({
    mutationFn: () => runlight.putRetention({ query: tenant, body: wanted }),
    onSuccess: async () => {
      notifications.show({ message: 'Saved. Deleting goes on by itself.' });
      await queries.invalidateQueries({ queryKey: KEY });
    },
  });
  const changed = CLASSES.some(([name]) => wanted[name] !== kept[name]);
  return (
    <form
      className={classes.card}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <Title order={2} size="h4">
        Retention
      </Title>
      <Text size="sm">
        Counted from the end of a run. A run is gone when both of the last two are over; a pinned one keeps
        everything. What webhooks were sent is kept as long as the shortest of the first three.
        {isAdmin ? '' : ' An admin changes it.'}
      </Text>
      <TenantChoice />
      <fieldset disabled={!isAdmin} className={classes.fields}>
        {CLASSES.map(([name, label]) => (
          <Days
            key={name}
            label={label}
            days={wanted[name]}
            onChange={(days) => setWanted({ ...wanted, [name]: days })}
          />
        ))}
      </fieldset>
      {preview.error !== null && <Problem error={preview.error} />}
      {preview.isLoading && <LoadingInline label="Counting" />}
      {preview.data !== undefined && (
        <Text size="sm" role="status" aria-busy={preview.isFetching} fw={600}>
          {consequence(preview.data)}
        </Text>
      )}
      {save.error !== null && <Problem error={save.error} />}
      {isAdmin && (
        <Group>
          <Button type="submit" disabled={!changed} loading={save.isPending}>
            Save
          </Button>
          {changed && (
            <Button variant="default" onClick={() => setWanted(kept)}>
              Back to what is kept
            </Button>
          )}
        </Group>
      )}
    </form>
  );
}

/** What would be deleted now, in one sentence. */
function consequence({ run, summary, raw, io, pinned }: Preview): string {
  const parts = [
    run > 0 && runs(run),
    summary > 0 && `what is told of ${runs(summary)}`,
    raw > 0 && `the events of ${runs(raw)}`,
    io > 0 && `inputs and outputs of ${runs(io)}`,
  ].filter((part) => part !== false);
  const deleted = parts.length === 0 ? 'nothing now' : new Intl.ListFormat('en').format(parts);
  return `Would delete ${deleted}.${pinned > 0 ? ` ${runs(pinned)} pinned.` : ''}`;
}

function runs(count: number): string {
  return count === 1 ? '1 run' : `${count.toLocaleString()} runs`;
}

interface DaysProps {
  readonly label: string;
  readonly days: number | null;
  readonly onChange: (days: number | null) => void;
}

function Days({ label, days, onChange }: DaysProps) {
  return (
    <Group align="flex-end" wrap="nowrap">
      <NumberInput
        label={label}
        suffix=" days"
        min={1}
        max={36_500}
        allowDecimal={false}
        clampBehavior="strict"
        disabled={days === null}
        value={days ?? ''}
        onChange={(value) => typeof value === 'number' && value >= 1 && onChange(value)}
        style={{ flex: 1 }}
      />
      <Checkbox
        mb={8}
        label="For good"
        aria-label={`${label}: for good`}
        checked={days === null}
        onChange={(event) => onChange(event.currentTarget.checked ? null : 365)}
      />
    </Group>
  );
}
