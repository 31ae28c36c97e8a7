import type { ReplayResult } from '@runlight/run-dir';

/** What came of replaying several runs. */
export class ReplayTotals {
  /** Directories of which everything was acknowledged. */
  readonly done: string[] = [];
  readonly #counts = { events: 0, spans: 0, runs: 0, before: 0, refused: 0, busy: 0 };
  failure: Error | undefined;
  #interrupted = false;

  get sent(): number {
    return this.#counts.events + this.#counts.spans;
  }

  get isComplete(): boolean {
    return !this.#interrupted && this.#counts.refused === 0;
  }

  add(result: ReplayResult): void {
    const counts = this.#counts;
    const { logs, spans, outcome, error } = result;
    counts.events += logs.sent;
    counts.spans += spans.sent;
    counts.runs += logs.sent + spans.sent > 0 ? 1 : 0;
    counts.before += logs.alreadyDelivered + spans.alreadyDelivered;
    counts.refused += logs.refused + spans.refused;
    if (outcome === 'busy') counts.busy += 1;
    if (outcome === 'done') this.done.push(result.directory);
    if (outcome !== 'interrupted') return;
    this.#interrupted = true;
    this.failure = error;
  }

  sentences(): string[] {
    const { events, spans, runs, before, refused, busy } = this.#counts;
    return [
      this.sent === 0
        ? 'There was nothing to send.'
        : `Sent ${count(events, 'event')} and ${count(spans, 'span')} of ${count(runs, 'run')}.`,
      ...(before > 0 ? [`${count(before, 'record')} had been acknowledged before.`] : []),
      ...(busy > 0 ? [`Another process replays ${count(busy, 'run')} at the moment.`] : []),
      ...(refused > 0 ? [`The backend refused ${count(refused, 'record')}.`] : []),
      ...(this.failure === undefined
        ? []
        : [
            `The backend did not take the rest: ${this.failure.message}. Replay again later; it goes on from here.`,
          ]),
    ];
  }
}

/** Tells whether something came of replaying a run. */
export function isNews({ logs, spans, outcome }: ReplayResult): boolean {
  return logs.sent + spans.sent + logs.refused + spans.refused > 0 || outcome === 'interrupted';
}

function count(amount: number, what: string): string {
  return `${amount.toLocaleString('en-US')} ${what}${amount === 1 ? '' : 's'}`;
}
