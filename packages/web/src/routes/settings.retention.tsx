import { createFileRoute } from '@tanstack/react-router';

import { RetentionPage } from '../settings/retention-page.tsx';

export const Route = createFileRoute('/settings/retention')({ component: RetentionPage });
