import { Button, Code, Group, Modal, Stack, Text } from '@mantine/core';

import { CopyText } from '../parts/run-id.tsx';

/** What is shown this once. */
export interface Secret {
  readonly title: string;
  readonly text: string;
  readonly explains: string;
}

export function SecretDialog(props: { readonly secret: Secret | null; readonly onClose: () => void }) {
  const { secret, onClose } = props;
  return (
    <Modal opened={secret !== null} onClose={onClose} title={secret?.title} closeOnClickOutside={false}>
      {secret !== null && (
        <Stack>
          <Text size="sm">{secret.explains} It is shown this once: keep it now.</Text>
          <Group gap="xs" wrap="nowrap">
            <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }} data-secret>
              {secret.text}
            </Code>
            <CopyText text={secret.text} what="secret" />
          </Group>
          <Button onClick={onClose}>I have kept it</Button>
        </Stack>
      )}
    </Modal>
  );
}
