import { CompiledQuery, type Insertable } from 'kysely';

import type { Engine } from './engine.ts';
import type { Database } from './schema.ts';
import { engineOf, type Write } from './store.ts';

type Table = keyof Database;
type Column<T extends Table> = keyof Database[T] & string;
type Row<T extends Table> = Insertable<Database[T]>;

/** Of values in an `in (…)`: databases bound them. */
export const IDS_AT_ONCE = 1000;

/** Few sizes of statements, so that a database which has prepared them finds them again. */
const ROWS_AT_ONCE: readonly number[] = [128, 32, 8, 1];

/** Writes many rows with few statements, whose text is made once: several times as fast as a query for each row. */
export class RowWriter {
  readonly #write: Write;
  readonly #engine: Engine['name'];

  constructor(write: Write) {
    this.#write = write;
    this.#engine = engineOf(write);
  }

  /** Adds rows; of one that is there by its key, the columns that are given are replaced. No key may be given twice. */
  upsert<T extends Table>(table: T, key: readonly Column<T>[], rows: readonly Row<T>[]): Promise<void> {
    return this.#insert(table, key, rows, 'update');
  }

  /** Adds rows; one that is there by its key stays as it is. */
  addNew<T extends Table>(table: T, key: readonly Column<T>[], rows: readonly Row<T>[]): Promise<void> {
    return this.#insert(table, key, rows, 'nothing');
  }

  async #insert<T extends Table>(
    table: T,
    key: readonly Column<T>[],
    rows: readonly Row<T>[],
    onConflict: OnConflict,
  ): Promise<void> {
    const [first] = rows;
    if (first === undefined) return;
    const columns = Object.keys(first);
    for (let at = 0; at < rows.length;) {
      const count = ROWS_AT_ONCE.find((size) => size <= rows.length - at) ?? 1;
      const values: unknown[] = [];
      for (const row of rows.slice(at, at + count)) {
        for (const column of columns) values.push((row as Record<string, unknown>)[column]); // its own keys
      }
      const text = statement(this.#engine, { table, columns, key, count, onConflict });
      await this.#write.executeQuery(CompiledQuery.raw(text, values));
      at += count;
    }
  }
}

type OnConflict = 'update' | 'nothing';
interface Shape {
  readonly table: string;
  readonly columns: readonly string[];
  readonly key: readonly string[];
  readonly count: number;
  readonly onConflict: OnConflict;
}

const statements = new Map<string, string>();

/** Columns that PostgreSQL keeps in a form of its own: how it is made of the text that is given. */
const MADE_OF_TEXT: Readonly<Record<string, (place: string) => string>> = {
  'run_words.words': (place) => `array_to_tsvector(string_to_array(${place}, ' '))`,
};

/** Names of tables and columns are those of the schema: nothing in the text comes from outside. */
function statement(engine: Engine['name'], shape: Shape): string {
  const { table, columns, key, count, onConflict } = shape;
  const name = [engine, table, count, onConflict, ...columns].join(' ');
  const known = statements.get(name);
  if (known !== undefined) return known;
  const place = (column: string, at: number): string => {
    if (engine === 'sqlite') return '?';
    const made = MADE_OF_TEXT[`${table}.${column}`];
    return made === undefined ? `$${at + 1}` : made(`$${at + 1}`);
  };
  const tuples = Array.from({ length: count }, (_, row) => {
    const places = columns.map((column, nth) => place(column, row * columns.length + nth));
    return `(${places.join(', ')})`;
  });
  const updates = columns
    .filter((column) => !key.includes(column))
    .map((column) => `${column} = excluded.${column}`);
  const text =
    `insert into ${table} (${columns.join(', ')}) values ${tuples.join(', ')} on conflict (${key.join(', ')}) ` +
    (onConflict === 'update' ? `do update set ${updates.join(', ')}` : 'do nothing');
  statements.set(name, text);
  return text;
}
