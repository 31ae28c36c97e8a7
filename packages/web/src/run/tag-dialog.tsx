import { Button, Group, Modal, Stack, TagsInput } from '@mantine/core';
import { useState } from 'react';

import { runlight, type RunDetail } from '../api.ts';
import { Problem } from '../parts/feedback.tsx';
import classes from './run.module.css';
import { useRunAction } from './use-run-action.ts';

interface Props {
  readonly run: RunDetail;
  readonly opened: boolean;
  readonly onClose: () => void;
}

/** Adds and removes tags. Any text is a tag, also one with commas. */
export function TagDialog({ run, opened, onClose }: Props) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Tags"
      classNames={{ title: classes.dialogTitle }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened && <TagForm run={run} onClose={onClose} />}
    </Modal>
  );
}

function TagForm({ run: { id, tags }, onClose }: Omit<Props, 'opened'>) {
  const [wanted, setWanted] = useState<string[]>([...tags]);
  const action = useRunAction(id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        const body = {
          add: wanted.filter((tag) => !tags.includes(tag)),
          remove: tags.filter((tag) => !wanted.includes(tag)),
        };
        action.mutate(
          { act: () => runlight.tagRun({ path: { id }, body }), done: 'The tags were changed' },
          { onSuccess: onClose },
        );
      }}
    >
      <Stack>
        <TagsInput
          label="Tags"
          description="Enter adds what you typed. What you take out is removed when you save."
          data-autofocus
          splitChars={[]}
          dropdownOpened={false}
          value={wanted}
          onChange={setWanted}
        />
        {action.error !== null && <Problem error={action.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" loading={action.isPending}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
