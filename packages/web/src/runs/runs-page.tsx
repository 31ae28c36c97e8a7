import { Button, Group, Kbd } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo, useRef } from 'react';

import { Loading, Problem } from '../parts/feedback.tsx';
import { useSessionState } from '../parts/use-session-state.ts';
import { useMay } from '../shell/me.ts';
import { BulkBar, NOTHING, type Chosen } from './bulk-bar.tsx';
import { FilterBar } from './filter-bar.tsx';
import { FilterSheet } from './filter-sheet.tsx';
import { LinkFaults } from './link-faults.tsx';
import { ColumnsMenu, ExportMenu } from './list-menus.tsx';
import { filterIn, filterOf, queryOf, type ListSearch } from './list-search.ts';
import { NothingFound } from './nothing-found.tsx';
import { OutcomeHistogram } from './outcome-histogram.tsx';
import { QuickView } from './quick-view.tsx';
import { RunCards } from './run-cards.tsx';
import { columnsOf } from './run-columns.tsx';
import { RunTable, type RunTableHandle } from './run-table.tsx';
import classes from './runs-page.module.css';
import { useListAddress } from './use-list-address.ts';
import { useListKeys } from './use-list-keys.ts';
import { useRunList } from './use-run-list.ts';
import { ShareButton } from './share-button.tsx';
import { ViewsBar } from './views-bar.tsx';

const route = getRouteApi('/runs/');

/** Finds runs. Everything that shapes what is seen is in the address. */
export function RunsPage() {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/runs/' });
  const query = queryOf(filterOf(search));
  // From its text: other changes of the address are no reason to ask again.
  const filter = useMemo(() => filterIn(query), [query]);
  const sort = search.sort ?? '-started_at';
  const shown = useMemo(() => columnsOf(search.columns), [search.columns]);
  const table = useRef<RunTableHandle>(null);
  const address = useListAddress();
  const list = useRunList(filter, sort, () => table.current?.toTop());
  const [chosen, setChosen] = useSessionState<Chosen>(`chosen?${query}`, NOTHING);
  const narrow = useMediaQuery('(max-width: 600px)', window.innerWidth <= 600);
  const mayAct = useMay('operator');

  const change = (next: ListSearch): void => {
    void navigate({
      // What is undefined stays in: it says that the environments too are not to be kept.
      search: (before) => ({ ...before, ...next }),
      replace: Object.keys(next).every((name) => name === 'peek'),
    });
  };
  const clear = (): void =>
    void navigate({ search: ({ sort: kept, columns }) => ({ sort: kept, columns, env: undefined }) });
  const onOpen = (id: string): void =>
    void navigate({ to: '/runs/$id', params: { id }, search: { list: address } });
  useListKeys({ list, table, chosen, setChosen, peeked: search.peek, change, onOpen });

  const total = list.total;
  const matching = total === undefined ? '' : `${total.value.toLocaleString()}${total.more ? '+' : ''}`;
  const filters = <FilterBar filter={filter} onChange={change} onClear={clear} />;
  const rows = { rows: list.rows, hasMore: list.hasMore, loadMore: list.loadMore, onOpen };
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>Runs</h1>
      <div className={classes.top}>
        <div className={classes.bar}>
          <ViewsBar filter={filter} />
          <Group gap={6}>
            {narrow && (
              <FilterSheet count={Object.keys(filter).length} matching={matching}>
                {filters}
              </FilterSheet>
            )}
            <ShareButton />
            {!narrow && <ColumnsMenu shown={shown} onChange={(columns) => change({ columns })} />}
            <ExportMenu query={queryOf({ ...filter, sort })} label="All runs that match" />
          </Group>
        </div>
        {!narrow && filters}
        <LinkFaults />
        <OutcomeHistogram
          filter={filter}
          onRange={(from, to) => change({ time_field: filter.time_field ?? 'ended', from, to })}
        />
      </div>
      <div className={classes.content}>
        <div className={classes.list}>
          {list.fresh.count > 0 && (
            <Button className={classes.fresh} size="compact-sm" onClick={list.showNew}>
              ↑ {list.fresh.count}
              {list.fresh.more ? '+' : ''} new {list.fresh.count === 1 ? 'run' : 'runs'}
            </Button>
          )}
          {list.error !== null && list.rows.length === 0 ? (
            <Problem error={list.error} retry={list.retry} />
          ) : list.loading ? (
            <Loading rows={12} label="Loading runs" />
          ) : list.rows.length === 0 ? (
            <NothingFound filter={filter} onClear={clear} />
          ) : narrow ? (
            <RunCards
              {...rows}
              selection={chosen.rows}
              onSelection={(selected) => setChosen({ rows: selected, all: null })}
            />
          ) : (
            <RunTable
              {...rows}
              handle={table}
              total={total?.more === false ? total.value : undefined}
              shown={shown}
              sort={sort}
              onSort={(by) => change({ sort: by })}
              selection={chosen.rows}
              onSelection={(selected) => setChosen({ rows: selected, all: null })}
              peeked={search.peek}
            />
          )}
          {mayAct && <BulkBar query={query} matching={matching} chosen={chosen} onChosen={setChosen} />}
          <footer className={classes.footer}>
            <span>
              {list.rows.length > 0 && `1–${list.rows.length.toLocaleString()} of ${matching}`}
              {list.hasMore && (list.error === null ? ' · more below' : ' · the next could not be loaded')}
              {list.hasMore && list.error !== null && (
                <Button size="compact-xs" variant="subtle" onClick={list.retry}>
                  Try again
                </Button>
              )}
            </span>
            {list.rows.length > 0 && <Hints />}
          </footer>
        </div>
        {search.peek !== undefined && (
          <QuickView id={search.peek} onClose={() => change({ peek: undefined })} />
        )}
      </div>
    </div>
  );
}

/** The keys that are worth knowing first. */
function Hints() {
  const keys = [
    ['J K', 'move'],
    ['Space', 'quick view'],
    ['X', 'select'],
    ['?', 'all keys'],
  ] as const;
  return (
    <span className={classes.hints}>
      {keys.map(([key, does]) => (
        <span key={key}>
          <Kbd size="xs">{key}</Kbd> {does}
        </span>
      ))}
    </span>
  );
}
