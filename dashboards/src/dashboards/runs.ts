import { COLORS, from, neutral, none } from '../panels/index.ts';
import { runs } from '../queries/index.ts';
import { toWaitList } from '../links.ts';
import { dashboard, row } from './dashboard.ts';
import { throughput, durationOverTime, activeOverTime, waiting, tokens, compute } from './runs/charts.ts';
import { successRate, firstPass, endedRuns, duration, retries, repair } from './runs/health.ts';
import { runList, waitList } from './runs/lists.ts';
import { activeNow, longestWait, unsuccessful } from './runs/now.ts';
import { workflows, categories } from './runs/tables.ts';
import { category, environment, outcome, tenant, version, workflow } from './variables.ts';

export const runsDashboard = dashboard({
  name: 'runs',
  title: 'Runlight / Runs',
  description: 'How workflows do: what succeeds, how long it takes, what waits, what fails and why.',
  from: 'now-24h',
  refresh: '1m',
  variables: [workflow, environment, version, tenant, outcome(runs.UNSUCCESSFUL), category],
  rows: [
    row(4, successRate, firstPass, endedRuns, duration, retries, repair),
    row(
      4,
      activeNow('Active', runs.ACTIVE, 'queued, running, waiting, blocked, stalled or cancelling', {
        thresholds: neutral,
      }),
      activeNow('Waiting', ['waiting'], 'waiting for something, such as a person', {
        thresholds: from(1, COLORS.held),
        links: [toWaitList],
      }),
      activeNow('Blocked', ['blocked'], 'blocked and need somebody', {
        thresholds: from(1, COLORS.person),
        links: [toWaitList],
      }),
      longestWait,
      activeNow('Stalled', ['stalled'], 'silent: their process shows no sign of life', {
        thresholds: none(COLORS.person),
      }),
      unsuccessful,
    ),
    row(8, throughput, durationOverTime),
    row(8, activeOverTime, waiting, tokens, compute),
    row(9, workflows, categories),
    row(8, waitList),
    row(12, runList),
  ],
});
