import type { ServerResponse } from 'node:http';

/** A client that lets this much pile up is cut off: it comes back and names what it had. */
const BEHIND_AT_MOST_BYTES = 1024 * 1024;

/** What is told, up to which change. */
export interface Told {
  readonly bytes: Buffer;
  readonly upTo: number;
}

/** Whoever follows a stream. What is told before it has its beginning waits for that. */
export class StreamClient {
  readonly tokenId: string | null;
  readonly #response: ServerResponse;
  #early: Told[] | undefined = [];
  #upTo = 0;
  #ending = false;

  constructor(response: ServerResponse, tokenId: string | null) {
    this.#response = response;
    this.tokenId = tokenId;
  }

  /** Sends the head and the beginning, then what was told since and is not in the beginning. */
  begin({ bytes, upTo }: Told): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    this.#send(bytes);
    this.#upTo = upTo;
    for (const told of early) this.tell(told);
    if (this.#ending) this.#response.end();
  }

  /** Tells it changes up to a number, unless it knows them. */
  tell(told: Told): void {
    if (this.#early !== undefined) return void this.#early.push(told);
    if (told.upTo <= this.#upTo) return;
    this.#upTo = told.upTo;
    this.#send(told.bytes);
  }

  /** Shows it that the connection lives. */
  giveSign(bytes: Buffer): void {
    if (this.#early === undefined) this.#send(bytes);
  }

  /** Says goodbye after what was told. */
  end(): void {
    this.#ending = true;
    if (this.#early === undefined) this.#response.end();
  }

  #send(bytes: Buffer): void {
    if (this.#response.writableEnded || this.#response.destroyed) return;
    if (this.#response.writableLength > BEHIND_AT_MOST_BYTES) this.#response.destroy();
    else this.#response.write(bytes);
  }
}
