import { createFileRoute } from '@tanstack/react-router';

import { TokensPage } from '../settings/tokens-page.tsx';

export const Route = createFileRoute('/settings/tokens')({ component: TokensPage });
