import { createFileRoute } from '@tanstack/react-router';

import { SettingsPage } from '../settings/settings-page.tsx';
import { parseSettingsSearch } from '../settings/settings-search.ts';

export const Route = createFileRoute('/settings')({
  validateSearch: parseSettingsSearch,
  component: SettingsPage,
});
