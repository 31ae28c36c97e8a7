import { Anchor, Table, Text } from '@mantine/core';

import type { RunDetail } from '../api.ts';
import { listed } from '../parts/listed.ts';
import { Time } from '../time/time.tsx';
import { RouteAnchor } from './route-anchor.tsx';
import classes from './run.module.css';
import type { TabName } from './run-search.ts';

type Business = NonNullable<RunDetail['business']>;

/** The indicators that the record of a run has room for, and what people call them. */
const NAMES: Readonly<Record<string, string>> = {
  first_pass_success: 'First-pass success',
  accuracy: 'Accuracy',
  throughput_delta: 'Throughput delta',
};

interface Props {
  readonly business: RunDetail['business'];
  /** What was noted last, such as what a customer said. */
  readonly note: RunDetail['annotations'][number] | undefined;
  readonly onTab: (tab: TabName) => void;
}

/**
 * For which business event the run was, what it changed (before, after, delta, source and time, or “not measured”), and
 * what was noted about it last.
 */
export function BusinessFacts({ business, note, onTab }: Props) {
  return (
    <>
      {business === null ? (
        <Text size="sm">No business event was named · not measured</Text>
      ) : (
        <Measured business={business} />
      )}
      {note !== undefined && (
        <Text size="sm" lineClamp={2} data-latest-note>
          <Text span size="sm" c="dimmed">
            {note.author ?? 'the run'}, <Time at={note.at} />:
          </Text>{' '}
          {note.note}{' '}
          <button type="button" className={classes.linkButton} onClick={() => onTab('notes')}>
            all notes
          </button>
        </Text>
      )}
    </>
  );
}

function Measured({ business }: { readonly business: Business }) {
  const missing = Object.entries(NAMES).filter(
    ([name]) => !business.indicators.some((one) => one.name === name),
  );
  return (
    <>
      <Text size="sm">
        <EventName business={business} />
        {business.others.length > 0 &&
          ` · ${business.others.length} other ${business.others.length === 1 ? 'run' : 'runs'} for it`}
        {missing.length > 0 && ` · ${notMeasured(missing)}`}
      </Text>
      {business.indicators.length > 0 && <Indicators indicators={business.indicators} />}
    </>
  );
}

function notMeasured(missing: readonly (readonly [string, string])[]): string {
  if (missing.length === Object.keys(NAMES).length) return 'not measured';
  return `${missing.map(([, label]) => label.toLowerCase()).join(' and ')} not measured`;
}

/** Leads to all runs for the event, and where it is an address to the event itself. */
function EventName({ business: { id, url } }: { readonly business: Business }) {
  if (id === null) return 'No business event was named';
  return (
    <>
      <RouteAnchor
        size="sm"
        to="/runs"
        search={{ business_event_id: listed([id]), env: undefined }}
        underline="always"
        title="All runs for it"
      >
        {id}
      </RouteAnchor>
      {url !== null && (
        <>
          {' '}
          <Anchor size="sm" underline="always" href={url} target="_blank" rel="noreferrer">
            open
          </Anchor>
        </>
      )}
    </>
  );
}

function Indicators({ indicators }: { readonly indicators: Business['indicators'] }) {
  return (
    <Table.ScrollContainer
      minWidth={480}
      type="native"
      tabIndex={0}
      role="region"
      aria-label="What was measured"
    >
      <Table className={classes.indicators ?? ''} verticalSpacing={1} withRowBorders={false} w="auto">
        <Table.Thead>
          <Table.Tr>
            {['Measured', 'Before', 'After', 'Delta', 'Source', 'Time'].map((title) => (
              <Table.Th key={title}>{title}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {indicators.map(({ name, before, after, delta, source, at }) => (
            <Table.Tr key={name}>
              <Table.Td>{NAMES[name] ?? name}</Table.Td>
              <Table.Td>{valueText(before)}</Table.Td>
              <Table.Td>{valueText(after)}</Table.Td>
              <Table.Td>{delta === null ? '–' : (delta > 0 ? '+' : '') + numberText(delta)}</Table.Td>
              <Table.Td>{source}</Table.Td>
              <Table.Td>
                <Time at={at} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'not measured';
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const numbers = new Intl.NumberFormat(undefined, { maximumFractionDigits: 4 });

function numberText(value: number): string {
  return numbers.format(value);
}
