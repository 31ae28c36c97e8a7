import { createFileRoute } from '@tanstack/react-router';

import { WebhooksPage } from '../settings/webhooks-page.tsx';

export const Route = createFileRoute('/settings/webhooks')({ component: WebhooksPage });
