import type { Matcher } from './metrics.ts';

/** JSON strings are valid in PromQL, LogQL and TraceQL. */
const quoted = (value: string): string => JSON.stringify(value);

export const is = (label: string, value: string): Matcher => `${label}=${quoted(value)}`;
export const isNot = (label: string, value: string): Matcher => `${label}!=${quoted(value)}`;

/** Is one of the values, of which none may hold a character that a regular expression gives a meaning to. */
export const isOneOf = (label: string, values: readonly string[]): Matcher =>
  values.length === 1 && values[0] !== undefined
    ? is(label, values[0])
    : `${label}=~${quoted(values.map(escaped).join('|'))}`;

export const isNoneOf = (label: string, values: readonly string[]): Matcher =>
  values.length === 1 && values[0] !== undefined
    ? isNot(label, values[0])
    : `${label}!~${quoted(values.map(escaped).join('|'))}`;

/** Is what the dashboard's variable selects; its "All" is `.*`, which also matches an absent label. */
export const isSelected = (label: string, variable: string): Matcher => `${label}=~"$${variable}"`;

function escaped(value: string): string {
  return value.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}
