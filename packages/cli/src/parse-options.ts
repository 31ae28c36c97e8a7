import { InvalidArgumentError } from 'commander';

const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const EXAMPLE = 'Write a number and a unit, such as 30s, 15m, 12h, 30d or 2w';

/** `30d`, `12h`, `1h30m` as milliseconds. Throws commander's error for an argument that is none. */
export function parseDuration(text: string): number {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|[smhdw])/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text)
    throw new InvalidArgumentError(`${EXAMPLE}.`);
  return parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * (UNITS[unit ?? ''] ?? 0), 0);
}

/** A duration before `now`, a date or a timestamp, as epoch milliseconds. */
export function parseSince(text: string, now: number): number {
  const moment = /^\d{4}-\d\d-\d\d/.test(text)
    ? Date.parse(text.length === 10 ? `${text}T00:00:00` : text)
    : Number.NaN;
  if (!Number.isNaN(moment)) return moment;
  try {
    return now - parseDuration(text);
  } catch {
    throw new InvalidArgumentError(`${EXAMPLE}, or a date such as 2026-04-24.`);
  }
}

export function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('Write a whole number.');
  return Number(text);
}

/** All values of an option that is given several times. */
export function collect(value: string, previous: readonly string[] | undefined): string[] {
  return [...(previous ?? []), value];
}
