/** What can go wrong in this example, as codes that neither change with the wording nor with the language. */
export type ExampleErrorCode =
  | 'bad_usage'
  | 'folder_not_found'
  | 'folder_empty'
  | 'unreadable_document'
  | 'malformed_document'
  | 'ledger_conflict'
  | 'unknown_currency'
  | 'rate_service_unavailable';

/** An error whose message is meant for the person who runs the batch; `cause` keeps the original. */
export class ExampleError extends Error {
  override readonly name: string = 'ExampleError';
  readonly code: ExampleErrorCode;

  constructor(code: ExampleErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
  }
}

/** A document that can't be turned into an invoice: broken syntax, a broken row, a field that isn't there. */
export class MalformedDocumentError extends ExampleError {
  override readonly name = 'MalformedDocumentError';

  constructor(message: string, options?: ErrorOptions) {
    super('malformed_document', message, options);
  }
}
