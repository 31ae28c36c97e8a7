import type { Row } from '../timeline/rows.ts';

/**
 * The rows that there is room for, in their order; a number stands for so many rows left out there. What failed, is
 * held or runs comes before what went well, and of equals the earlier.
 */
export function telling(rows: readonly Row[], room: number): (Row | number)[] {
  if (rows.length <= room) return [...rows];
  const ranked = rows
    .map((row, index) => ({ index, rank: rankOf(row) }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, Math.max(1, room - 1))
    .map(({ index }) => index);
  const kept = new Set(ranked);
  const shown: (Row | number)[] = [];
  rows.forEach((row, index) => {
    const last = shown.at(-1);
    if (kept.has(index)) shown.push(row);
    else if (typeof last === 'number') shown[shown.length - 1] = last + row.steps;
    else shown.push(row.steps);
  });
  return shown;
}

function rankOf({ status, failed }: Row): number {
  if (failed > 0 || status === 'failed') return 0;
  if (status === 'blocked' || status === 'waiting' || status === 'abandoned') return 1;
  return status === 'running' ? 2 : 3;
}
