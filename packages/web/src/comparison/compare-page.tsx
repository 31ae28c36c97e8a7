import { Container, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';

import { runlight } from '../api.ts';
import { Empty, Loading, Problem } from '../parts/feedback.tsx';
import { RouteAnchor } from '../run/route-anchor.tsx';
import { useScope } from '../shell/scope.ts';
import { DEFAULT_WINDOW, pairOf, type CompareSearch } from './compare-search.ts';
import { ComparedVersions } from './compared-versions.tsx';
import { VersionChoice } from './version-choice.tsx';

/** Two versions of a workflow beside each other. */
export function ComparePage() {
  const search = useSearch({ from: '/compare' });
  const navigate = useNavigate();
  const { workflow } = search;
  const versions = useQuery({
    queryKey: ['versions', workflow],
    queryFn: ({ signal }) => runlight.getVersions({ path: { workflow: workflow ?? '' }, signal }),
    enabled: workflow !== undefined,
  });
  const known = versions.data?.versions ?? [];
  const pair = pairOf(
    search,
    known.map(({ version }) => version),
  );
  return (
    <Container size="xl" py="md">
      <Stack>
        <Title order={1} size="h3">
          Compare versions
        </Title>
        <VersionChoice
          search={search}
          versions={known}
          pair={pair}
          onChange={(change) =>
            void navigate({ to: '/compare', search: { ...search, ...change }, replace: true })
          }
        />
        {workflow === undefined ? (
          <Empty title="Choose a workflow">
            <Text size="sm">Its two latest versions are compared first.</Text>
          </Empty>
        ) : versions.error !== null ? (
          <Problem error={versions.error} retry={() => void versions.refetch()} />
        ) : versions.data === undefined ? (
          <Loading />
        ) : pair === undefined ? (
          <NothingToCompare workflow={workflow} version={known[0]?.version} />
        ) : (
          <Pair workflow={workflow} pair={pair} search={search} />
        )}
      </Stack>
    </Container>
  );
}

interface PairProps {
  readonly workflow: string;
  readonly pair: { readonly a: string; readonly b: string };
  readonly search: CompareSearch;
}

function Pair({ workflow, pair, search: { from = DEFAULT_WINDOW, to } }: PairProps) {
  const scope = useScope();
  const query = { ...pair, ...scope.query, from, to };
  const comparison = useQuery({
    queryKey: ['comparison', workflow, query],
    queryFn: ({ signal }) => runlight.compareVersions({ path: { workflow }, query, signal }),
  });
  if (comparison.error !== null)
    return <Problem error={comparison.error} retry={() => void comparison.refetch()} />;
  if (comparison.data === undefined) return <Loading />;
  return <ComparedVersions workflow={workflow} comparison={comparison.data} />;
}

function NothingToCompare(props: { readonly workflow: string; readonly version: string | undefined }) {
  const { workflow, version } = props;
  const title =
    version === undefined
      ? `No run of ${workflow} that has a version ended`
      : `${version} is the only version of ${workflow} of which runs ended`;
  return (
    <Empty title={title}>
      <Text size="sm">
        A comparison needs two. The option <code>version</code> of a run says which one it is of.
      </Text>
      <RouteAnchor to="/runs" search={{ workflow }}>
        The runs of {workflow}
      </RouteAnchor>
    </Empty>
  );
}
