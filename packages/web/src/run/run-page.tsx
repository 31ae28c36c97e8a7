import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';

import { get, type RunDetail } from '../api.ts';
import { Loading, Problem } from '../parts/feedback.tsx';
import { Status } from '../status/status.tsx';

const route = getRouteApi('/runs/$id');

export function RunPage() {
  const { id } = route.useParams();
  const run = useQuery({
    queryKey: ['run', id],
    queryFn: ({ signal }) => get<RunDetail>(`/runs/${encodeURIComponent(id)}`, {}, signal),
  });
  if (run.error !== null) return <Problem error={run.error} retry={() => void run.refetch()} />;
  if (run.data === undefined) return <Loading />;
  return (
    <h1>
      {id} <Status state={run.data.state} />
    </h1>
  );
}
