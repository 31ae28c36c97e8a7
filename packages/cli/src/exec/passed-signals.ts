import type { ChildProcess } from 'node:child_process';

import type { Terminal } from '../terminal.ts';

/** Signals that ask a process to end. */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;
const OTHERS = ['SIGUSR2', 'SIGCONT'] as const;
type Signal = (typeof ENDING)[number] | (typeof OTHERS)[number];
/** The terminal sends these to every process in the foreground, the command included. */
const FROM_THE_KEYBOARD: readonly Signal[] = ['SIGINT', 'SIGQUIT'];

export interface PassedSignals {
  /** Aborted by the first signal that asks us to end. */
  readonly asked: AbortSignal;
  /** From now on what we are sent is sent to the command. */
  passTo(child: ChildProcess): void;
  stop(): void;
}

/** Passes signals on to a command instead of ending by them: the command decides what becomes of them. */
export function passSignals(terminal: Terminal): PassedSignals {
  const asking = new AbortController();
  const atTerminal = [terminal.stdin, terminal.stdout, terminal.stderr].some(({ isTTY }) => isTTY);
  let command: ChildProcess | undefined;
  let early: Signal | undefined;
  const onSignal = (signal: Signal): void => {
    const hasIt = atTerminal && FROM_THE_KEYBOARD.includes(signal);
    if (command === undefined) early = signal;
    else if (!hasIt) command.kill(signal);
    if (isEnding(signal)) asking.abort(new Error(`Received ${signal}`));
  };
  for (const signal of [...ENDING, ...OTHERS]) process.on(signal, onSignal);
  return {
    asked: asking.signal,
    passTo: (child) => {
      command = child;
      if (early !== undefined) child.kill(early);
    },
    stop: () => {
      for (const signal of [...ENDING, ...OTHERS]) process.off(signal, onSignal);
    },
  };
}

function isEnding(signal: Signal): boolean {
  return (ENDING as readonly Signal[]).includes(signal); // widened: `includes` of a tuple takes only its members
}
