import { notifications } from '@mantine/notifications';
import { MutationCache, QueryClient } from '@tanstack/react-query';

import { ProblemError } from './api.ts';

/** For what is done without a form that could say why it did not work: a notification says so. */
export const TELLS = { tells: true } as const;

/** Answers are kept while they are looked at; the change stream says when they are old. */
export const queryClient = new QueryClient({
  mutationCache: new MutationCache({
    onError: (error, _variables, _context, { meta }) => {
      if (meta?.['tells'] !== true) return;
      notifications.show({ title: 'This did not work', message: error.message, color: 'red' });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => error instanceof ProblemError && error.retriable && failures < 3,
    },
    mutations: { retry: false },
  },
});
