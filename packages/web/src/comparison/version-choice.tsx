import { ActionIcon, NativeSelect, Tooltip } from '@mantine/core';
import { IconArrowsExchange } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';

import { runlight, type Versions } from '../api.ts';
import { formatMinute } from '../time/format-time.ts';
import { useZone } from '../time/zone.ts';
import { DEFAULT_WINDOW, type CompareSearch } from './compare-search.ts';
import classes from './comparison.module.css';

const WINDOWS = [
  { value: '24h', label: 'Last 24 hours' },
  { value: '7d', label: 'Last 7 days' },
  { value: DEFAULT_WINDOW, label: 'Last 30 days' },
  { value: '90d', label: 'Last 90 days' },
];

interface VersionChoiceProps {
  readonly search: CompareSearch;
  readonly versions: Versions['versions'];
  /** What is compared, as far as it can be told. */
  readonly pair: { readonly a: string; readonly b: string } | undefined;
  readonly onChange: (change: Partial<CompareSearch>) => void;
}

/** Which workflow, which two versions of it, and which of their runs. */
export function VersionChoice({ search, versions, pair, onChange }: VersionChoiceProps) {
  const facets = useQuery({ queryKey: ['facets'], queryFn: () => runlight.getFacets() });
  const workflows = new Set([
    ...(facets.data?.workflows ?? []),
    ...(search.workflow === undefined ? [] : [search.workflow]),
  ]);
  const ofVersion = (chosen: string | undefined) => [
    ...versions.map(({ version, ended }) => ({
      value: version,
      label: `${version} (${ended.toLocaleString()} ended)`,
    })),
    ...(chosen === undefined || versions.some(({ version }) => version === chosen) ? [] : [chosen]),
  ];
  return (
    <div className={classes.choice} role="group" aria-label="What to compare">
      <NativeSelect
        label="Workflow"
        value={search.workflow ?? ''}
        data={[
          ...(search.workflow === undefined ? [{ value: '', label: 'Choose one' }] : []),
          ...[...workflows].toSorted(),
        ]}
        onChange={({ currentTarget: { value } }) =>
          onChange({ workflow: value === '' ? undefined : value, a: undefined, b: undefined })
        }
      />
      <WindowChoice from={search.from} to={search.to} onChange={onChange} />
      {pair !== undefined && (
        <div className={classes.versions}>
          <NativeSelect
            label="Version"
            value={pair.a}
            data={ofVersion(pair.a)}
            onChange={({ currentTarget: { value } }) => onChange({ ...pair, a: value })}
          />
          <Tooltip label="Swap the versions">
            <ActionIcon
              variant="default"
              size={36}
              aria-label="Swap the versions"
              onClick={() => onChange({ a: pair.b, b: pair.a })}
            >
              <IconArrowsExchange size={16} />
            </ActionIcon>
          </Tooltip>
          <NativeSelect
            label="Compared with"
            value={pair.b}
            data={ofVersion(pair.b)}
            onChange={({ currentTarget: { value } }) => onChange({ ...pair, b: value })}
          />
        </div>
      )}
    </div>
  );
}

interface WindowChoiceProps extends Pick<CompareSearch, 'from' | 'to'> {
  readonly onChange: (window: Pick<CompareSearch, 'from' | 'to'>) => void;
}

/** The usual windows, and the one of the address if it is another. */
function WindowChoice({ from = DEFAULT_WINDOW, to, onChange }: WindowChoiceProps) {
  const zone = useZone();
  const said = (time: string): string => {
    if (/^\d+[smhd]$/.test(time)) return `${time} ago`;
    return Number.isNaN(Date.parse(time)) ? time : formatMinute(time, zone);
  };
  const isUsual = to === undefined && WINDOWS.some(({ value }) => value === from);
  const own = { value: 'own', label: `${said(from)} to ${to === undefined ? 'now' : said(to)}` };
  return (
    <NativeSelect
      label="Runs that ended"
      value={isUsual ? from : own.value}
      data={isUsual ? WINDOWS : [...WINDOWS, own]}
      onChange={({ currentTarget: { value } }) =>
        value !== own.value && onChange({ from: value, to: undefined })
      }
    />
  );
}
