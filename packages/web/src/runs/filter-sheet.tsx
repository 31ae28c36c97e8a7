import { Button, Drawer } from '@mantine/core';
import { IconFilter } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';

interface FilterSheetProps {
  /** How many filters are set. */
  readonly count: number;
  /** How many runs match, in words. */
  readonly matching: string;
  readonly children: ReactNode;
}

/** The filters where there is no room for them. */
export function FilterSheet({ count, matching, children }: FilterSheetProps) {
  const [opened, setOpened] = useState(false);
  return (
    <>
      <Button
        size="compact-sm"
        variant="default"
        leftSection={<IconFilter size={14} />}
        onClick={() => setOpened(true)}
      >
        Filter{count > 0 && ` (${count})`}
      </Button>
      <Drawer opened={opened} onClose={() => setOpened(false)} position="bottom" size={340} title="Filter">
        {children}
        <Button mt="md" fullWidth onClick={() => setOpened(false)}>
          Show {matching} {matching === '1' ? 'run' : 'runs'}
        </Button>
      </Drawer>
    </>
  );
}
