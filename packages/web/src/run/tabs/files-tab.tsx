import { Anchor, Stack, Table } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';

import type { RunDetail } from '../../api.ts';
import { Empty, Loading, Problem } from '../../parts/feedback.tsx';
import { CopyText } from '../../parts/run-id.tsx';
import { Time } from '../../time/time.tsx';
import { Gaps } from '../guidance.tsx';
import { artifactsQuery } from '../run-queries.ts';

/** What the run attached. The addresses are signed and expire: each look at the tab asks for new ones. */
export function FilesTab({ run }: { readonly run: RunDetail }) {
  const { data, error } = useQuery({ ...artifactsQuery(run.id), staleTime: 0 });
  if (error !== null) return <Problem error={error} />;
  if (data === undefined) return <Loading rows={3} />;
  return (
    <Stack gap="xs">
      <Gaps gaps={run.gaps} what={['artifacts']} />
      {data.artifacts.length === 0 ? (
        <Empty title="The run attached no files">
          <p>What its steps hand to step.artifact is here, to be opened or downloaded.</p>
        </Empty>
      ) : (
        <Table.ScrollContainer minWidth={640} type="native">
          <Table verticalSpacing={4} aria-label="Files">
            <Table.Thead>
              <Table.Tr>
                {['File', 'Step', 'Role', 'Type', 'Size', 'Recorded', 'SHA-256'].map((title) => (
                  <Table.Th key={title}>{title}</Table.Th>
                ))}
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {data.artifacts.map((file) => (
                <Table.Tr key={file.span_id + file.path}>
                  <Table.Td>
                    {file.url === null ? (
                      <span title="Its content is not kept on this server">{file.path}</span>
                    ) : (
                      <Anchor size="sm" href={file.url} target="_blank" rel="noreferrer">
                        {file.path}
                      </Anchor>
                    )}
                  </Table.Td>
                  <Table.Td>{file.step}</Table.Td>
                  <Table.Td>{file.role}</Table.Td>
                  <Table.Td>{file.media_type}</Table.Td>
                  <Table.Td>{file.size_bytes === null ? '–' : sizeText(file.size_bytes)}</Table.Td>
                  <Table.Td>
                    <Time at={file.recorded_at} />
                  </Table.Td>
                  <Table.Td>
                    {file.sha256 === null ? (
                      '–'
                    ) : (
                      <>
                        {file.sha256.slice(0, 8)}… <CopyText text={file.sha256} what="checksum" />
                      </>
                    )}
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}

function sizeText(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  return `${(bytes / 1000 ** power).toLocaleString(undefined, { maximumFractionDigits: 1 })} ${units[power]}`;
}
