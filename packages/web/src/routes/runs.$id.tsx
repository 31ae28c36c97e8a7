import { createFileRoute } from '@tanstack/react-router';

import { RunPage } from '../run/run-page.tsx';
import { parseRunSearch } from '../run/run-search.ts';

export const Route = createFileRoute('/runs/$id')({ validateSearch: parseRunSearch, component: RunPage });
