import { useRef, type RefObject } from 'react';

import type { RunItem } from '../api.ts';
import { useShortcuts } from '../keyboard/keys.ts';
import { NOTHING, type Chosen } from './bulk-bar.tsx';
import type { RunTableHandle } from './run-table.tsx';

interface ListKeys {
  readonly list: { readonly rows: readonly RunItem[]; readonly showNew: () => void };
  readonly table: RefObject<RunTableHandle | null>;
  readonly chosen: Chosen;
  readonly setChosen: (chosen: Chosen) => void;
  readonly peeked: string | undefined;
  readonly change: (next: { readonly peek: string | undefined }) => void;
  readonly onOpen: (runId: string) => void;
}

/** The keys of the list: they move a row that is current, and act on it. */
export function useListKeys({ list, table, chosen, setChosen, peeked, change, onOpen }: ListKeys): void {
  const current = useRef<string>(undefined);
  const { rows } = list;

  const index = (): number => rows.findIndex(({ id }) => id === (focusedRow() ?? current.current));
  const run = (): RunItem | undefined => rows[index()];
  const move = (by: number): void => {
    const next = Math.min(rows.length - 1, Math.max(0, index() === -1 ? 0 : index() + by));
    const target = rows[next];
    if (target === undefined) return;
    current.current = target.id;
    table.current?.focusRow(next);
    if (peeked !== undefined) change({ peek: target.id });
  };
  const page = (): number => table.current?.pageSize() ?? 10;
  const group = 'List';
  useShortcuts([
    { group, keys: 'j', does: 'Next run (or ↓)', act: () => move(1) },
    { group, keys: 'k', does: 'Previous run (or ↑)', act: () => move(-1) },
    { group, keys: 'ArrowDown', when: isOnRow, act: () => move(1) },
    { group, keys: 'ArrowUp', when: isOnRow, act: () => move(-1) },
    { group, keys: ']', does: 'A page down', act: () => move(page()) },
    { group, keys: '[', does: 'A page up', act: () => move(-page()) },
    {
      group,
      keys: 'Enter',
      does: 'Open the run',
      act: () => {
        const id = run()?.id;
        if (id !== undefined) onOpen(id);
      },
    },
    {
      group,
      keys: ' ',
      does: 'Quick view',
      act: () => change({ peek: peeked === run()?.id ? undefined : run()?.id }),
    },
    {
      group,
      keys: 'x',
      does: 'Select',
      act: () => {
        const id = run()?.id;
        if (id === undefined) return;
        const { [id]: was, ...others } = chosen.rows;
        setChosen({ rows: was === true ? others : { ...chosen.rows, [id]: true }, all: null });
      },
    },
    {
      group,
      keys: 'f',
      does: 'Filter',
      act: () => document.querySelector<HTMLElement>('[data-add-filter]')?.click(),
    },
    { group, keys: 'n', does: 'Show new runs', act: list.showNew },
    {
      group,
      keys: 'Escape',
      does: 'Close the quick view, then forget the selection',
      act: () => (peeked === undefined ? setChosen(NOTHING) : change({ peek: undefined })),
    },
  ]);
}

function isOnRow(): boolean {
  return focusedRow() !== undefined;
}

/** The run of the row that has the focus. */
function focusedRow(): string | undefined {
  return document.activeElement?.closest<HTMLElement>('[data-run]')?.dataset['run'];
}
