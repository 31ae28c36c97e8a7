import { ActionIcon, Button, Kbd, SegmentedControl, Tooltip, useMantineColorScheme } from '@mantine/core';
import { useDocumentTitle } from '@mantine/hooks';
import { IconHelp, IconLogout, IconMoon, IconSearch, IconSun } from '@tabler/icons-react';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Link, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useState, type ReactNode } from 'react';

import { ProblemError, runlight } from '../api.ts';
import { listenToKeys, useShortcuts } from '../keyboard/keys.ts';
import { changes } from '../live/live.ts';
import { Loading, Problem } from '../parts/feedback.tsx';
import { TELLS } from '../query-client.ts';
import { setZone, useZone } from '../time/zone.ts';
import { ConnectionMark } from './connection-mark.tsx';
import { EnvironmentSwitch } from './environment-switch.tsx';
import { Help } from './help.tsx';
import { meQuery } from './me.ts';
import { pageTitle } from './page-title.ts';
import { openPalette, Palette } from './palette.tsx';
import classes from './shell.module.css';
import { SignIn } from './sign-in.tsx';

/** What every page has around it; who is not signed in sees where to do that. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const me = useQuery(meQuery);
  if (me.error instanceof ProblemError && me.error.status === 401) return <SignIn />;
  if (me.error !== null && me.data === undefined)
    return <Problem error={me.error} retry={() => void me.refetch()} />;
  if (me.data === undefined) return <Loading label="Connecting" />;
  return <Page>{children}</Page>;
}

function Page({ children }: { readonly children: ReactNode }) {
  const navigate = useNavigate();
  const [helps, setHelps] = useState(false);
  useDocumentTitle(pageTitle(useLocation().pathname));
  useEffect(() => changes.start(), []);
  useEffect(() => listenToKeys(), []);
  useShortcuts([
    { group: 'Everywhere', keys: '?', does: 'Show the keys', act: () => setHelps(true) },
    { group: 'Everywhere', keys: '/', does: 'Search', act: openPalette },
    { group: 'Everywhere', keys: 'g o', does: 'Go to the overview', act: () => void navigate({ to: '/' }) },
    { group: 'Everywhere', keys: 'g r', does: 'Go to the runs', act: () => void navigate({ to: '/runs' }) },
    {
      group: 'Everywhere',
      keys: 'g s',
      does: 'Go to the settings',
      act: () => void navigate({ to: '/settings' }),
    },
  ]);
  return (
    <div className={classes.shell}>
      <header className={classes.header}>
        <a className={classes.skip} href="#main">
          Skip to the content
        </a>
        <span className={classes.brand}>
          <img src="/favicon.svg" alt="" width={18} height={18} />
          Runlight
        </span>
        <nav className={classes.nav} aria-label="Main">
          <Link className={classes.link} to="/" activeOptions={{ exact: true, includeSearch: false }}>
            Overview
          </Link>
          <Link className={classes.link} to="/runs" activeOptions={{ includeSearch: false }}>
            Runs
          </Link>
          <Link className={classes.link} to="/settings" activeOptions={{ includeSearch: false }}>
            Settings
          </Link>
        </nav>
        <div className={classes.scope}>
          <EnvironmentSwitch />
          <ZoneSwitch />
          <ConnectionMark />
        </div>
        <div className={classes.tools}>
          <Button
            className={classes.search ?? ''}
            variant="default"
            size="xs"
            justify="space-between"
            aria-label="Search: run, id, tag ⌘K"
            leftSection={<IconSearch size={14} />}
            rightSection={<Kbd size="xs">⌘K</Kbd>}
            onClick={openPalette}
          >
            run, id, tag
          </Button>
          <SchemeSwitch />
          <SignOut />
          <Tooltip label="Keys (?)">
            <ActionIcon variant="default" aria-label="Keys" onClick={() => setHelps(true)}>
              <IconHelp size={16} />
            </ActionIcon>
          </Tooltip>
        </div>
      </header>
      <main id="main" className={classes.main} tabIndex={-1}>
        {children}
      </main>
      <Palette onHelp={() => setHelps(true)} />
      <Help opened={helps} onClose={() => setHelps(false)} />
    </div>
  );
}

/** Only where somebody signed in: a server for its own machine asks nobody. */
function SignOut() {
  const queries = useQueryClient();
  const { data } = useQuery(meQuery);
  const signOut = useMutation({
    mutationFn: () => runlight.endSession(),
    onSuccess: () => queries.resetQueries(),
    meta: TELLS,
  });
  if (data?.access !== 'tokens') return null;
  return (
    <Tooltip label={`Sign out ${data.actor}`}>
      <ActionIcon variant="default" aria-label="Sign out" onClick={() => signOut.mutate()}>
        <IconLogout size={16} />
      </ActionIcon>
    </Tooltip>
  );
}

function ZoneSwitch() {
  return (
    <SegmentedControl
      size="xs"
      aria-label="Time zone"
      value={useZone()}
      onChange={setZone}
      data={[
        { value: 'local', label: 'Local' },
        { value: 'UTC', label: 'UTC' },
      ]}
    />
  );
}

function SchemeSwitch() {
  const { colorScheme, toggleColorScheme } = useMantineColorScheme();
  return (
    <Tooltip label="Light or dark">
      <ActionIcon variant="default" aria-label="Light or dark" onClick={toggleColorScheme}>
        {colorScheme === 'dark' ? <IconMoon size={16} /> : <IconSun size={16} />}
      </ActionIcon>
    </Tooltip>
  );
}
