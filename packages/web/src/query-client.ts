import { QueryClient } from '@tanstack/react-query';

import { ProblemError } from './api.ts';

/** Answers are kept while they are looked at; the change stream says when they are old. */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 30_000,
      refetchOnWindowFocus: true,
      retry: (failures, error) => error instanceof ProblemError && error.retriable && failures < 3,
    },
    mutations: { retry: false },
  },
});
