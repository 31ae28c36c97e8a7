import { Tabs } from '@mantine/core';

import type { RunDetail } from '../api.ts';
import { useShortcuts } from '../keyboard/keys.ts';
import classes from './run.module.css';
import { TABS, type TabName } from './run-search.ts';
import type { StepSort } from './step-sort.ts';
import { EventsTab } from './tabs/events-tab.tsx';
import { FilesTab } from './tabs/files-tab.tsx';
import { HitlTab } from './tabs/hitl-tab.tsx';
import { IoTab } from './tabs/io-tab.tsx';
import { LineageTab } from './tabs/lineage-tab.tsx';
import { LogsTab } from './tabs/logs-tab.tsx';
import { NotesTab } from './tabs/notes-tab.tsx';
import { StepsTab } from './tabs/steps-tab.tsx';
import { TracesTab } from './tabs/traces-tab.tsx';

const TITLES: Readonly<Record<TabName, string>> = {
  steps: 'Steps',
  events: 'Events',
  traces: 'Traces',
  logs: 'Logs',
  io: 'I/O (redacted)',
  files: 'Files',
  hitl: 'HITL',
  notes: 'Notes',
  lineage: 'Lineage',
};

interface Props {
  readonly run: RunDetail;
  readonly tab: TabName;
  readonly step: string | undefined;
  readonly log: string | undefined;
  readonly sort: StepSort | undefined;
  readonly onTab: (tab: TabName) => void;
  readonly onStep: (step: string, attempt?: string) => void;
  readonly onLog: (id: string) => void;
  readonly onSort: (sort: StepSort | undefined) => void;
}

/** Everything that is kept of a run, by kind; only what is looked at is asked for. */
export function RunTabs(props: Props) {
  const { tab, onTab } = props;
  useShortcuts(
    TABS.map((name, index) => ({
      group: 'Run',
      keys: String(index + 1),
      does: `Show ${TITLES[name]}`,
      act: () => onTab(name),
    })),
  );
  return (
    <Tabs
      className={classes.panel ?? ''}
      value={tab}
      onChange={(name) => onTab(TABS.find((each) => each === name) ?? 'steps')}
      keepMounted={false}
    >
      <Tabs.List className={classes.tabList ?? ''} aria-label="What is kept of the run">
        {TABS.map((name) => (
          <Tabs.Tab key={name} value={name}>
            {TITLES[name]}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {TABS.map((name) => (
        <Tabs.Panel key={name} value={name} pt="sm">
          <TabContent {...props} tab={name} />
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function TabContent({ run, tab, step, log, sort, onStep, onLog, onSort }: Props) {
  switch (tab) {
    case 'steps':
      return <StepsTab run={run} step={step} onStep={onStep} sort={sort} onSort={onSort} />;
    case 'events':
      return <EventsTab run={run} />;
    case 'traces':
      return <TracesTab run={run} onStep={onStep} />;
    case 'logs':
      return <LogsTab run={run} log={log} onLog={onLog} />;
    case 'io':
      return <IoTab run={run} />;
    case 'files':
      return <FilesTab run={run} />;
    case 'hitl':
      return <HitlTab run={run} />;
    case 'notes':
      return <NotesTab run={run} />;
    case 'lineage':
      return <LineageTab runId={run.id} />;
  }
}
