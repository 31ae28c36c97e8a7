import { ActionIcon, Menu } from '@mantine/core';
import { IconDots } from '@tabler/icons-react';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight, type SavedView } from '../api.ts';
import { ConfirmDialog } from '../settings/confirm-dialog.tsx';
import { ViewDialog } from './view-dialog.tsx';

interface ViewMenuProps {
  readonly view: SavedView;
  /** The filter that the list has now. */
  readonly now: string;
}

/** What can be done to a saved view. */
export function ViewMenu({ view: { view_id: view, name, query }, now }: ViewMenuProps) {
  const queries = useQueryClient();
  const [asks, setAsks] = useState<'rename' | 'replace' | 'forget'>();
  const close = (): void => setAsks(undefined);
  const reread = (): Promise<void> => queries.invalidateQueries({ queryKey: ['views'] });
  return (
    <>
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <ActionIcon size="xs" variant="subtle" color="gray" aria-label={`Change the view ${name}`}>
            <IconDots size={12} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsks('rename')}>Rename</Menu.Item>
          <Menu.Item disabled={now === query} onClick={() => setAsks('replace')}>
            Replace by the present filter
          </Menu.Item>
          <Menu.Item onClick={() => setAsks('forget')}>Delete</Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asks === 'rename' && (
        <ViewDialog
          title={`Rename the view ${name}`}
          name={name}
          save={(renamed) => runlight.changeView({ path: { view }, body: { name: renamed } })}
          onClose={close}
        />
      )}
      <ConfirmDialog
        opened={asks === 'replace'}
        title={`Replace the view ${name}`}
        explains="For everybody it then finds what the list finds now."
        confirms="Replace"
        act={async () => {
          await runlight.changeView({ path: { view }, body: { query: now } });
          await reread();
        }}
        onClose={close}
      />
      <ConfirmDialog
        opened={asks === 'forget'}
        title={`Delete the view ${name}`}
        explains="It is gone for everybody. No run is deleted."
        confirms="Delete"
        act={async () => {
          await runlight.deleteView({ path: { view } });
          await reread();
        }}
        onClose={close}
      />
    </>
  );
}
