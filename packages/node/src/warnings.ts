import { diag } from '@opentelemetry/api';

/** The `code` of the process warnings that Runlight emits; each is emitted once at most. */
export type WarningCode =
  | 'RUNLIGHT_OTLP_UNAVAILABLE'
  | 'RUNLIGHT_OTLP_REFUSED'
  | 'RUNLIGHT_TELEMETRY_DROPPED'
  | 'RUNLIGHT_RUN_DIRECTORY_INCOMPLETE'
  | 'RUNLIGHT_NOT_REGISTERED'
  | 'RUNLIGHT_SERVER_UNAVAILABLE'
  | 'RUNLIGHT_SERVER_REFUSED';

/**
 * Tells the user about trouble, once per kind, as a Node.js process warning: on standard error unless the application
 * listens to `warning` or was started with `--no-warnings`. Every occurrence goes to `diag`.
 */
export class Warnings {
  readonly #emitted = new Set<WarningCode>();

  warnOnce(code: WarningCode, message: string): void {
    diag.warn(message);
    if (this.#emitted.has(code)) return;
    this.#emitted.add(code);
    process.emitWarning(message, { type: 'RunlightWarning', code });
  }
}
