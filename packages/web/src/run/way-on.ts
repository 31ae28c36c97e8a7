import type { RunDetail } from '../api.ts';

/** Who must do what for a run to go on, or to be done with; null where the buttons say it. */
export function wayOn(run: RunDetail, may: { readonly operate: boolean }): string | null {
  const { state, gate } = run;
  if (gate !== null)
    return gate.kind === 'human'
      ? decisionBy(gate.decidable, may.operate)
      : (WAYS[gate.kind] ?? WAYS['external'] ?? null);
  switch (state) {
    case 'queued':
      return 'No process has taken it yet. If that lasts, see that a worker for this workflow runs, and that it reads this queue.';
    case 'stalled':
      return 'Its process may hang or be cut off: look at it, or at its last log lines. With the next sign of progress the run goes on; else cancel it, or re-run it.';
    case 'cancelling':
      return 'Its process was asked to stop and cleans up. One that never does is called lost when it falls silent.';
    case 'lost':
      return 'Its process is gone. Re-run it, or resolve it if somebody took care of it. Should the process be heard of again, the run goes on.';
    case 'timed_out':
      return 'Re-run it, with a longer timeout if it needs one, or resolve it.';
    default:
      return null;
  }
}

function decisionBy(decidable: boolean, mayOperate: boolean): string {
  if (!decidable) {
    return (
      'It can’t be decided here: the run waits for a person, but asked no question that this page could answer (run.gate ' +
      'asks one). Do what it waits for where its workflow expects it; then it goes on by itself.'
    );
  }
  return mayOperate
    ? 'Approve or reject it above; its process hears of it at once.'
    : 'An operator can approve or reject it; you may only look.';
}

/** By what it waits for. */
const WAYS: Readonly<Record<string, string>> = {
  blocked: 'Give it what it needs: its process then goes on by itself. Nothing has to be done on this page.',
  timer: 'It goes on by itself when the time has come.',
  policy: 'A rule decides it, not a person; then it goes on by itself.',
  external: 'It goes on by itself when what it waits for has answered.',
};
