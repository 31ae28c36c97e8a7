import { Group, Kbd, Modal, Stack, Switch, Table, Text, Title } from '@mantine/core';
import { useState } from 'react';

import { activeShortcuts, enableShortcuts, shortcutsEnabled } from '../keyboard/keys.ts';

/** The keys that work on this page, and the switch that turns them off. */
export function Help({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Keys" closeButtonProps={{ 'aria-label': 'Close' }}>
      {opened && <Keys />}
    </Modal>
  );
}

function Keys() {
  const [enabled, setEnabled] = useState(shortcutsEnabled);
  const groups = Object.entries(Object.groupBy(activeShortcuts(), ({ group }) => group));
  return (
    <Stack>
      <Switch
        label="Use keys"
        description="Off: only ⌘K, Tab, Enter and Escape work"
        checked={enabled}
        onChange={({ currentTarget: { checked } }) => {
          enableShortcuts(checked);
          setEnabled(checked);
        }}
      />
      {groups.map(([group, shortcuts = []]) => (
        <section key={group}>
          <Title order={3} size="sm">
            {group}
          </Title>
          <Table>
            <Table.Tbody>
              {shortcuts.map(({ keys, does }) => (
                <Table.Tr key={keys}>
                  <Table.Td w={110}>
                    <Group gap={4}>
                      {keys.split(' ').map((key) => (
                        <Kbd key={key}>{key === '' ? 'Space' : key}</Kbd>
                      ))}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <Text size="sm">{does}</Text>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </section>
      ))}
    </Stack>
  );
}
