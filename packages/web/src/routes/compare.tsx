import { createFileRoute } from '@tanstack/react-router';

import { ComparePage } from '../comparison/compare-page.tsx';
import { parseCompareSearch } from '../comparison/compare-search.ts';

export const Route = createFileRoute('/compare')({
  validateSearch: parseCompareSearch,
  component: ComparePage,
});
