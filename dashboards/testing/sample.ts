import { interpolate, variablesIn } from '../src/interpolate.ts';

/** A panel's query as it is sent, with values that say nothing. */
export function sampleOf(expr: string): string {
  const values = variablesIn(expr).map((name) => [name, name.startsWith('__') ? '5m' : 'x']);
  return interpolate(expr, Object.fromEntries(values));
}
