import { ActionIcon, Button, Group, Menu, Popover, TextInput } from '@mantine/core';
import { IconChevronDown, IconPlus, IconSearch, IconX } from '@tabler/icons-react';
import { useState, type ReactNode } from 'react';

import { valuesIn } from '../parts/listed.ts';
import { lookOf } from '../status/states.ts';
import { FilterEditor, TimeEditor, useTimeText } from './filter-editors.tsx';
import { ALWAYS, FIELDS, type FilterField } from './filter-fields.ts';
import type { FilterName, ListFilter } from './list-search.ts';
import classes from './runs-page.module.css';

type Change = { readonly [K in FilterName]?: string | undefined };

interface FilterBarProps {
  readonly filter: ListFilter;
  readonly onChange: (change: Change) => void;
  readonly onClear: () => void;
}

/** All filters that are set, and a way to every other one. */
export function FilterBar({ filter, onChange, onClear }: FilterBarProps) {
  const [opened, setOpened] = useState<FilterName>();
  const shown = FIELDS.filter(
    ({ name }) => ALWAYS.includes(name) || filter[name] !== undefined || name === opened,
  );
  const timeText = useTimeText(filter);
  const others = FIELDS.filter((field) => !shown.includes(field));
  const toggle = (name: FilterName) => (open: boolean) => setOpened(open ? name : undefined);
  return (
    <Group gap={6} role="search" aria-label="Filter">
      <WordsField key={filter.q} value={filter.q} onChange={(q) => onChange({ q })} />
      {shown.map((field) => (
        <FilterButton
          key={field.name}
          label={field.label}
          value={textOf(field, filter[field.name])}
          opened={opened === field.name}
          onOpened={toggle(field.name)}
          onRemove={() => onChange({ [field.name]: undefined })}
        >
          <FilterEditor
            field={field}
            value={filter[field.name]}
            onChange={(value) => onChange({ [field.name]: value })}
          />
        </FilterButton>
      ))}
      <FilterButton
        label="Time"
        value={timeText}
        opened={opened === 'from'}
        onOpened={toggle('from')}
        onRemove={() => onChange({ time_field: undefined, from: undefined, to: undefined })}
      >
        <TimeEditor value={filter} onChange={onChange} />
      </FilterButton>
      <Menu position="bottom-start" shadow="md">
        <Menu.Target>
          <Button
            className={classes.filter ?? ''}
            size="xs"
            variant="default"
            leftSection={<IconPlus size={12} />}
            data-add-filter
          >
            Filter
          </Button>
        </Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflowY: 'auto' }}>
          {others.map(({ name, label }) => (
            <Menu.Item key={name} onClick={() => setOpened(name)}>
              {label}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      {Object.keys(filter).length > 0 && (
        <Button size="xs" variant="subtle" onClick={onClear}>
          Clear
        </Button>
      )}
    </Group>
  );
}

function textOf(field: FilterField, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (field.kind === 'flag') return value === 'true' ? field.yes : field.no;
  const values = valuesIn(value);
  const words = field.name === 'state' ? values.map((state) => lookOf(state).word) : values;
  return words.length > 2 ? `${words.slice(0, 2).join(', ')} +${words.length - 2}` : words.join(', ');
}

interface FilterButtonProps {
  readonly label: string;
  readonly value: string | undefined;
  readonly opened: boolean;
  readonly onOpened: (opened: boolean) => void;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

function FilterButton({ label, value, opened, onOpened, onRemove, children }: FilterButtonProps) {
  const set = value !== undefined;
  return (
    <Popover
      opened={opened}
      onChange={onOpened}
      position="bottom-start"
      shadow="md"
      trapFocus
      returnFocus
      width={300}
    >
      <Popover.Target>
        <Button.Group>
          <Button
            className={classes.filter ?? ''}
            data-set={set || undefined}
            size="xs"
            variant="default"
            rightSection={set ? undefined : <IconChevronDown size={12} />}
            onClick={() => onOpened(!opened)}
            aria-expanded={opened}
          >
            {set ? `${label}: ${value}` : label}
          </Button>
          {set && (
            <ActionIcon
              className={classes.filter ?? ''}
              data-set
              size={30}
              variant="default"
              aria-label={`Remove the filter ${label}`}
              onClick={onRemove}
            >
              <IconX size={12} />
            </ActionIcon>
          )}
        </Button.Group>
      </Popover.Target>
      <Popover.Dropdown aria-label={label}>{children}</Popover.Dropdown>
    </Popover>
  );
}

function WordsField(props: {
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
}) {
  const [typed, setTyped] = useState(props.value ?? '');
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        props.onChange(typed.trim() === '' ? undefined : typed.trim());
      }}
    >
      <TextInput
        size="xs"
        w={190}
        type="search"
        aria-label="Words"
        placeholder="Find words"
        leftSection={<IconSearch size={12} />}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </form>
  );
}
