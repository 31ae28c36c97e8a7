import { ActionIcon, Button, Menu } from '@mantine/core';
import { IconChevronDown, IconDots } from '@tabler/icons-react';
import { useState } from 'react';

import { runlight, type RunDetail } from '../api.ts';
import { useShortcuts } from '../keyboard/keys.ts';
import { useMay } from '../shell/me.ts';
import { lookOf } from '../status/states.ts';
import { ActionDialog } from './action-dialog.tsx';
import { deedOf, type DeedName } from './deeds.ts';
import { RerunDialog, type RerunMode } from './rerun-dialog.tsx';
import { TagDialog } from './tag-dialog.tsx';
import { useRunAction } from './use-run-action.ts';

/** Inside of the page's landmarks, and gone at once when a dialog takes its place. */
const MENU = {
  withinPortal: false,
  withInitialFocusPlaceholder: false,
  position: 'bottom-end',
  transitionProps: { duration: 0 },
} as const;

/** What a person may do to a run; nothing for those who may only look. */
export function RunActions({ run }: { readonly run: RunDetail }) {
  return useMay('operator') ? <Actions run={run} /> : null;
}

function Actions({ run }: { readonly run: RunDetail }) {
  const [deed, setDeed] = useState<DeedName | null>(null);
  const [isTagging, setTagging] = useState(false);
  const [rerun, setRerun] = useState<RerunMode | null>(null);
  const pin = useRunAction(run.id);
  const { terminal, family } = lookOf(run.state);
  // What goes well or has not begun leaves nothing to take care of.
  const resolvable = run.state !== 'succeeded' && (terminal || !['neutral', 'active'].includes(family));
  const resolves = run.resolved === null ? 'resolve' : 'reopen';
  useShortcuts([
    { group: 'Run', keys: 'r', does: 'Re-run', act: () => setRerun('same') },
    ...(resolvable ? [{ group: 'Run', keys: 'm', does: 'Resolve', act: () => setDeed(resolves) }] : []),
    { group: 'Run', keys: 't', does: 'Tag', act: () => setTagging(true) },
    { group: 'Run', keys: 'a', does: 'Annotate', act: () => setDeed('annotate') },
  ]);
  return (
    <>
      {run.gate?.decidable === true && (
        <>
          <Button size="xs" onClick={() => setDeed('approve')}>
            Approve
          </Button>
          <Button size="xs" variant="default" onClick={() => setDeed('reject')}>
            Reject
          </Button>
        </>
      )}
      <Button.Group>
        <Button size="xs" variant="default" onClick={() => setRerun('same')}>
          Re-run
        </Button>
        <Menu {...MENU}>
          <Menu.Target>
            <Button size="xs" variant="default" px={6} aria-label="Ways to re-run">
              <IconChevronDown size={14} />
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item onClick={() => setRerun('same')}>Same input</Menu.Item>
            <Menu.Item onClick={() => setRerun('edited')}>Edited input</Menu.Item>
            <Menu.Item disabled={run.failed_step === null} onClick={() => setRerun('failed_step')}>
              From the failed step
            </Menu.Item>
          </Menu.Dropdown>
        </Menu>
      </Button.Group>
      {resolvable && (
        <Button size="xs" variant="default" onClick={() => setDeed(resolves)}>
          {resolves === 'resolve' ? 'Resolve' : 'Reopen'}
        </Button>
      )}
      {!terminal && run.state !== 'cancelling' && (
        <Button size="xs" variant="default" c="var(--rl-bad)" onClick={() => setDeed('cancel')}>
          Cancel
        </Button>
      )}
      <Menu {...MENU}>
        <Menu.Target>
          <ActionIcon variant="default" size="30px" aria-label="More actions">
            <IconDots size={16} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setTagging(true)}>Tags</Menu.Item>
          <Menu.Item onClick={() => setDeed('annotate')}>Add a note</Menu.Item>
          <Menu.Item onClick={() => setDeed('assign')}>Owner</Menu.Item>
          <Menu.Item
            onClick={() =>
              pin.mutate({
                act: () => runlight.pinRun({ path: { id: run.id }, body: { pinned: !run.pinned } }),
                done: run.pinned ? 'No longer pinned' : 'Pinned: it is kept for good',
              })
            }
          >
            {run.pinned ? 'Unpin' : 'Pin: keep it for good'}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ActionDialog
        id={run.id}
        deed={deed === null ? null : deedOf(deed, run)}
        onClose={() => setDeed(null)}
      />
      <TagDialog run={run} opened={isTagging} onClose={() => setTagging(false)} />
      <RerunDialog run={run} mode={rerun} onClose={() => setRerun(null)} />
    </>
  );
}
