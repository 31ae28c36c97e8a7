import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';

import { runlight } from '../api.ts';
import { lookOf } from '../status/states.ts';
import { StatusShape } from '../status/status-shape.tsx';

/** Opens the command palette. */
export const openPalette = spotlight.open;

/** ⌘K: goes to a page, to a run by id or words, or to the runs of a workflow or tag. */
export function Palette() {
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const [words] = useDebouncedValue(text.trim(), 150);
  const runs = useQuery({
    queryKey: ['palette', words],
    queryFn: ({ signal }) => runlight.listRuns({ query: { q: words, limit: 6 }, signal }),
    enabled: words.length > 1,
    placeholderData: keepPreviousData,
  });
  const facets = useQuery({ queryKey: ['facets'], queryFn: () => runlight.getFacets() });

  const lower = words.toLowerCase();
  const matching = (values: readonly string[] = []): readonly string[] =>
    lower === '' ? [] : values.filter((value) => value.toLowerCase().includes(lower)).slice(0, 4);
  const actions: SpotlightActionData[] = [
    ...pages
      .filter(({ label }) => label.toLowerCase().includes(lower))
      .map(({ to, label }) => ({ id: to, label, onClick: () => void navigate({ to }) })),
    ...(words.startsWith('run_')
      ? [
          {
            id: `open ${words}`,
            label: `Open ${words}`,
            onClick: () => void navigate({ to: '/runs/$id', params: { id: words } }),
          },
        ]
      : []),
    ...matching(facets.data?.workflows).map((workflow) => ({
      id: `workflow ${workflow}`,
      label: `Runs of ${workflow}`,
      onClick: () => void navigate({ to: '/runs', search: { workflow } }),
    })),
    ...matching(facets.data?.tags).map((tag) => ({
      id: `tag ${tag}`,
      label: `Runs tagged ${tag}`,
      onClick: () => void navigate({ to: '/runs', search: { tag } }),
    })),
    ...(lower === '' ? [] : (runs.data?.runs ?? [])).map((run) => ({
      id: run.id,
      label: `${run.workflow_name} · ${run.id}`,
      description: `${lookOf(run.state).word} · ${run.why}`,
      leftSection: <StatusShape state={run.state} />,
      onClick: () => void navigate({ to: '/runs/$id', params: { id: run.id } }),
    })),
  ];
  return (
    <Spotlight
      actions={actions}
      filter={(_, given) => given}
      query={text}
      onQueryChange={setText}
      shortcut={['mod + K']}
      nothingFound={words === '' ? 'Type an id, a workflow, a tag or words' : 'Nothing was found'}
      searchProps={{
        leftSection: <IconSearch size={16} />,
        placeholder: 'Run, id, tag, workflow, page',
        'aria-label': 'Search',
      }}
      scrollable
      maxHeight={420}
    />
  );
}

const pages = [
  { to: '/', label: 'Overview' },
  { to: '/runs', label: 'Runs' },
  { to: '/settings/webhooks', label: 'Settings: webhooks' },
  { to: '/settings/tokens', label: 'Settings: tokens' },
  { to: '/settings/retention', label: 'Settings: retention' },
  { to: '/settings/redaction', label: 'Settings: redaction' },
  { to: '/settings/audit', label: 'Settings: audit log' },
] as const;
