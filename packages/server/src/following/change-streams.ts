import type { ServerResponse } from 'node:http';

import { isOutcome } from '@runlight/contract';

import type { Change } from '../ingest/take-events.ts';
import type { Parts } from '../parts.ts';
import { validTokens } from '../tokens/valid-tokens.ts';
import { concerns, picksByName, type Audience, type RunNames } from './audience.ts';
import { onGone } from './on-gone.ts';
import { serverSent, signOfLife, toChangeData } from './server-sent.ts';
import { StreamClient } from './stream-client.ts';

/** Changes of a run within this time are told as one. */
const MERGE_WITHIN_MS = 50;
const SIGN_OF_LIFE_EVERY_MS = 15_000;

interface Group {
  readonly audience: Audience;
  readonly clients: Set<StreamClient>;
}

/**
 * Tells changes to all who follow streams: each change is put into bytes once, and all clients of an audience are sent
 * the same ones.
 */
export class ChangeStreams {
  readonly #parts: Parts;
  readonly #groups = new Map<string, Group>();
  readonly #untold = new Map<string, Change>();
  #telling = false;
  #signsOfLife: NodeJS.Timeout | undefined;

  constructor(parts: Parts) {
    this.#parts = parts;
    parts.feed.subscribe((changes) => this.#hear(changes));
    parts.closing.signal.addEventListener('abort', () => this.#end());
  }

  /** A client that is told every change from now on; it has to be begun. */
  join(audience: Audience, response: ServerResponse, tokenId: string | null): StreamClient {
    const client = new StreamClient(response, tokenId);
    const key = JSON.stringify(audience);
    const group = this.#groups.get(key) ?? { audience, clients: new Set() };
    this.#groups.set(key, group);
    group.clients.add(client);
    this.#signsOfLife ??= setInterval(() => void this.#giveSigns(), SIGN_OF_LIFE_EVERY_MS).unref();
    onGone(response, () => {
      group.clients.delete(client);
      if (group.clients.size === 0 && this.#groups.get(key) === group) this.#groups.delete(key);
      if (this.#groups.size === 0) this.#stopSigns();
    });
    if (this.#parts.closing.signal.aborted) client.end(); // who were there were told before
    return client;
  }

  #hear(changes: readonly Change[]): void {
    if (this.#groups.size === 0) return;
    for (const change of changes) {
      this.#untold.delete(change.runId); // so that the order is that of the latest
      this.#untold.set(change.runId, change);
    }
    if (this.#telling) return;
    this.#telling = true;
    setTimeout(() => void this.#tellSoon(), MERGE_WITHIN_MS);
  }

  async #tellSoon(): Promise<void> {
    const changes = [...this.#untold.values()];
    this.#untold.clear();
    try {
      this.#tell(changes, await this.#namesOf(changes));
    } catch (error) {
      this.#parts.report('Streams could not be told what changed; they are ended', error);
      this.#end(); // clients come back and are told what they missed
    }
    if (this.#untold.size > 0) setTimeout(() => void this.#tellSoon(), MERGE_WITHIN_MS);
    else this.#telling = false;
  }

  async #namesOf(changes: readonly Change[]): Promise<RunNames> {
    if (![...this.#groups.values()].some(({ audience }) => picksByName(audience))) return new Map();
    const names = new Map<string, { workflow_name: string; environment: string | null }>();
    for (let at = 0; at < changes.length; at += 500) {
      const runIds = changes.slice(at, at + 500).map(({ runId }) => runId);
      const rows = await this.#parts.store.db
        .selectFrom('runs')
        .select(['run_id', 'workflow_name', 'environment'])
        .where('run_id', 'in', runIds)
        .execute();
      for (const row of rows) names.set(row.run_id, row);
    }
    return names;
  }

  #tell(changes: readonly Change[], names: RunNames): void {
    const encoded = changes.map((change) => ({
      change,
      bytes: serverSent('change', change.seq, toChangeData(change)),
    }));
    for (const { audience, clients } of this.#groups.values()) {
      const concerned = encoded.filter(({ change }) => concerns(audience, change, names));
      const last = concerned.at(-1)?.change;
      if (last === undefined) continue;
      const isOver = audience.runId !== null && isOutcome(last.status);
      const bytes = Buffer.concat([
        ...concerned.map((one) => one.bytes),
        ...(isOver ? [serverSent('end', last.seq, toChangeData(last))] : []),
      ]);
      for (const client of clients) {
        client.tell({ bytes, upTo: last.seq });
        if (isOver) client.end();
      }
    }
  }

  /** Whose token was revoked meanwhile hears no more. */
  async #giveSigns(): Promise<void> {
    const clients = this.#clients();
    const upTo = this.#parts.feed.last;
    const quiet = this.#untold.size === 0 && !this.#telling; // else the number would be ahead of what was told
    const gone = await this.#endedTokens(clients).catch((error: unknown) => {
      this.#parts.report('Tokens of streams could not be checked', error);
      return new Set();
    });
    const bytes = quiet ? signOfLife(upTo) : Buffer.from(': still here\n\n');
    for (const client of clients) {
      if (gone.has(client.tokenId)) client.end();
      else client.giveSign(bytes);
    }
  }

  async #endedTokens(clients: readonly StreamClient[]): Promise<ReadonlySet<string | null>> {
    const used = new Set(clients.flatMap(({ tokenId }) => (tokenId === null ? [] : [tokenId])));
    const valid = await validTokens(this.#parts.store.db, [...used], this.#parts.timestamp());
    return new Set([...used].filter((tokenId) => !valid.has(tokenId)));
  }

  #clients(): StreamClient[] {
    return [...this.#groups.values()].flatMap(({ clients }) => [...clients]);
  }

  #end(): void {
    for (const client of this.#clients()) client.end();
    this.#stopSigns();
  }

  #stopSigns(): void {
    clearInterval(this.#signsOfLife);
    this.#signsOfLife = undefined;
  }
}
