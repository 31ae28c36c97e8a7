import { createRootRoute, Outlet, retainSearchParams } from '@tanstack/react-router';

import { parseScope } from '../shell/scope.ts';
import { Shell } from '../shell/shell.tsx';

export const Route = createRootRoute({
  validateSearch: parseScope,
  // Wherever somebody goes, the environments stay those that they chose.
  search: { middlewares: [retainSearchParams(['env'])] },
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
});
