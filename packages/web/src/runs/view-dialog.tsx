import { Button, Group, Modal, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';

interface ViewDialogProps {
  readonly title: string;
  readonly name: string;
  readonly save: (name: string) => Promise<unknown>;
  readonly onClose: () => void;
}

/** Asks for the name of a view. */
export function ViewDialog({ title, name: before, save, onClose }: ViewDialogProps) {
  const queries = useQueryClient();
  const [name, setName] = useState(before);
  const saving = useMutation({
    mutationFn: () => save(name.trim()),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['views'] });
      onClose();
    },
  });
  return (
    <Modal opened onClose={onClose} title={title}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        <TextInput
          label="Name"
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={saving.error?.message}
          data-autofocus
        />
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" loading={saving.isPending} disabled={name.trim() === ''}>
            Save
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
