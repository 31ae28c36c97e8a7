import type { ErrorCategory } from '@runlight/contract';

/** What can go wrong in this example, as codes that neither change with the wording nor with the language. */
export type ExampleErrorCode =
  | 'bad_usage'
  | 'folder_not_found'
  | 'folder_empty'
  | 'unreadable_document'
  | 'malformed_document'
  | 'ledger_unavailable'
  | 'ledger_conflict'
  | 'unknown_currency'
  | 'rate_service_unavailable';

/** Whose trouble it is, where the code says so; Runlight reads it off the error. */
const categories: Partial<Record<ExampleErrorCode, ErrorCategory>> = {
  malformed_document: 'validation_failed',
  ledger_conflict: 'validation_failed',
  unknown_currency: 'external_api',
  rate_service_unavailable: 'external_api',
};

/** An error whose message is meant for the person who runs the batch; `cause` keeps the original. */
export class ExampleError extends Error {
  override readonly name: string = 'ExampleError';
  readonly code: ExampleErrorCode;
  readonly category: ErrorCategory | undefined;

  constructor(code: ExampleErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.category = categories[code];
  }
}

/** A document that can't be turned into an invoice: broken syntax, a broken row, a field that isn't there. */
export class MalformedDocumentError extends ExampleError {
  override readonly name = 'MalformedDocumentError';

  constructor(message: string, options?: ErrorOptions) {
    super('malformed_document', message, options);
  }
}
