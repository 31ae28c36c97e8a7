import { diag } from '@opentelemetry/api';

/** Tells `diag` that telemetry failed at something: its trouble is never the user's. */
export function reportTrouble(what: string, error: unknown): void {
  diag.warn(`runlight: ${what} failed`, error);
}

/** Does something on behalf of telemetry: if that fails, `diag` hears of it and user code goes on with `fallback`. */
export function failOpen<T>(what: string, act: () => T, fallback: () => T): T {
  try {
    return act();
  } catch (error) {
    reportTrouble(what, error);
    return fallback();
  }
}

/** {@link failOpen} for what has no result. */
export function attempt(what: string, act: () => void): void {
  failOpen(what, act, () => undefined);
}
