import { Button } from '@mantine/core';
import { useClipboard } from '@mantine/hooks';
import { IconCheck, IconLink } from '@tabler/icons-react';

/** Copies the address of what is seen: all that shapes it is in there. */
export function ShareButton() {
  const { copied, copy, error } = useClipboard();
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={copied ? <IconCheck size={14} /> : <IconLink size={14} />}
      onClick={() => copy(window.location.href)}
    >
      {error !== null ? 'Copy it from the address bar' : copied ? 'Link copied' : 'Share'}
    </Button>
  );
}
