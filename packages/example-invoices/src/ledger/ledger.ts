import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { ExampleError } from '../example-error.ts';

const EntrySchema = z.object({
  businessEventId: z.string(),
  runId: z.string(),
  file: z.string(),
  supplier: z.string(),
  number: z.string(),
  issueDate: z.string(),
  currency: z.string(),
  /** In minor units of `currency`; negative for a credit note. */
  gross: z.number().int(),
  /** Euros for one unit of `currency`, as a decimal. */
  rate: z.string(),
  /** In cents; negative for a credit note. */
  grossEurCents: z.number().int(),
});

export type LedgerEntry = z.infer<typeof EntrySchema>;

export type Posting = { status: 'posted' } | { status: 'duplicate'; of: LedgerEntry };

const schema = `
  CREATE TABLE IF NOT EXISTS entries (
    businessEventId TEXT PRIMARY KEY,
    runId           TEXT NOT NULL,
    file            TEXT NOT NULL,
    supplier        TEXT NOT NULL,
    number          TEXT NOT NULL,
    issueDate       TEXT NOT NULL,
    currency        TEXT NOT NULL,
    gross           INTEGER NOT NULL,
    rate            TEXT NOT NULL,
    grossEurCents   INTEGER NOT NULL,
    postedAt        TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ'))
  ) STRICT`;

/** What we owe, in an SQLite file: one row for each business event, however often it is posted. */
export class Ledger implements Disposable {
  readonly #database: DatabaseSync;

  private constructor(database: DatabaseSync) {
    this.#database = database;
  }

  /**
   * Opens the ledger, making the file and its folder when there are none. Other processes may use it at the same time.
   *
   * @throws ExampleError `ledger_unavailable` when the file can't be opened, or is something else
   */
  static open(path: string): Ledger {
    try {
      mkdirSync(dirname(path), { recursive: true });
      const database = new DatabaseSync(path, { timeout: 5_000 });
      database.exec('PRAGMA journal_mode = WAL');
      database.exec(schema);
      return new Ledger(database);
    } catch (error) {
      throw new ExampleError('ledger_unavailable', `the ledger ${path} can't be opened`, { cause: error });
    }
  }

  /**
   * Posts the entry unless its business event is in the ledger already, in which case the row that is there is
   * returned untouched. A run that repeats its own posting gets `posted` again.
   *
   * @throws ExampleError `ledger_conflict` when the row that is there has another amount
   */
  post(entry: LedgerEntry): Posting {
    const inserted = this.#database
      .prepare(
        `INSERT INTO entries
           (businessEventId, runId, file, supplier, number, issueDate, currency, gross, rate, grossEurCents)
         VALUES
           (:businessEventId, :runId, :file, :supplier, :number, :issueDate, :currency, :gross, :rate, :grossEurCents)
         ON CONFLICT (businessEventId) DO NOTHING`,
      )
      .run({ ...entry });
    if (inserted.changes === 1) return { status: 'posted' };

    const existing = this.find(entry.businessEventId);
    if (existing === undefined || existing.gross !== entry.gross || existing.currency !== entry.currency) {
      throw new ExampleError(
        'ledger_conflict',
        `${entry.businessEventId} is in the ledger with another amount, from ${existing?.file}`,
      );
    }
    return existing.runId === entry.runId ? { status: 'posted' } : { status: 'duplicate', of: existing };
  }

  /** Takes every entry out. */
  clear(): void {
    this.#database.exec('DELETE FROM entries');
  }

  /** The entry of a business event, if it was posted. */
  find(businessEventId: string): LedgerEntry | undefined {
    const row = this.#database
      .prepare('SELECT * FROM entries WHERE businessEventId = ?')
      .get(businessEventId);
    return row && EntrySchema.parse(row);
  }

  /** Every entry, in the order of posting. */
  entries(): LedgerEntry[] {
    return this.#database
      .prepare('SELECT * FROM entries ORDER BY rowid')
      .all()
      .map((row) => EntrySchema.parse(row));
  }

  /** What is owed in total, in cents. */
  totalEurCents(): number {
    return this.entries().reduce((total, entry) => total + entry.grossEurCents, 0);
  }

  [Symbol.dispose](): void {
    this.#database.close();
  }
}
