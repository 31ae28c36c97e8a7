import { Container, Text, Title } from '@mantine/core';
import { Link, Outlet, useLocation } from '@tanstack/react-router';

import { Empty } from '../parts/feedback.tsx';
import { useMay } from '../shell/me.ts';
import classes from './settings.module.css';
import { SETTINGS_PAGES } from './settings-pages.ts';

/** The settings' own navigation and whichever of them is looked at. Who is no admin sees those that are for all. */
export function SettingsPage() {
  const { pathname } = useLocation();
  const isAdmin = useMay('admin');
  const pages = SETTINGS_PAGES.filter(({ forAll }) => isAdmin || forAll);
  const isShown = pages.some(({ to }) => pathname === to);
  return (
    <Container size="xl" py="md">
      <Title order={1} size="h3" mb="md">
        Settings
      </Title>
      <div className={classes.settings}>
        <nav aria-label="Settings" className={classes.nav}>
          {pages.map(({ to, label }) => (
            <Link key={to} to={to} className={classes.page} activeOptions={{ includeSearch: false }}>
              {label}
            </Link>
          ))}
        </nav>
        <div className={classes.content}>
          {isShown || pathname === '/settings' ? (
            <Outlet />
          ) : (
            <Empty title="This is for admins">
              <Text size="sm">You see how long what is kept, and what is redacted. An admin changes it.</Text>
            </Empty>
          )}
        </div>
      </div>
    </Container>
  );
}
