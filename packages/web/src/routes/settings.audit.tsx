import { createFileRoute } from '@tanstack/react-router';

import { AuditPage } from '../settings/audit-page.tsx';

export const Route = createFileRoute('/settings/audit')({ component: AuditPage });
