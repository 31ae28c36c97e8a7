const TELLING_LENGTH = 4;

/** The candidates that a person may have meant by what they typed, the nearest first. */
export function nearest(typed: string, candidates: readonly string[], most: number): string[] {
  const wanted = typed.toLowerCase();
  return candidates
    .map((candidate) => ({ candidate, distance: distanceOf(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= wanted.length / 4)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** 0 where the candidate contains what was typed (a few letters are in everything); else how many letters differ between what was typed and the candidate's beginning. */
function distanceOf(typed: string, candidate: string): number {
  if (typed.length >= TELLING_LENGTH && candidate.includes(typed)) return 0;
  return editDistance(typed, candidate.slice(0, typed.length));
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
