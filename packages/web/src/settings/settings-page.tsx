import { Container, Group, NavLink, Stack, Title } from '@mantine/core';
import { Link, Outlet, useLocation } from '@tanstack/react-router';

const PAGES = [
  { to: '/settings/webhooks', label: 'Webhooks' },
  { to: '/settings/tokens', label: 'Tokens' },
  { to: '/settings/retention', label: 'Retention' },
  { to: '/settings/redaction', label: 'Redaction' },
  { to: '/settings/audit', label: 'Audit log' },
] as const;

/** The settings' own navigation and whichever of them is looked at. */
export function SettingsPage() {
  const { pathname } = useLocation();
  return (
    <Container size="xl" py="md">
      <Title order={1} size="h3" mb="md">
        Settings
      </Title>
      <Group align="flex-start" gap="lg">
        <Stack component="nav" aria-label="Settings" gap={2} w={170}>
          {PAGES.map(({ to, label }) => (
            <NavLink
              key={to}
              renderRoot={(props) => <Link to={to} {...props} />}
              label={label}
              active={pathname === to}
              aria-current={pathname === to ? 'page' : undefined}
            />
          ))}
        </Stack>
        <div style={{ flex: '1 1 340px', minWidth: 0 }}>
          <Outlet />
        </div>
      </Group>
    </Container>
  );
}
