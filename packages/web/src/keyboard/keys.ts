import { useEffect, useRef } from 'react';

/** What a key does, for the dispatcher and for the help. */
export interface Shortcut {
  /** A key as `KeyboardEvent.key` names it, or two of them after each other: `g r`. */
  readonly keys: string;
  /** In the words of the help; one without is another way to what the help has already. */
  readonly does?: string;
  readonly group: string;
  /** Whether it works now; always, if nothing is said. */
  readonly when?: () => boolean;
  readonly act: () => void;
}

const ENABLED = 'runlight.shortcuts';
/** How long the second key of two may take, in milliseconds. */
const PAIR_MS = 1500;

/** The layers of shortcuts: the last that was added goes first. */
const layers = new Set<() => readonly Shortcut[]>();
let first: { readonly key: string; readonly at: number } | undefined;

export function shortcutsEnabled(): boolean {
  return localStorage.getItem(ENABLED) !== 'off';
}

export function enableShortcuts(enabled: boolean): void {
  localStorage.setItem(ENABLED, enabled ? 'on' : 'off');
}

/** All shortcuts that work now, those of the page before the global ones. */
export function activeShortcuts(): readonly Shortcut[] {
  return [...layers].toReversed().flatMap((shortcuts) => shortcuts());
}

/** Makes shortcuts work while the component is mounted. */
export function useShortcuts(shortcuts: readonly Shortcut[]): void {
  // Read while the help is rendered, where an effect event may not be called.
  const current = useRef(shortcuts);
  useEffect(() => {
    current.current = shortcuts;
  });
  useEffect(() => {
    const layer = (): readonly Shortcut[] => current.current;
    layers.add(layer);
    return () => void layers.delete(layer);
  }, []);
}

/** Listens to the keyboard until the returned function is called. */
export function listenToKeys(): () => void {
  const listener = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (!shortcutsEnabled() || isTyping(event)) return;
    const pair = first !== undefined && Date.now() - first.at < PAIR_MS ? `${first.key} ${event.key}` : '';
    first = undefined;
    const working = activeShortcuts().filter(({ when }) => when?.() ?? true);
    const found = working.find(({ keys }) => keys === pair) ?? working.find(({ keys }) => keys === event.key);
    if (found !== undefined) {
      event.preventDefault();
      found.act();
    } else if (working.some(({ keys }) => keys.startsWith(`${event.key} `))) {
      first = { key: event.key, at: Date.now() };
    }
  };
  document.addEventListener('keydown', listener);
  return () => document.removeEventListener('keydown', listener);
}

/** Whether the key is meant for what has the focus: text goes into fields, Enter and Space press buttons. */
function isTyping(event: KeyboardEvent): boolean {
  const { target } = event;
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('[role="dialog"], [role="menu"], [role="listbox"]') !== null) return true;
  if (target.closest('input, textarea, select, [contenteditable="true"]') !== null) {
    return !(target instanceof HTMLInputElement && target.type === 'checkbox' && event.key !== ' ');
  }
  if (event.key !== 'Enter' && event.key !== ' ') return false;
  return target.closest('a, button, summary, [role="button"], [role="tab"]') !== null;
}
