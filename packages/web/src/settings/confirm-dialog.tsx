import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';

import { Problem } from '../parts/feedback.tsx';

interface ConfirmDialogProps {
  readonly opened: boolean;
  readonly title: string;
  readonly explains: string;
  readonly confirms: string;
  readonly act: () => Promise<void>;
  readonly onClose: () => void;
}

/** Asks before something that can't be undone. */
export function ConfirmDialog({ opened, title, explains, confirms, act, onClose }: ConfirmDialogProps) {
  const deed = useMutation({ mutationFn: act, onSuccess: onClose });
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <Stack>
        <Text size="sm">{explains}</Text>
        {deed.error !== null && <Problem error={deed.error} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button color="red.9" loading={deed.isPending} onClick={() => deed.mutate()}>
            {confirms}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
