/** Runlight's base error: every error that a Runlight package throws on purpose has a stable `code`. */
export class RunlightError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'RunlightError';
    this.code = code;
  }
}
