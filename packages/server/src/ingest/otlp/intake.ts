import { ProblemError } from '../../http/problem.ts';
import { chunksOf, inflated, MAX_BODY_BYTES } from './request-body.ts';

/** Of what is sent, a request makes many times as much in memory: so few are looked into at a time. */
const AT_ONCE = 4;
/** What all that wait, or are still being sent, may hold together. */
const MAX_HELD_BYTES = 16 * MAX_BODY_BYTES;

/**
 * Lets requests in one after the other, so that a server holds no more of them than it can, however many are sent.
 *
 * A request has its turn when it is here as a whole: who sends slowly keeps nobody waiting.
 */
export class Intake {
  #held = 0;
  #free = AT_ONCE;
  readonly #waiting: (() => void)[] = [];

  /** Does its work with the inflated body, when it is its turn; throws `busy` where too much waits already. */
  async take<T>(request: Request, work: (body: Uint8Array) => Promise<T>): Promise<T> {
    const chunks: Uint8Array[] = [];
    let held = 0;
    try {
      for await (const chunk of chunksOf(request)) {
        this.#hold(chunk.byteLength);
        held += chunk.byteLength;
        chunks.push(chunk);
      }
      await this.#turn();
      try {
        return await work(await inflated(Buffer.concat(chunks), request));
      } finally {
        this.#endTurn();
      }
    } finally {
      this.#held -= held;
    }
  }

  #hold(bytes: number): void {
    if (this.#held + bytes > MAX_HELD_BYTES) {
      throw new ProblemError(
        'unavailable',
        'More is being sent than the server can hold; send it once more',
        {
          code: 'busy',
        },
      );
    }
    this.#held += bytes;
  }

  async #turn(): Promise<void> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => void this.#waiting.push(resolve));
  }

  #endTurn(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#free += 1;
    else next();
  }
}
