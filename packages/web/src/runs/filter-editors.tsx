import { Button, Checkbox, Group, ScrollArea, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { runlight } from '../api.ts';
import { valuesIn, listed } from '../parts/listed.ts';
import { Status } from '../status/status.tsx';
import { formatInstant } from '../time/format-time.ts';
import { useZone } from '../time/zone.ts';
import type { FilterField } from './filter-fields.ts';
import type { ListFilter } from './list-search.ts';

interface EditorProps {
  readonly field: FilterField;
  readonly value: string | undefined;
  /** Undefined removes the filter. */
  readonly onChange: (value: string | undefined) => void;
}

/** Asks for the value of a filter. */
export function FilterEditor({ field, value, onChange }: EditorProps) {
  const facets = useQuery({ queryKey: ['facets'], queryFn: () => runlight.getFacets() });
  switch (field.kind) {
    case 'facet': {
      const known = [...(field.extra ?? []), ...(facets.data?.[field.facet] ?? [])];
      return <Choices label={field.label} words={known} value={value} onChange={onChange} open />;
    }
    case 'words':
      return (
        <Choices
          label={field.label}
          words={field.words}
          value={value}
          onChange={onChange}
          ofStates={field.name === 'state'}
        />
      );
    case 'flag':
      return (
        <SegmentedControl
          aria-label={field.label}
          value={value ?? 'any'}
          onChange={(chosen) => onChange(chosen === 'any' ? undefined : chosen)}
          data={[
            { value: 'any', label: 'Any' },
            { value: 'true', label: field.yes },
            { value: 'false', label: field.no },
          ]}
        />
      );
    case 'text':
      return <TextChoice label={field.label} hint={field.hint} value={value} onChange={onChange} />;
  }
}

interface ChoicesProps {
  readonly label: string;
  readonly words: readonly string[];
  readonly value: string | undefined;
  readonly onChange: (value: string | undefined) => void;
  /** Whether a word can be chosen that is not among those offered. */
  readonly open?: boolean;
  /** Whether the words are states, to be shown as such. */
  readonly ofStates?: boolean;
}

function Choices({ label, words, value, onChange, open = false, ofStates = false }: ChoicesProps) {
  const [typed, setTyped] = useState('');
  const chosen = value === undefined ? [] : valuesIn(value);
  const all = [...new Set([...chosen, ...words])];
  const wanted = typed.trim().toLowerCase();
  const offered = all.filter((word) => word.toLowerCase().includes(wanted));
  const set = (next: readonly string[]): void => onChange(next.length === 0 ? undefined : listed(next));
  const addTyped = (): void => {
    const word = offered[0] ?? (open ? typed.trim() : undefined);
    if (word === undefined || word === '') return;
    set([...new Set([...chosen, word])]);
    setTyped('');
  };
  return (
    <Stack gap="xs">
      {(open || all.length > 12) && (
        <TextInput
          size="xs"
          aria-label={`Find in ${label.toLowerCase()}`}
          placeholder={open ? 'Find or type' : 'Find'}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => event.key === 'Enter' && addTyped()}
          data-autofocus
        />
      )}
      <ScrollArea.Autosize mah={300} type="auto">
        <Checkbox.Group aria-label={label} value={chosen} onChange={set}>
          <Stack gap={6}>
            {offered.slice(0, 100).map((word) => (
              <Checkbox key={word} size="xs" value={word} label={ofStates ? <Status state={word} /> : word} />
            ))}
          </Stack>
        </Checkbox.Group>
      </ScrollArea.Autosize>
      {offered.length === 0 && (
        <Text size="xs" c="dimmed">
          {open && wanted !== '' ? 'Enter takes what you typed' : 'Nothing to choose from yet'}
        </Text>
      )}
    </Stack>
  );
}

function TextChoice(props: {
  readonly label: string;
  readonly hint: string;
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
      <Group align="flex-end" gap="xs" wrap="nowrap">
        <TextInput
          size="xs"
          label={props.label}
          description={props.hint}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          data-autofocus
        />
        <Button size="xs" type="submit">
          Set
        </Button>
      </Group>
    </form>
  );
}

type TimeFilter = Pick<ListFilter, 'time_field' | 'from' | 'to'>;

const FIELDS_OF_TIME = { started: 'Started', ended: 'Ended', updated: 'Changed' } as const;
const SPANS = ['15m', '1h', '24h', '7d', '30d'] as const;

/** The time filter in words, which name the time that it is about. */
export function useTimeText({ time_field, from, to }: TimeFilter): string | undefined {
  const zone = useZone();
  if (from === undefined && to === undefined) return undefined;
  const field = FIELDS_OF_TIME[time_field as keyof typeof FIELDS_OF_TIME] ?? FIELDS_OF_TIME.started; // or not given
  const text = (time: string): string =>
    /^\d+[smhd]$/.test(time) ? `${time} ago` : formatInstant(time, zone);
  if (from !== undefined && to === undefined && /^\d+[smhd]$/.test(from)) return `${field}, last ${from}`;
  return [field, from && `from ${text(from)}`, to && `to ${text(to)}`].filter(Boolean).join(' ');
}

interface TimeEditorProps {
  readonly value: TimeFilter;
  readonly onChange: (value: Required<{ [K in keyof TimeFilter]: TimeFilter[K] | undefined }>) => void;
}

/** Asks which time, and for a span before now or two instants. */
export function TimeEditor({ value, onChange }: TimeEditorProps) {
  const { time_field = 'started', from, to } = value;
  const [typed, setTyped] = useState({ from: localText(from), to: localText(to) });
  return (
    <Stack gap="xs">
      <SegmentedControl
        size="xs"
        aria-label="Which time"
        value={time_field}
        onChange={(chosen) => onChange({ time_field: chosen, from, to })}
        data={Object.entries(FIELDS_OF_TIME).map(([name, label]) => ({ value: name, label }))}
      />
      <Group gap={4}>
        {SPANS.map((span) => (
          <Button
            key={span}
            size="compact-xs"
            variant={from === span && to === undefined ? 'filled' : 'default'}
            onClick={() => onChange({ time_field, from: span, to: undefined })}
          >
            {span}
          </Button>
        ))}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onChange({ time_field: undefined, from: undefined, to: undefined })}
        >
          Any time
        </Button>
      </Group>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onChange({ time_field, from: instantOf(typed.from), to: instantOf(typed.to) });
        }}
      >
        <Stack gap="xs">
          {(['from', 'to'] as const).map((name) => (
            <TextInput
              key={name}
              size="xs"
              type="datetime-local"
              step={1}
              label={`${name === 'from' ? 'From' : 'To'} (this browser's time)`}
              value={typed[name]}
              onChange={({ currentTarget: { value: text } }) => setTyped({ ...typed, [name]: text })}
            />
          ))}
          <Button size="xs" type="submit" variant="default">
            Set
          </Button>
        </Stack>
      </form>
    </Stack>
  );
}

/** An instant as a `datetime-local` field has it: in the browser's zone. */
function localText(at: string | undefined): string {
  if (at === undefined || /^\d+[smhd]$/.test(at)) return '';
  const date = new Date(at);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

function instantOf(text: string): string | undefined {
  return text === '' ? undefined : new Date(text).toISOString();
}
