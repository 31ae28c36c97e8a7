import { Table, Text, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';

import type { Overview } from '../api.ts';
import { listed } from '../parts/listed.ts';
import { FAILURES, LAST_24H } from './counted.ts';
import classes from './overview.module.css';
import { percent } from './vital-signs.tsx';

/** The workflows of which most failed. */
export function WorstWorkflows({ workflows }: { readonly workflows: Overview['worst_workflows'] }) {
  return (
    <section className={classes.card} aria-labelledby="worst">
      <Title order={2} size="h5" id="worst">
        Workflows that fail most, last 24 h
      </Title>
      {workflows.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing failed in the last 24 hours.
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={300}>
          <Table className={classes.table ?? ''} aria-labelledby="worst">
            <Table.Thead>
              <Table.Tr>
                <Table.Th>Workflow</Table.Th>
                <Table.Th>Failed</Table.Th>
                <Table.Th>Ended</Table.Th>
                <Table.Th>Success rate</Table.Th>
                <Table.Th>Versions</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {workflows.map(({ workflow_name: workflow, failed, ended, success_rate }) => (
                <Table.Tr key={workflow}>
                  <Table.Td>
                    <Link className={classes.number} to="/runs" search={{ workflow: listed([workflow]) }}>
                      {workflow}
                    </Link>
                  </Table.Td>
                  <Table.Td>
                    <Link
                      className={classes.number}
                      to="/runs"
                      search={{
                        ...LAST_24H,
                        workflow: listed([workflow]),
                        state: FAILURES,
                      }}
                    >
                      {failed.toLocaleString()}
                    </Link>
                  </Table.Td>
                  <Table.Td>
                    <Link
                      className={classes.number}
                      to="/runs"
                      search={{ ...LAST_24H, workflow: listed([workflow]) }}
                    >
                      {ended.toLocaleString()}
                    </Link>
                  </Table.Td>
                  <Table.Td>
                    {success_rate !== null && (
                      <span className={classes.share} aria-hidden="true">
                        <span style={{ width: `${success_rate * 100}%` }} />
                      </span>
                    )}
                    <span className={classes.percent}>
                      {success_rate === null ? '–' : percent(success_rate)}
                    </span>
                  </Table.Td>
                  <Table.Td>
                    <Link
                      className={classes.number}
                      to="/compare"
                      search={{ workflow }}
                      aria-label={`Compare versions of ${workflow}`}
                    >
                      Compare
                    </Link>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  );
}
