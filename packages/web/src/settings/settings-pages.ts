/** The pages of the settings, and which of them are for those too who change nothing. */
export const SETTINGS_PAGES = [
  { to: '/settings/webhooks', label: 'Webhooks', forAll: false },
  { to: '/settings/tokens', label: 'Tokens', forAll: false },
  { to: '/settings/retention', label: 'Retention', forAll: true },
  { to: '/settings/redaction', label: 'Redaction', forAll: true },
  { to: '/settings/audit', label: 'Audit log', forAll: false },
] as const;
