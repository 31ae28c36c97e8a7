import { Button, Group, Modal, Stack, TagsInput, Text, Textarea, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight, type BulkJob } from '../api.ts';
import { Problem } from '../parts/feedback.tsx';
import { BULK_WORDS, type BulkAction } from './bulk-words.ts';

interface BulkDialogProps {
  readonly action: BulkAction;
  /** What the person confirms: the server refuses another number. */
  readonly count: number;
  readonly target: { readonly run_ids: string[] } | { readonly selection_id: string };
  readonly onClose: () => void;
  readonly onStarted: (job: BulkJob) => void;
}

const CAUTIONS: Partial<Record<BulkAction, string>> = {
  cancel: 'Their processes are asked to stop. What they did until then stays done.',
  rerun: 'Workers that serve their workflows execute them once more, as new runs.',
  resolve: 'Their status stays what it is.',
  pin: 'Pinned runs are not deleted.',
};

/** Asks what an action needs, and starts it on exactly the number of runs that is confirmed. */
export function BulkDialog({ action, count, target, onClose, onStarted }: BulkDialogProps) {
  const { verb } = BULK_WORDS[action];
  const [reason, setReason] = useState('');
  const [add, setAdd] = useState<string[]>([]);
  const [drop, setDrop] = useState<string[]>([]);
  const [owner, setOwner] = useState('');
  const start = useMutation({
    mutationFn: () =>
      runlight.startBulkJob({
        body: {
          action,
          ...target,
          expected: count,
          ...(reason.trim() !== '' && { reason }),
          ...(action === 'tag' && { add, remove: drop }),
          ...(action === 'assign' && { owner: owner.trim() === '' ? null : owner.trim() }),
          ...(action === 'pin' && { pinned: true }),
        },
      }),
    onSuccess: onStarted,
  });
  const runs = count === 1 ? '1 run' : `${count} runs`;
  return (
    <Modal opened onClose={onClose} title={`${verb} ${runs}`}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          start.mutate();
        }}
      >
        <Stack>
          {CAUTIONS[action] !== undefined && <Text size="sm">{CAUTIONS[action]}</Text>}
          {action === 'tag' && (
            <>
              <TagsInput label="Add" value={add} onChange={setAdd} data-autofocus />
              <TagsInput label="Remove" value={drop} onChange={setDrop} />
            </>
          )}
          {action === 'assign' && (
            <TextInput
              label="Owner"
              description="Empty: nobody"
              value={owner}
              onChange={(event) => setOwner(event.currentTarget.value)}
              data-autofocus
            />
          )}
          {(action === 'rerun' || action === 'cancel' || action === 'resolve') && (
            <Textarea
              label="Reason"
              autosize
              minRows={2}
              value={reason}
              onChange={(event) => setReason(event.currentTarget.value)}
              data-autofocus
            />
          )}
          {start.error !== null && <Problem error={start.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button
              type="submit"
              loading={start.isPending}
              disabled={action === 'tag' && add.length + drop.length === 0}
            >
              {verb} {runs}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
