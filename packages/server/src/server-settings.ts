/** How a server was started. */
export interface ServerSettings {
  /** `local`: no tokens, for whoever sits at this machine; `tokens`: every request needs one. */
  readonly access: 'local' | 'tokens';
  /** The hosts by which the server may be called, with port; those of a loopback address are known. */
  readonly hosts: readonly string[];
  /**
   * Where people reach the server through a proxy: `https://runlight.example`. Its page is believed whatever host the proxy
   * names, cookies are for TLS only, and what is sent elsewhere links to it.
   */
  readonly publicUrl?: string | undefined;
  /**
   * Addresses and networks (`10.0.0.0/8`) of proxies that are believed when they say in X-Forwarded-For for whom they ask.
   * Default: none.
   */
  readonly trustedProxies?: readonly string[] | undefined;
  /** Runs directories whose runs are shown: their artifacts are served, and what is asked of a run is put there. */
  readonly runsDirectories: readonly string[];
  /** Signs what must not be forged: cursors, artifact addresses. */
  readonly secret: string;
  /** Where traces and logs are looked at, with `{trace_id}`, `{run_id}`, `{from}`, `{to}`; null for nowhere. */
  readonly links: { readonly trace: string | null; readonly logs: string | null };
  /** Whether webhooks may go to addresses of this network, and without TLS. Default false. */
  readonly allowPrivateWebhooks?: boolean | undefined;
  /** What one token, or one address in the local mode, may ask for in a minute. Default 3000; 30 000 in the local mode. */
  readonly requestsPerMinute?: number | undefined;
  /** How many event streams one token, or one address in the local mode, may follow at once. Default 100; 2000 in the local mode. */
  readonly streamsAtOnce?: number | undefined;
  /** After how many hours of silence a run that promised no heartbeats is stalled: 1 or more. Default 24. */
  readonly silentAfterHours?: number | undefined;
  /** Where the page was built to; default: in this package. */
  readonly pageDirectory?: string | undefined;
  /** How what is asked for reaches processes. */
  readonly work?: WorkSettings | undefined;
}

interface WorkSettings {
  /** How long a worker has an item without a sign of life. Default 30. */
  readonly leaseSeconds?: number | undefined;
  /** How many backfills of a tenant are executed at once; whatever else is asked for goes first. Default 2. */
  readonly backfillsAtOnce?: number | undefined;
  /** How long the answer to a cancellation or a decision waits for a process to take it, in milliseconds. Default 2000. */
  readonly deliveryWaitMs?: number | undefined;
}
