import { createFileRoute, Navigate } from '@tanstack/react-router';

import { useMay } from '../shell/me.ts';

export const Route = createFileRoute('/settings/')({ component: FirstPage });

function FirstPage() {
  return <Navigate to={useMay('admin') ? '/settings/webhooks' : '/settings/retention'} replace />;
}
