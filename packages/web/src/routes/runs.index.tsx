import { createFileRoute } from '@tanstack/react-router';

import { parseListSearch } from '../runs/list-search.ts';
import { RunsPage } from '../runs/runs-page.tsx';

export const Route = createFileRoute('/runs/')({ validateSearch: parseListSearch, component: RunsPage });
