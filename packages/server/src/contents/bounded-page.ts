/** What a page holds, about: a client that asks for many rows gets fewer of them where they are large. */
export const MAX_PAGE_CHARACTERS = 8 * 1024 * 1024;
/** What is read at once is in memory before anybody knows how much it is. */
const ROWS_AT_ONCE = 100;

/**
 * A page of at most `limit` rows and {@link MAX_PAGE_CHARACTERS}, but at least one row. `read` gives so many rows after
 * one, or the first ones; `lengthOf` tells how many characters of the answer a row becomes.
 */
export async function boundedPage<Row>(
  limit: number,
  lengthOf: (row: Row) => number,
  read: (after: Row | undefined, count: number) => Promise<readonly Row[]>,
): Promise<{ readonly rows: readonly Row[]; readonly isMore: boolean }> {
  const rows: Row[] = [];
  let characters = 0;
  for (;;) {
    const count = Math.min(ROWS_AT_ONCE, limit + 1 - rows.length);
    const found = await read(rows.at(-1), count);
    for (const row of found) {
      characters += lengthOf(row);
      const isFull = rows.length === limit || (rows.length > 0 && characters > MAX_PAGE_CHARACTERS);
      if (isFull) return { rows, isMore: true };
      rows.push(row);
    }
    if (found.length < count) return { rows, isMore: false };
  }
}
