import { Button } from '@mantine/core';
import { useQueries, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';

import { runlight, type SavedView } from '../api.ts';
import { useThrottledChanges } from '../live/live.ts';
import { useMay } from '../shell/me.ts';
import { filterIn, queryOf, questionOf, type ListFilter } from './list-search.ts';
import classes from './runs-page.module.css';
import { ViewDialog } from './view-dialog.tsx';
import { ViewMenu } from './view-menu.tsx';

interface View {
  readonly name: string;
  readonly query: string;
  readonly saved?: SavedView;
}

const BUILT_IN: readonly View[] = [
  { name: 'All', query: '' },
  { name: 'Needs me', query: 'needs_person=true' },
  { name: 'Failed 24 h', query: 'state=failed,timed_out,lost&resolved=false&time_field=ended&from=24h' },
  { name: 'Running', query: 'state=running,cancelling' },
];

const COUNT_EVERY_MS = 5000;

/** Filters that people come back to, with how many runs each finds now, in the environments that are looked at. */
export function ViewsBar({ filter }: { readonly filter: ListFilter }) {
  const mayEdit = useMay('operator');
  const { data } = useQuery({ queryKey: ['views'], queryFn: () => runlight.listViews() });
  const [saving, setSaving] = useState(false);
  const own = (data?.views ?? []).map((saved) => ({ name: saved.name, query: saved.query, saved }));
  const views: readonly View[] = [...BUILT_IN, ...own];
  const scope = filter.env === undefined ? {} : { env: filter.env };
  const filters = views.map(({ query }) => ({ ...scope, ...filterIn(query) }));
  const counts = useCounts(filters);
  const now = queryOf(filter);
  return (
    <nav aria-label="Views" className={classes.views}>
      {views.map(({ name, query, saved }, index) => (
        <span
          key={saved?.view_id ?? name}
          className={classes.view}
          data-current={sameFilter(filters[index], now) || undefined}
        >
          <Link
            to="/runs"
            search={filterIn(query)}
            activeOptions={{ exact: true, includeSearch: true }}
            activeProps={{}}
            aria-current={sameFilter(filters[index], now) ? 'true' : undefined}
          >
            {name}
            {query !== '' && counts[index] !== undefined && (
              <span className={classes.count}>{counts[index]}</span>
            )}
          </Link>
          {saved !== undefined && mayEdit && <ViewMenu view={saved} now={now} />}
        </span>
      ))}
      {mayEdit && (
        <Button
          size="compact-xs"
          variant="subtle"
          aria-label="Save this view"
          onClick={() => setSaving(true)}
        >
          + Save
        </Button>
      )}
      {saving && (
        <ViewDialog
          title="Save this view for everybody"
          name=""
          save={(name) => runlight.saveView({ body: { name, query: now } })}
          onClose={() => setSaving(false)}
        />
      )}
    </nav>
  );
}

/** Whether a filter is the one of this query, whatever the order of its parts. */
function sameFilter(filter: ListFilter | undefined, query: string): boolean {
  if (filter === undefined) return false;
  const sorted = (text: string): string => [...new URLSearchParams(text)].map(String).toSorted().join('&');
  return sorted(queryOf(filter)) === sorted(query);
}

function useCounts(filters: readonly ListFilter[]): readonly (string | undefined)[] {
  const queries = useQueryClient();
  useThrottledChanges(() => queries.invalidateQueries({ queryKey: ['runs', 'count'] }), COUNT_EVERY_MS);
  return useQueries({
    queries: filters.map((filter) => ({
      queryKey: ['runs', 'count', filter],
      queryFn: () => runlight.listRuns({ query: { ...questionOf(filter), limit: 1 } }),
      enabled: Object.keys(filter).length > 0,
    })),
    combine: (results) =>
      results.map(({ data }) => data && `${data.total.value.toLocaleString()}${data.total.more ? '+' : ''}`),
  });
}
