import { Alert, Button, Code, Drawer, Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo, useRef, useState, type ReactNode } from 'react';

import { Empty, Loading, Problem } from '../parts/feedback.tsx';
import { useSessionState } from '../parts/use-session-state.ts';
import { useMay } from '../shell/me.ts';
import { BulkBar, NOTHING, type Chosen } from './bulk-bar.tsx';
import { FilterBar } from './filter-bar.tsx';
import { ColumnsMenu, ExportMenu } from './list-menus.tsx';
import { faultsIn, filterIn, filterOf, queryOf, type ListSearch } from './list-search.ts';
import { OutcomeHistogram } from './outcome-histogram.tsx';
import { QuickView } from './quick-view.tsx';
import { RunCards } from './run-cards.tsx';
import { columnsOf } from './run-columns.tsx';
import { RunTable, type RunTableHandle } from './run-table.tsx';
import classes from './runs-page.module.css';
import { useListKeys } from './use-list-keys.ts';
import { useRunList } from './use-run-list.ts';
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
  const list = useRunList(filter, sort);
  const [chosen, setChosen] = useSessionState<Chosen>(`chosen?${query}`, NOTHING);
  const narrow = useMediaQuery('(max-width: 600px)', window.innerWidth <= 600);
  const mayAct = useMay('operator');
  const table = useRef<RunTableHandle>(null);

  const change = (next: { readonly [K in keyof ListSearch]?: ListSearch[K] | undefined }): void => {
    void navigate({
      search: (before) => present({ ...before, ...next }),
      replace: Object.keys(next).every((name) => name === 'peek'),
    });
  };
  const clear = (): void =>
    void navigate({ search: ({ sort: kept, columns }) => present({ sort: kept, columns }) });
  const showNew = async (): Promise<void> => {
    await list.showNew();
    table.current?.toTop();
  };
  useListKeys({ list, table, chosen, setChosen, peeked: search.peek, change, showNew });

  const total = list.total;
  const matching = total === undefined ? '' : `${total.value.toLocaleString()}${total.more ? '+' : ''}`;
  const filters = <FilterBar filter={filter} onChange={change} onClear={clear} />;
  const rows = { rows: list.rows, hasMore: list.hasMore, loadMore: list.loadMore };
  return (
    <div className={classes.page}>
      <h1 className={classes.title}>Runs</h1>
      <div className={classes.top}>
        <div className={classes.bar}>
          <ViewsBar filter={filter} />
          <Group gap={6}>
            {!narrow && <ColumnsMenu shown={shown} onChange={(columns) => change({ columns })} />}
            <ExportMenu filter={filter} sort={sort} />
          </Group>
        </div>
        {narrow ? <FilterSheet count={Object.keys(filter).length}>{filters}</FilterSheet> : filters}
        <Faults />
        <OutcomeHistogram
          filter={filter}
          onRange={(from, to) => change({ time_field: filter.time_field ?? 'ended', from, to })}
        />
      </div>
      <div className={classes.content}>
        <div className={classes.list}>
          {list.fresh.count > 0 && (
            <Button className={classes.fresh} size="compact-sm" onClick={() => void showNew()}>
              ↑ {list.fresh.count}
              {list.fresh.more ? '+' : ''} new {list.fresh.count === 1 ? 'run' : 'runs'}
            </Button>
          )}
          {list.error !== null && list.rows.length === 0 ? (
            <Problem error={list.error} retry={list.retry} />
          ) : list.loading ? (
            <Loading rows={12} label="Loading runs" />
          ) : list.rows.length === 0 ? (
            <NothingFound filtered={query !== ''} onClear={clear} />
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
            {list.rows.length > 0 && `1–${list.rows.length.toLocaleString()} of ${matching}`}
            {list.hasMore && ' · more below'}
          </footer>
        </div>
        {search.peek !== undefined && (
          <QuickView id={search.peek} onClose={() => change({ peek: undefined })} />
        )}
      </div>
    </div>
  );
}

function present(search: { readonly [K in keyof ListSearch]?: ListSearch[K] | undefined }): ListSearch {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** Says what of a link was not understood. */
function Faults() {
  const faults = faultsIn(window.location.search);
  if (faults.length === 0) return null;
  return (
    <Alert role="alert" variant="outline" color="orange" p="xs" title="A part of this link is not understood">
      <Text size="sm">
        It was left out: <Code>{faults.join(' & ')}</Code>
      </Text>
    </Alert>
  );
}

function FilterSheet({ count, children }: { readonly count: number; readonly children: ReactNode }) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button size="xs" variant="default" onClick={() => setOpened(true)}>
        Filter{count > 0 && ` (${count})`}
      </Button>
      <Drawer
        opened={opened}
        onClose={() => setOpened(false)}
        position="bottom"
        size="85%"
        title="Filter"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {children}
        <Button mt="md" fullWidth onClick={() => setOpened(false)}>
          Show the runs
        </Button>
      </Drawer>
    </>
  );
}

function NothingFound({ filtered, onClear }: { readonly filtered: boolean; readonly onClear: () => void }) {
  if (filtered) {
    return (
      <Empty title="No run matches">
        <Button variant="default" onClick={onClear}>
          Clear the filter
        </Button>
      </Empty>
    );
  }
  return (
    <Empty title="No run has arrived yet">
      <Text size="sm">
        Start the server with a runs directory, or let an SDK or a Collector send OTLP over HTTP to this
        address. Runs appear here while they run.
      </Text>
    </Empty>
  );
}
