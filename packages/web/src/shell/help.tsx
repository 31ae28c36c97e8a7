import { Group, Kbd, Modal, Switch, Text, Title } from '@mantine/core';
import { useState } from 'react';

import { activeShortcuts, enableShortcuts, shortcutsEnabled } from '../keyboard/keys.ts';
import type { StateName } from '../status/states.ts';
import { Status } from '../status/status.tsx';
import classes from './shell.module.css';

/** The keys that work on this page, the switch that turns them off, and what the states mean. */
export function Help({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} size={820} title="Keys and states">
      <div className={classes.help}>
        <div>{opened && <Keys />}</div>
        <States />
      </div>
    </Modal>
  );
}

/** Those that are no shortcuts of a page, and can't be switched off. */
const ALWAYS = [
  { group: 'Everywhere', keys: '⌘K', does: 'Search, go, switch (Ctrl K elsewhere)' },
  { group: 'Everywhere', keys: 'Esc', does: 'Close what is on top' },
];

function Keys() {
  const [enabled, setEnabled] = useState(shortcutsEnabled);
  const groups = Object.groupBy(
    [...activeShortcuts(), ...ALWAYS].filter(({ does }) => does !== undefined),
    ({ group }) => group,
  );
  return (
    <>
      <Switch
        label="Use keys"
        description="Off: only ⌘K, Tab, Enter and Escape work"
        checked={enabled}
        onChange={({ currentTarget: { checked } }) => {
          enableShortcuts(checked);
          setEnabled(checked);
        }}
      />
      {Object.entries(groups).map(([group, shortcuts = []]) => (
        <section key={group} aria-label={group}>
          <Title order={3} size="sm" mt="md" mb={4}>
            {group}
          </Title>
          <dl className={classes.keys}>
            {shortcuts.map(({ keys, does }) => (
              <div key={keys}>
                <dt>
                  <Group gap={4} wrap="nowrap">
                    {(keys === ' ' ? ['Space'] : keys.split(' ')).map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </Group>
                </dt>
                <dd>{does}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </>
  );
}

const MEANINGS: Readonly<Record<StateName, string>> = {
  queued: 'accepted; nothing has started it yet',
  running: 'a process works on it',
  waiting: 'for a person, a time, or something outside',
  blocked: 'cannot go on without what it names',
  stalled: 'has shown no progress for too long',
  cancelling: 'was asked to stop, and is stopping',
  succeeded: 'did all that it was to do',
  incomplete: 'ended with something left to do',
  failed: 'ended by an error',
  cancelled: 'was stopped on request',
  timed_out: 'took longer than it was allowed',
  lost: 'was not heard of again',
};

function States() {
  return (
    <section aria-label="States">
      <Title order={3} size="sm" mb={4}>
        States of a run
      </Title>
      <dl className={classes.states}>
        {Object.entries(MEANINGS).map(([state, meaning]) => (
          <div key={state}>
            <dt>
              <Status state={state} />
            </dt>
            <dd>{meaning}</dd>
          </div>
        ))}
      </dl>
      <Text size="xs" c="dimmed" mt="md">
        A shape and a word tell each of them; what has one colour asks for the same of you: orange waits for a
        person, red went wrong.
      </Text>
    </section>
  );
}
