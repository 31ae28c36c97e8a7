import { createFileRoute } from '@tanstack/react-router';

import { RedactionPage } from '../settings/redaction-page.tsx';

export const Route = createFileRoute('/settings/redaction')({ component: RedactionPage });
