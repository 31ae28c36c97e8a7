import { Button, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';

import { runlight, type RunDetail } from '../../api.ts';
import { Problem } from '../../parts/feedback.tsx';
import { useMay } from '../../shell/me.ts';
import { Time } from '../../time/time.tsx';
import { useRunAction } from '../use-run-action.ts';

/** What people and the run itself noted, the latest last. */
export function NotesTab({ run }: { readonly run: RunDetail }) {
  const { annotations } = run;
  const may = useMay('operator');
  return (
    <Stack gap="xs">
      {annotations.length === 0 && <Text size="sm">Nobody has noted anything.</Text>}
      {annotations.map(({ author, note, at }) => (
        <div key={at + note}>
          <Text size="xs" c="dimmed">
            {author ?? 'the run'} · <Time at={at} />
          </Text>
          <Text size="sm" style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
            {note}
          </Text>
        </div>
      ))}
      {may && <NewNote id={run.id} />}
    </Stack>
  );
}

function NewNote({ id }: { readonly id: string }) {
  const [note, setNote] = useState('');
  const action = useRunAction(id);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        action.mutate(
          {
            act: () => runlight.annotateRun({ path: { id }, body: { note: note.trim() } }),
            done: 'The note was added',
          },
          { onSuccess: () => setNote('') },
        );
      }}
    >
      <Stack gap="xs" align="flex-start" maw={640}>
        <Textarea
          w="100%"
          label="Add a note"
          autosize
          minRows={2}
          value={note}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        {action.error !== null && <Problem error={action.error} />}
        <Button type="submit" size="xs" disabled={note.trim() === ''} loading={action.isPending}>
          Add
        </Button>
      </Stack>
    </form>
  );
}
