import { useMantineColorScheme } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { runlight } from '../api.ts';
import { listed } from '../parts/listed.ts';
import { lookOf } from '../status/states.ts';
import { StatusShape } from '../status/status-shape.tsx';
import { setZone, useZone } from '../time/zone.ts';
import { SETTINGS_PAGES } from '../settings/settings-pages.ts';
import { useMay } from './me.ts';
import { useScope } from './scope.ts';
import classes from './shell.module.css';

/** Opens the command palette. */
export const openPalette = spotlight.open;

/** ⌘K: goes to a page, to a run by id or words, or to the runs of a workflow or tag; and changes what the header does. */
export function Palette({ onHelp }: { readonly onHelp: () => void }) {
  const [text, setText] = useState('');
  const [words] = useDebouncedValue(text.trim(), 150);
  const { envs } = useScope();
  const runs = useMatchingRuns(words);
  const groups = [
    { group: 'Workflows and tags', actions: useMatchingFacets(words) },
    { group: 'Runs', actions: runs.actions },
    { group: 'Pages', actions: matching(usePages(), words) },
    { group: 'Actions', actions: matching(useDeeds(onHelp), words) },
  ].filter(({ actions }) => actions.length > 0);
  return (
    <Spotlight
      actions={groups}
      filter={(_, given) => given}
      query={text}
      onQueryChange={setText}
      shortcut={['mod + K']}
      nothingFound={runs.isSearching ? 'Searching…' : `Nothing was found${within(envs)}`}
      searchProps={{
        leftSection: <IconSearch size={16} />,
        placeholder: `Run, id, tag, workflow, page${within(envs)}`,
        'aria-label': 'Search',
      }}
      attributes={{ content: { 'aria-label': 'Search' } }}
      overlayProps={{ blur: 0, backgroundOpacity: 0.35 }}
      classNames={{ actionLabel: classes.found ?? '', actionDescription: classes.about ?? '' }}
      scrollable
      maxHeight={420}
    />
  );
}

function within(envs: readonly string[]): string {
  return envs.length === 0 ? '' : ` in ${envs.join(', ')}`;
}

function matching(actions: readonly SpotlightActionData[], words: string): SpotlightActionData[] {
  const lower = words.toLowerCase();
  return actions.filter(({ label }) => label?.toLowerCase().includes(lower));
}

interface MatchingRuns {
  readonly isSearching: boolean;
  readonly actions: SpotlightActionData[];
}

/** The run whose id was typed, wherever it ran, and those of the chosen environments that say the words. */
function useMatchingRuns(words: string): MatchingRuns {
  const navigate = useNavigate();
  const { query } = useScope();
  const isAsked = words.length > 1;
  const { data, isFetching } = useQuery({
    queryKey: ['palette', words, query],
    queryFn: async ({ signal }) => {
      const [called, saying] = await Promise.all([
        runlight.listRuns({ query: { id: [words], limit: 1 }, signal }),
        runlight.listRuns({ query: { ...query, q: words, limit: 6 }, signal }),
      ]);
      return [...called.runs, ...saying.runs.filter(({ id }) => id !== words)];
    },
    enabled: isAsked,
    placeholderData: keepPreviousData,
  });
  const actions = (isAsked ? (data ?? []) : []).map((run) => ({
    id: run.id,
    label: `${run.workflow_name} · ${run.id}`,
    description: `${lookOf(run.state).word} · ${run.why}`,
    leftSection: <StatusShape state={run.state} />,
    onClick: () => void navigate({ to: '/runs/$id', params: { id: run.id } }),
  }));
  return { isSearching: isFetching, actions };
}

function useMatchingFacets(words: string): SpotlightActionData[] {
  const navigate = useNavigate();
  const { data } = useQuery({ queryKey: ['facets'], queryFn: () => runlight.getFacets() });
  if (words === '' || data === undefined) return [];
  const actions = [
    ...data.workflows.map((workflow) => ({
      id: `workflow ${workflow}`,
      label: `Runs of ${workflow}`,
      onClick: () => void navigate({ to: '/runs', search: { workflow: listed([workflow]) } }),
    })),
    ...data.tags.map((tag) => ({
      id: `tag ${tag}`,
      label: `Runs tagged ${tag}`,
      onClick: () => void navigate({ to: '/runs', search: { tag: listed([tag]) } }),
    })),
  ];
  return matching(actions, words).slice(0, 4);
}

function usePages(): SpotlightActionData[] {
  const navigate = useNavigate();
  const isAdmin = useMay('admin');
  const settings = SETTINGS_PAGES.filter(({ forAll }) => isAdmin || forAll);
  const pages = [
    { to: '/', label: 'Overview' },
    { to: '/runs', label: 'Runs' },
    { to: '/compare', label: 'Compare versions' },
    ...settings.map(({ to, label }) => ({ to, label: `Settings: ${label.toLowerCase()}` })),
  ] as const;
  return pages.map(({ to, label }) => ({ id: to, label, onClick: () => void navigate({ to }) }));
}

/** What the header's buttons do. */
function useDeeds(onHelp: () => void): SpotlightActionData[] {
  const navigate = useNavigate();
  const zone = useZone();
  const { toggleColorScheme } = useMantineColorScheme();
  const { envs } = useScope();
  const { data } = useQuery({ queryKey: ['facets'], queryFn: () => runlight.getFacets() });
  const choose = (env: string | undefined) => () =>
    void navigate({ to: '.', search: (before) => ({ ...before, env }) });
  const chosen = envs.join(',');
  return [
    ...(data?.environments ?? [])
      .filter((env) => env !== chosen)
      .map((env) => ({
        id: `env ${env}`,
        label: `Look at the environment ${env} only`,
        onClick: choose(listed([env])),
      })),
    ...(chosen === '' ? [] : [{ id: 'env', label: 'Look at all environments', onClick: choose(undefined) }]),
    zone === 'UTC'
      ? { id: 'zone', label: 'Show times in local time', onClick: () => setZone('local') }
      : { id: 'zone', label: 'Show times in UTC', onClick: () => setZone('UTC') },
    { id: 'scheme', label: 'Switch between light and dark', onClick: toggleColorScheme },
    { id: 'keys', label: 'Show the keys', onClick: onHelp },
  ];
}
