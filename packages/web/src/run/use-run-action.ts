import { notifications } from '@mantine/notifications';
import { useMutation, useQueryClient, type UseMutationResult } from '@tanstack/react-query';

export interface RunAction<A> {
  readonly act: () => Promise<A>;
  /** What is said when it is done. */
  readonly done: string;
}

/** Does something to a run, says so, and shows the run as it is then. Whoever asked shows what went wrong. */
export function useRunAction<A = unknown>(id: string): UseMutationResult<A, Error, RunAction<A>> {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ act }: RunAction<A>) => act(),
    onSuccess: async (_, { done }) => {
      notifications.show({ message: done });
      await queries.invalidateQueries({ queryKey: ['run', id] });
    },
  });
}
