import { ActionIcon, Button, Group, Modal, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useMutation, useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef, useState } from 'react';

import { runlight } from '../api.ts';
import { useChanges } from '../live/live.ts';
import { useMay } from '../shell/me.ts';
import { filterIn, queryOf, questionOf, type ListFilter } from './list-search.ts';
import classes from './runs-page.module.css';

interface View {
  readonly name: string;
  readonly query: string;
  readonly id?: string;
}

const BUILT_IN: readonly View[] = [
  { name: 'All', query: '' },
  { name: 'Needs me', query: 'needs_person=true' },
  { name: 'Failed 24 h', query: 'status=failed,timed_out,lost&resolved=false&time_field=ended&from=24h' },
  { name: 'Running', query: 'status=running,cancelling' },
];

const COUNT_EVERY_MS = 5000;

/** Filters that people come back to, with how many runs each finds now. */
export function ViewsBar({ filter }: { readonly filter: ListFilter }) {
  const queries = useQueryClient();
  const mayEdit = useMay('operator');
  const saved = useQuery({ queryKey: ['views'], queryFn: () => runlight.listViews() });
  const [saving, setSaving] = useState(false);
  const drop = useMutation({
    mutationFn: (id: string) => runlight.deleteView({ path: { view: id } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ['views'] }),
  });
  const own = (saved.data?.views ?? []).map(({ view_id, name, query }) => ({ id: view_id, name, query }));
  const views: readonly View[] = [...BUILT_IN, ...own];
  const counts = useCounts(views);
  const now = queryOf(filter);
  return (
    <Group component="nav" aria-label="Views" gap={4} className={classes.views}>
      {views.map((view, index) => {
        const search = filterIn(view.query);
        const current = queryOf(search) === now;
        return (
          <Group key={view.id ?? view.name} gap={0} wrap="nowrap">
            <Link
              className={classes.view}
              to="/runs"
              search={search}
              activeOptions={{ exact: true, includeSearch: true }}
              activeProps={{}}
              aria-current={current ? 'true' : undefined}
            >
              {view.name}
              {view.query !== '' && counts[index] !== undefined && <b>{counts[index]}</b>}
            </Link>
            {view.id !== undefined && mayEdit && (
              <ActionIcon
                size="xs"
                variant="subtle"
                color="gray"
                aria-label={`Forget the view ${view.name}`}
                onClick={() => view.id !== undefined && drop.mutate(view.id)}
              >
                <IconX size={10} />
              </ActionIcon>
            )}
          </Group>
        );
      })}
      {mayEdit && (
        <Button size="compact-xs" variant="subtle" onClick={() => setSaving(true)}>
          + Save
        </Button>
      )}
      <Modal opened={saving} onClose={() => setSaving(false)} title="Save this view for everybody">
        <SaveView query={now} onSaved={() => setSaving(false)} />
      </Modal>
    </Group>
  );
}

function useCounts(views: readonly View[]): readonly (string | undefined)[] {
  const queries = useQueryClient();
  const counted = useRef(0);
  const recount = (): void => {
    if (Date.now() - counted.current < COUNT_EVERY_MS) return;
    counted.current = Date.now();
    void queries.invalidateQueries({ queryKey: ['runs', 'count'] });
  };
  useChanges(recount, recount);
  return useQueries({
    queries: views.map(({ query }) => ({
      queryKey: ['runs', 'count', query],
      queryFn: () => runlight.listRuns({ query: { ...questionOf(filterIn(query)), limit: 1 } }),
      enabled: query !== '',
    })),
    combine: (results) =>
      results.map(({ data }) => data && `${data.total.value.toLocaleString()}${data.total.more ? '+' : ''}`),
  });
}

function SaveView({ query, onSaved }: { readonly query: string; readonly onSaved: () => void }) {
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const save = useMutation({
    mutationFn: () => runlight.saveView({ body: { name, query } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['views'] });
      onSaved();
    },
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <TextInput
        label="Name"
        required
        maxLength={100}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
        error={save.error?.message}
        data-autofocus
      />
      <Button type="submit" mt="md" loading={save.isPending}>
        Save
      </Button>
    </form>
  );
}
