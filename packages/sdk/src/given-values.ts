/** The longest a name, key or id may be; it stands on every event. */
const MAX_LABEL = 512;
/** The last millisecond that a timestamp of four-digit years can say. */
const MAX_TIME_MS = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

// What user code hands over, made fit for events: JavaScript checks no types, and numbers may be NaN or infinite.

/** A name or key: a text that is not empty and not huge, else undefined. A number is a reasonable key. */
export function labelOf(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value === '' ? undefined : value.slice(0, MAX_LABEL);
    case 'number':
    case 'bigint':
      return String(value);
    default:
      return undefined;
  }
}

/** An id: like {@link labelOf}, but one that is too long is none, for a shortened id would be another's. */
export function idOf(value: unknown): string | undefined {
  const id = labelOf(value);
  return id !== undefined && id.length < MAX_LABEL ? id : undefined;
}

/** A measure: a finite number, else undefined. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A count, a size or a duration: a finite number that is not negative, else undefined. */
export function amountOf(value: unknown): number | undefined {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value) ? value : undefined;
}

/** A delay in milliseconds, 0 for one that is over already; undefined for one without an end. */
export function delayOf(value: unknown): number | undefined {
  return typeof value === 'number' && value < Number.POSITIVE_INFINITY ? Math.max(0, value) : undefined;
}

/** A point in time in milliseconds since the epoch, if a timestamp can say it. */
export function timeOf(value: unknown): number | undefined {
  const time = value instanceof Date ? value.getTime() : amountOf(value);
  return time !== undefined && time <= MAX_TIME_MS ? time : undefined;
}

/** One of a closed set of words, else undefined. */
export function oneOf<T extends string>(words: readonly T[], value: unknown): T | undefined {
  return words.find((word) => word === value);
}
