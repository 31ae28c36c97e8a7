import { Button, Menu } from '@mantine/core';
import { IconChevronDown, IconStack2 } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';

import { runlight } from '../api.ts';
import { listed, valuesIn } from '../parts/listed.ts';
import { useScope } from './scope.ts';
import classes from './shell.module.css';

const ALL = '';

/** Chooses the environment that every screen is about; it is in the address, and stays from screen to screen. */
export function EnvironmentSwitch() {
  const navigate = useNavigate();
  const { envs } = useScope();
  const facets = useQuery({ queryKey: ['facets'], queryFn: () => runlight.getFacets() });
  const known = facets.data?.environments.toSorted() ?? [];
  const chosen = listed(envs);
  const offered = [...new Set([...known.map((env) => listed([env])), ...(chosen === ALL ? [] : [chosen])])];
  const choose = (env: string): void =>
    void navigate({ to: '.', search: (before) => ({ ...before, env: env === ALL ? undefined : env }) });
  return (
    <Menu position="bottom-end" shadow="md" width={220}>
      <Menu.Target>
        <Button
          className={classes.environment ?? ''}
          data-scoped={chosen !== ALL || undefined}
          variant="default"
          size="xs"
          leftSection={<IconStack2 size={14} />}
          rightSection={<IconChevronDown size={14} />}
          aria-label={`Environment of all screens: ${chosen === ALL ? 'All environments' : envs.join(', ')}`}
        >
          {chosen === ALL ? 'All environments' : envs.join(', ')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
        <Menu.RadioGroup value={chosen} onChange={choose}>
          <Menu.RadioItem value={ALL}>All environments</Menu.RadioItem>
          {offered.map((env) => (
            <Menu.RadioItem key={env} value={env}>
              {valuesIn(env).join(', ')}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
