import { ServerError, type ServerApi } from '../server-api.ts';
import { readWorkItem, type WorkItem } from './work-item.ts';

/** An item that this process has, and how to keep it. */
export interface ClaimedItem {
  readonly item: WorkItem;
  /** Under which worker it is had: the server may have forgotten that one by now. */
  readonly workerId: string;
  readonly leaseMs: number;
}

const CLAIM_WAIT_SECONDS = 25;

/** The work that a server has for this process. */
export class WorkQueue {
  readonly #api: ServerApi;
  readonly #name: string;
  readonly #workflows: readonly string[];
  #worker: { readonly id: string; readonly leaseMs: number } | undefined;

  constructor(api: ServerApi, name: string, workflows: readonly string[]) {
    this.#api = api;
    this.#name = name;
    this.#workflows = workflows;
  }

  /** The next item; undefined if there was none for a while. Rejects with a {@link ServerError}. */
  async claim(signal: AbortSignal): Promise<ClaimedItem | undefined> {
    const { id, leaseMs } = (this.#worker ??= await this.#register(signal));
    try {
      const asking = { signal, waitSeconds: CLAIM_WAIT_SECONDS, keepsProcessAlive: true };
      const answer = await this.#api.post(`/api/v1/workers/${id}/claim`, {}, asking);
      return answer === undefined ? undefined : { item: readWorkItem(answer), workerId: id, leaseMs };
    } catch (error) {
      if (!isCode(error, 'worker_not_found')) throw error;
      this.#worker = undefined; // it was away for so long that the server forgot it
      return undefined;
    }
  }

  /** Keeps an item for another lease; false if it is this process's no more. Rejects when there is no answer. */
  async extend({ item, workerId }: ClaimedItem): Promise<boolean> {
    return this.#unlessLost(`/api/v1/workers/${workerId}/items/${item.id}/heartbeat`, {});
  }

  /** Ends an item; false if it is this process's no more. Rejects when there is no answer. */
  async finish({ item, workerId }: ClaimedItem, how: 'done' | 'let_go'): Promise<boolean> {
    return this.#unlessLost(`/api/v1/workers/${workerId}/items/${item.id}/finish`, {
      give_back: how === 'let_go',
    });
  }

  async #register(signal: AbortSignal): Promise<{ id: string; leaseMs: number }> {
    const body = { name: this.#name, workflows: this.#workflows };
    const answer = await this.#api.post('/api/v1/workers', body, { signal, keepsProcessAlive: true });
    const { worker_id, lease_seconds } = (answer ?? {}) as Record<string, unknown>; // both are checked
    if (typeof worker_id !== 'string' || typeof lease_seconds !== 'number') {
      throw new ServerError('server_unavailable', 'The server did not say which worker this is');
    }
    return { id: worker_id, leaseMs: lease_seconds * 1000 };
  }

  async #unlessLost(path: string, body: object): Promise<boolean> {
    try {
      await this.#api.post(path, body, { keepsProcessAlive: true });
      return true;
    } catch (error) {
      if (isCode(error, 'lease_lost') || isCode(error, 'worker_not_found')) return false;
      throw error;
    }
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof ServerError && error.code === code;
}
