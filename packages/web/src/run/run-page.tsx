import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useEffect } from 'react';

import { ProblemError, type RunDetail } from '../api.ts';
import { useShortcuts } from '../keyboard/keys.ts';
import { Empty, Loading, Problem } from '../parts/feedback.tsx';
import { lookOf } from '../status/states.ts';
import { Gaps, PartialSuccess } from './guidance.tsx';
import { Inspector } from './inspector.tsx';
import { useNeighbours } from './neighbours.ts';
import { RunActions } from './run-actions.tsx';
import { RunHeader } from './run-header.tsx';
import classes from './run.module.css';
import { runQuery, useRunUpdates, waterfallQuery } from './run-queries.ts';
import type { RunSearch, TabName } from './run-search.ts';
import { RunTabs } from './run-tabs.tsx';
import { StateTimeline } from './state-timeline.tsx';
import { hasFailed } from './waterfall/waterfall-model.ts';
import { WaterfallPanel } from './waterfall/waterfall-panel.tsx';
import split from './waterfall/waterfall.module.css';
import { WhyPanel } from './why-panel.tsx';
import { RouteAnchor } from './route-anchor.tsx';

const route = getRouteApi('/runs/$id');

/** One run: what happened, why, and what can be done about it. */
export function RunPage() {
  const { id } = route.useParams();
  useRunUpdates(id);
  const run = useQuery(runQuery(id));
  if (run.data !== undefined) return <Run key={id} run={run.data} />;
  if (run.error instanceof ProblemError && run.error.status === 404) return <Missing id={id} />;
  if (run.error !== null) return <Problem error={run.error} retry={() => void run.refetch()} />;
  return <Loading label="Loading the run" />;
}

function Missing({ id }: { readonly id: string }) {
  return (
    <Empty title={`There is no run ${id}`} order={1}>
      <p>
        It may belong to another tenant, retention may have deleted it, or its first event has not arrived
        yet: then it appears here by itself.
      </p>
      <RouteAnchor to="/runs">Look at the runs</RouteAnchor>
    </Empty>
  );
}

function Run({ run }: { readonly run: RunDetail }) {
  const search = route.useSearch();
  const navigate = useNavigate({ from: '/runs/$id' });
  const waterfall = useQuery(waterfallQuery(run.id));
  const neighbours = useNeighbours(run.id, search.list);
  const rows = waterfall.data?.rows;
  const wentWrong = ['bad', 'person'].includes(lookOf(run.state).family);
  const failing = run.failure?.step ?? run.failed_step ?? (wentWrong ? rows?.find(hasFailed)?.id : undefined);
  const hanging =
    run.state === 'stalled' ? rows?.findLast(({ status }) => status === 'running')?.id : undefined;
  const step = search.step ?? failing ?? run.gate?.step ?? hanging;
  const tab = search.tab ?? 'steps';

  // A tab is a place to come back to; what is looked at inside of one is not.
  const setTab = (name: TabName): void =>
    void navigate({ search: (before) => ({ ...before, tab: name, log: undefined }), resetScroll: false });
  const setLog = (log: string): void =>
    void navigate({ search: (before) => ({ ...before, tab: 'logs', log }), resetScroll: false });
  const look = (at: Partial<RunSearch>): void =>
    void navigate({ search: (before) => ({ ...before, ...at }), replace: true, resetScroll: false });
  const setStep = (name: string, attempt?: string): void => look({ step: name, attempt });
  function goTo(id: string | undefined): void {
    if (id !== undefined) void navigate({ to: '/runs/$id', params: { id }, search: { list: search.list } });
  }
  useShortcuts([
    { group: 'Run', keys: '[', does: 'Previous run', act: () => goTo(neighbours.previous) },
    { group: 'Run', keys: ']', does: 'Next run', act: () => goTo(neighbours.next) },
  ]);
  useEffect(() => {
    document.title = `${lookOf(run.state).word} · ${run.workflow_name} · Runlight`;
    return () => void (document.title = 'Runlight');
  }, [run.state, run.workflow_name]);

  return (
    <article className={classes.page}>
      <div className={classes.panel}>
        <RunHeader run={run} list={search.list} neighbours={neighbours}>
          <RunActions run={run} />
        </RunHeader>
        <StateTimeline run={run} waterfall={waterfall.data} />
        <WhyPanel run={run} onStep={setStep} onTab={setTab} onLog={setLog} />
      </div>
      <PartialSuccess run={run} onStep={setStep} />
      <Gaps gaps={run.gaps} what={['events']} />
      <div className={split.split}>
        {waterfall.data === undefined ? (
          waterfall.error === null ? (
            <Loading rows={6} label="Loading the waterfall" />
          ) : (
            <Problem error={waterfall.error} retry={() => void waterfall.refetch()} />
          )
        ) : (
          <WaterfallPanel
            answer={waterfall.data}
            step={step}
            onStep={setStep}
            zoom={search.zoom}
            onZoom={(zoom) => look({ zoom })}
          />
        )}
        <Inspector
          runId={run.id}
          row={rows?.find(({ id }) => id === step)}
          attempt={search.attempt}
          onAttempt={(attempt) => look({ step, attempt })}
          onTab={setTab}
          onLog={setLog}
        />
      </div>
      <RunTabs
        run={run}
        tab={tab}
        step={step}
        log={search.log}
        sort={search.step_sort}
        onTab={setTab}
        onStep={setStep}
        onLog={setLog}
        onSort={(sort) => look({ step_sort: sort })}
      />
    </article>
  );
}
