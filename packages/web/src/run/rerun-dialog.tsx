import { Alert, Button, Group, JsonInput, Modal, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';

import { runlight, type Input, type Rerun, type RunDetail } from '../api.ts';
import { Problem } from '../parts/feedback.tsx';
import { useRunAction } from './use-run-action.ts';
import { RouteAnchor } from './route-anchor.tsx';

export type RerunMode = 'same' | 'edited' | 'failed_step';

/** Anything that JSON can say. */
type Inputs = Exclude<Input<'rerunRun'>['body']['inputs'], undefined>;

interface Props {
  readonly run: RunDetail;
  /** Null while it is closed. */
  readonly mode: RerunMode | null;
  readonly onClose: () => void;
}

/** Asks for a re-run without leaving the page, and shows the run that comes of it. */
export function RerunDialog({ run, mode, onClose }: Props) {
  return (
    <Modal
      opened={mode !== null}
      onClose={onClose}
      title="Re-run"
      size="lg"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {mode !== null && <RerunForm run={run} mode={mode} onClose={onClose} />}
    </Modal>
  );
}

function RerunForm({ run, mode, onClose }: { run: RunDetail; mode: RerunMode; onClose: () => void }) {
  const [chosen, setChosen] = useState<RerunMode>(mode);
  const [inputs, setInputs] = useState(() => JSON.stringify(run.inputs_summary, null, 2));
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const rerun = useRunAction<Rerun>(run.id);
  const fault = chosen === 'edited' ? jsonFault(inputs) : null;
  if (rerun.data !== undefined) return <Asked rerun={rerun.data} onClose={onClose} />;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (fault !== null) return;
        const body = {
          from: chosen === 'failed_step' ? 'failed_step' : 'start',
          ...(chosen === 'edited' && { inputs: JSON.parse(inputs) as Inputs }),
          ...(reason.trim() !== '' && { reason: reason.trim() }),
          ...(note.trim() !== '' && { note: note.trim() }),
        } satisfies Input<'rerunRun'>['body'];
        rerun.mutate({
          act: () => runlight.rerunRun({ path: { id: run.id }, body }),
          done: 'The re-run was asked for',
        });
      }}
    >
      <Stack>
        <Radio.Group label="With which input" value={chosen} onChange={setChosen}>
          <Group mt="xs">
            <Radio value="same" label="Same input" />
            <Radio value="edited" label="Edited input" />
            <Radio value="failed_step" label="From the failed step" disabled={run.failed_step === null} />
          </Group>
        </Radio.Group>
        {chosen === 'edited' && (
          <JsonInput
            label="Input"
            description="As it was kept: what was redacted has to be written anew"
            formatOnBlur
            autosize
            minRows={6}
            maxRows={16}
            value={inputs}
            onChange={setInputs}
            error={fault}
          />
        )}
        <TextInput
          label="Reason (optional)"
          data-autofocus
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        <TextInput
          label="Note (optional)"
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {rerun.error !== null && <Problem error={rerun.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" loading={rerun.isPending} disabled={fault !== null}>
            Re-run
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Asked({ rerun, onClose }: { readonly rerun: Rerun; readonly onClose: () => void }) {
  const { workers, run_id: newId, rerun_of: original, duplicates } = rerun;
  return (
    <Stack>
      <Text role="status">
        {workers > 0
          ? `Asked for. ${workers} ${workers === 1 ? 'worker serves' : 'workers serve'} this workflow.`
          : 'Asked for, but no worker serves this workflow now: it waits until one does (serveRuns).'}
      </Text>
      <Text size="sm">
        New run:{' '}
        <RouteAnchor to="/runs/$id" params={{ id: newId }} onClick={onClose}>
          {newId}
        </RouteAnchor>
        <br />
        Re-run of:{' '}
        <RouteAnchor to="/runs/$id" params={{ id: original }} onClick={onClose}>
          {original}
        </RouteAnchor>
      </Text>
      {duplicates.length > 0 && (
        <Alert variant="outline" c="var(--rl-person)" title="There are open runs for the same business event">
          {duplicates.join(', ')}
        </Alert>
      )}
      <Group justify="flex-end">
        <Button onClick={onClose}>Stay here</Button>
      </Group>
    </Stack>
  );
}

/** Why a text is no JSON; null if it is. */
function jsonFault(text: string): string | null {
  try {
    JSON.parse(text);
    return null;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
