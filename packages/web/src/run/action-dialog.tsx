import { Button, Group, Modal, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';

import { Problem } from '../parts/feedback.tsx';
import { Time } from '../time/time.tsx';
import classes from './run.module.css';
import { useRunAction } from './use-run-action.ts';

/** What a run wants to know of a person. */
interface Question {
  /** The workflow, and the step of it. */
  readonly asker: string;
  readonly since: string;
  readonly reason: string | null;
}

/** A deed that takes one text at most. */
export interface Deed {
  readonly title: string;
  /** What the run asks, where the deed answers that. */
  readonly question?: Question;
  readonly explains: string;
  readonly label: string;
  readonly submits: string;
  readonly done: string;
  readonly required: boolean;
  readonly multiline: boolean;
  readonly initial?: string;
  readonly dangerous?: boolean;
  readonly act: (text: string) => Promise<unknown>;
}

/** Asks for the text and does the deed: Enter or one press. */
export function ActionDialog({
  id,
  deed,
  onClose,
}: {
  readonly id: string;
  readonly deed: Deed | null;
  readonly onClose: () => void;
}) {
  return (
    <Modal
      opened={deed !== null}
      onClose={onClose}
      title={deed?.title}
      classNames={{ title: classes.dialogTitle }}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {deed !== null && <ActionForm id={id} deed={deed} onClose={onClose} />}
    </Modal>
  );
}

function ActionForm({ id, deed, onClose }: { id: string; deed: Deed; onClose: () => void }) {
  const [text, setText] = useState(deed.initial ?? '');
  const action = useRunAction(id);
  const field = {
    label: deed.label,
    value: text,
    required: deed.required,
    'data-autofocus': true,
    onChange: ({ currentTarget }: { currentTarget: { value: string } }) => setText(currentTarget.value),
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        action.mutate({ act: () => deed.act(text.trim()), done: deed.done }, { onSuccess: onClose });
      }}
    >
      <Stack>
        {deed.question !== undefined && <Asked question={deed.question} />}
        <Text size="sm">{deed.explains}</Text>
        {deed.multiline ? <Textarea {...field} autosize minRows={3} /> : <TextInput {...field} />}
        {action.error !== null && <Problem error={action.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button
            type="submit"
            loading={action.isPending}
            disabled={deed.required && text.trim() === ''}
            {...(deed.dangerous === true && { color: 'red.9' })}
          >
            {deed.submits}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Asked({ question: { asker, since, reason } }: { readonly question: Question }) {
  return (
    <div data-question>
      {reason !== null && (
        <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
          {reason}
        </Text>
      )}
      <Text size="sm" c="dimmed">
        {asker} asks since <Time at={since} exact />, <Time at={since} />.
      </Text>
    </div>
  );
}
