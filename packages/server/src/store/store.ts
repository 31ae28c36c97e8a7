import { Kysely, PostgresAdapter, sql, type Transaction } from 'kysely';

import type { Engine } from './engine.ts';
import { migrate } from './migrate.ts';
import { postgres } from './postgres.ts';
import type { Database } from './schema.ts';
import { sqlite } from './sqlite.ts';

/** One change in a transaction: what is written in it is seen by nobody before it is committed, and then all of it. */
export type Write = Transaction<Database>;

/** In which database a change is made. */
export function engineOf(write: Write): Engine['name'] {
  return write.getExecutor().adapter instanceof PostgresAdapter ? 'postgres' : 'sqlite';
}

/** The database of a server, and what every part of the server asks of it. */
export class Store {
  readonly engine: Engine['name'];
  readonly db: Kysely<Database>;
  /** Settles when the writer before has ended: who waits here has no connection that readers could use. */
  #lastWriter: Promise<unknown> = Promise.resolve();

  private constructor(engine: Engine) {
    this.engine = engine.name;
    this.db = new Kysely<Database>({ dialect: engine.dialect });
  }

  /** Opens a database and brings its schema up to date. `url` is `postgres://…`, a path, or `:memory:`. */
  static async open(url: string): Promise<Store> {
    const store = new Store(/^postgres(?:ql)?:\/\//.test(url) ? postgres(url) : sqlite(url));
    try {
      await migrate(store.db, store.engine);
    } catch (error) {
      await store.close();
      throw error;
    }
    return store;
  }

  /**
   * Writes all or nothing, one writer at a time, whichever server it is in: so changes become visible in the order of
   * their numbers, and no two writers fold the same run.
   */
  write<T>(work: (write: Write) => Promise<T>): Promise<T> {
    const writing = this.#lastWriter.then(() =>
      this.db.transaction().execute(async (write) => {
        if (this.engine === 'postgres') {
          await sql`select set_config('lock_timeout', ${LONGEST_TURN}, true), pg_advisory_xact_lock(${WRITER_LOCK})`.execute(
            write,
          );
        }
        return work(write);
      }),
    );
    this.#lastWriter = writing.catch(() => undefined); // whoever writes is told
    return writing;
  }

  async close(): Promise<void> {
    await this.db.destroy();
  }
}

/** How long a writer waits for one of another server: that one hangs, and whoever asked is told to try again. */
const LONGEST_TURN = '30s';
const WRITER_LOCK = 0x52_4c_57;
