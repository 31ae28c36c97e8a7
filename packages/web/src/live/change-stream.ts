/** What the server tells of a run that changed. */
export interface Change {
  readonly run_id: string;
  readonly state: string;
  readonly version: number;
  readonly at: string;
}

/** How the page stands with the server. `since` is when it last heard from it, in epoch milliseconds. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'paused' }
  | { readonly kind: 'disconnected'; readonly since: number };

interface Listener {
  /** Some runs changed; at most twice a second. */
  changed(changes: readonly Change[]): void;
  /** What is shown may miss changes: everything has to be asked for again. */
  reset(): void;
}

const BATCH_MS = 500;
/** A connection that says nothing may be dead: then the server is asked whether it still answers. */
const SILENCE_MS = 2500;
const RETRY_MS = 2000;

/**
 * The one event stream of this tab.
 *
 * Closed while the tab is hidden. Every connection begins with the number of the last change: if that is another than
 * the last that was told here, changes were missed, and everything is asked for again.
 */
export class ChangeStream {
  readonly #address: string;
  readonly #probe: () => Promise<void>;
  readonly #listeners = new Set<Listener>();
  readonly #watchers = new Set<() => void>();
  #connection: Connection = { kind: 'connecting' };
  #source: EventSource | undefined;
  #lastId = '';
  #heardAt = Date.now();
  #waiting = new Map<string, Change>();
  #batch: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;

  /** `probe` resolves if the server answers. */
  constructor(address: string, probe: () => Promise<void>) {
    this.#address = address;
    this.#probe = probe;
  }

  /** Begins to listen, until the returned function is called. */
  start(): () => void {
    const seen = (): void => (document.hidden ? this.#pause() : this.#open());
    const check = setInterval(() => void this.#check(), SILENCE_MS);
    document.addEventListener('visibilitychange', seen);
    seen();
    return () => {
      document.removeEventListener('visibilitychange', seen);
      clearInterval(check);
      this.#close();
    };
  }

  subscribe(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** For `useSyncExternalStore`. */
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => void this.#watchers.delete(watcher);
  };
  readonly connection = (): Connection => this.#connection;

  #open(): void {
    this.#close();
    if (this.#connection.kind === 'paused') this.#set({ kind: 'connecting' });
    const source = new EventSource(this.#address);
    this.#source = source;
    source.addEventListener('snapshot', (event) => {
      const before = this.#lastId;
      this.#heard(event);
      // Something changed while nobody listened.
      if (before !== '' && before !== this.#lastId) this.#reset();
    });
    source.addEventListener('change', (event) => {
      this.#heard(event);
      const change = JSON.parse(event.data as string) as Change; // the server's definition of the event
      this.#waiting.set(change.run_id, change);
      if (this.#batch === undefined) this.#batch = setTimeout(() => this.#tell(), BATCH_MS);
    });
    source.addEventListener('reset', (event) => {
      this.#heard(event);
      this.#reset();
    });
    source.addEventListener('error', () => this.#lose());
  }

  #heard(event?: MessageEvent): void {
    this.#heardAt = Date.now();
    if (event !== undefined && event.lastEventId !== '') this.#lastId = event.lastEventId;
    if (this.#connection.kind !== 'live') this.#set({ kind: 'live' });
  }

  /** A connection can be dead without anybody saying so: then the server does not answer either. */
  async #check(): Promise<void> {
    if (this.#connection.kind !== 'live' || document.hidden) return;
    if (Date.now() - this.#heardAt < SILENCE_MS) return;
    try {
      await this.#probe();
      this.#heardAt = Date.now();
    } catch {
      if (!document.hidden) this.#lose(); // otherwise it was paused meanwhile
    }
  }

  #tell(): void {
    const changes = [...this.#waiting.values()];
    this.#waiting = new Map();
    this.#batch = undefined;
    for (const listener of this.#listeners) listener.changed(changes);
  }

  #reset(): void {
    for (const listener of this.#listeners) listener.reset();
  }

  #lose(): void {
    this.#close();
    if (this.#connection.kind !== 'disconnected') this.#set({ kind: 'disconnected', since: this.#heardAt });
    this.#retry = setTimeout(() => void this.#comeBack(), RETRY_MS);
  }

  /** Opens the stream again once the server answers: an event source does not tell why it can't be opened. */
  async #comeBack(): Promise<void> {
    const retry = this.#retry;
    const answers = await this.#probe().then(
      () => true,
      () => false,
    );
    if (retry !== this.#retry || this.#connection.kind !== 'disconnected') return; // closed or paused meanwhile
    if (answers) this.#open();
    else this.#lose();
  }

  #pause(): void {
    this.#close();
    this.#set({ kind: 'paused' });
  }

  #close(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#source?.close();
    this.#source = undefined;
  }

  #set(connection: Connection): void {
    this.#connection = connection;
    for (const watcher of this.#watchers) watcher();
  }
}
