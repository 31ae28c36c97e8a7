import { formatTimestamp, type RunEvent } from '@runlight/contract';

import { ServerBells } from './bells.ts';
import type { ChangeFeed } from './change-feed.ts';
import type { Principal } from './http/principal.ts';
import type { Executor } from './ingest/executors.ts';
import { takeEvents, type OnApplied, type Taken } from './ingest/take-events.ts';
import type { ServerSettings } from './server-settings.ts';
import { Redactors } from './settings/redactors.ts';
import type { Store, Write } from './store/store.ts';

/** What the parts of a server share. */
export class Parts {
  readonly store: Store;
  readonly feed: ChangeFeed;
  readonly settings: ServerSettings;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Tells whoever runs the server of trouble; never what a request held. */
  readonly report: (what: string, error?: unknown) => void;
  /** In the transaction of the events, in this order. */
  readonly onApplied: OnApplied[];
  /** Aborts when the server begins to close: who holds a request then ends it. */
  readonly closing = new AbortController();
  readonly bells = new ServerBells();
  readonly redactors: Redactors;

  constructor(options: {
    readonly store: Store;
    readonly feed: ChangeFeed;
    readonly settings: ServerSettings;
    readonly report: Parts['report'];
    readonly onApplied: readonly OnApplied[];
    readonly now?: () => number;
  }) {
    this.store = options.store;
    this.feed = options.feed;
    this.settings = options.settings;
    this.report = options.report;
    this.onApplied = [...options.onApplied];
    this.now = options.now ?? Date.now;
    this.redactors = new Redactors(options.settings.secret, options.report);
    this.feed.subscribe((changes) => {
      for (const { runId } of changes) this.bells.changes.ring(runId);
    });
    this.closing.signal.addEventListener('abort', () => this.bells.close());
  }

  timestamp(): string {
    return formatTimestamp(this.now());
  }

  /**
   * What a person wrote about a run, without secrets and personal data: nothing else of it is kept or passed on.
   * Inside of a write, `on` is that write: a second way to the database would wait for its end.
   */
  redact(text: string, tenantId: string, on: Store['db'] | Write = this.store.db): Promise<string> {
    return this.redactors.text(text, tenantId, on);
  }

  /** Keeps events, redacted, and tells those who follow. */
  async take(
    events: readonly RunEvent[],
    sender: Pick<Principal, 'tenantId'>,
    executors?: ReadonlyMap<string, Executor>,
  ): Promise<Taken> {
    const taken = await takeEvents(this, events, sender, executors);
    this.feed.publish(taken.changes);
    return taken;
  }
}
