/** A property of a value of the user's; undefined where there is none, or a getter or a proxy throws. */
export function readProperty(value: unknown, key: string): unknown {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return undefined;
  try {
    return (value as Record<string, unknown>)[key]; // any object can be asked for any key
  } catch {
    return undefined;
  }
}
