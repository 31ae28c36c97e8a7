import { Button, Checkbox, Menu, Popover, Stack } from '@mantine/core';
import { IconColumns, IconDownload } from '@tabler/icons-react';

import { COLUMN_IDS, COLUMNS, columnsOf, DEFAULT_COLUMNS, type ColumnId } from './run-columns.tsx';

interface ColumnsMenuProps {
  readonly shown: readonly ColumnId[];
  /** Undefined is the default choice. */
  readonly onChange: (columns: string | undefined) => void;
}

/** Chooses the columns. */
export function ColumnsMenu({ shown, onChange }: ColumnsMenuProps) {
  const choose = (chosen: readonly string[]): void => {
    const columns = columnsOf(chosen.join(','));
    onChange(columns.join() === DEFAULT_COLUMNS.join() ? undefined : columns.join(','));
  };
  return (
    <Popover position="bottom-end" shadow="md" trapFocus returnFocus>
      <Popover.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconColumns size={14} />}>
          Columns
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Columns">
        <Checkbox.Group aria-label="Columns" value={[...shown]} onChange={choose}>
          <Stack gap={6} mah={360} style={{ overflowY: 'auto' }}>
            {COLUMN_IDS.map((id) => (
              <Checkbox key={id} size="xs" value={id} label={COLUMNS[id].label} />
            ))}
          </Stack>
        </Checkbox.Group>
      </Popover.Dropdown>
    </Popover>
  );
}

interface ExportMenuProps {
  /** Which runs, as the query of a list. */
  readonly query: string;
  /** The same in words. */
  readonly label: string;
}

/** Downloads runs. */
export function ExportMenu({ query, label }: ExportMenuProps) {
  return (
    <Menu position="bottom-end" shadow="md">
      <Menu.Target>
        <Button size="compact-sm" variant="default" leftSection={<IconDownload size={14} />}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{label}</Menu.Label>
        {(['csv', 'jsonl'] as const).map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={`/api/v1/runs/export?${query}&format=${format}`}
            download={`runs.${format}`}
          >
            {format === 'csv' ? 'CSV' : 'JSON lines'}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
