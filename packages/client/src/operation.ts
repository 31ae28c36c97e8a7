import type { Operations } from './generated/operations.gen.ts';

/** The name of an endpoint, as the OpenAPI document has it: `listRuns`. */
export type OperationId = keyof Operations;

type Data<Id extends OperationId> = Operations[Id]['data'];
type OrUndefined<T> = { [K in keyof T]: T[K] | undefined };

interface RequestSettings {
  readonly signal?: AbortSignal | undefined;
  /** `If-None-Match`, `Idempotency-Key`. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
}

/** What an operation takes: `path`, `query` and `body` where it has them; an undefined query parameter is left out. */
export type Input<Id extends OperationId> = Pick<Data<Id>, 'path' & keyof Data<Id>> &
  Pick<Data<Id>, 'body' & keyof Data<Id>> &
  (Data<Id> extends { query: infer Q }
    ? { query: OrUndefined<Q> }
    : Data<Id> extends { query?: infer Q }
      ? { query?: OrUndefined<NonNullable<Q>> | undefined }
      : unknown) &
  RequestSettings;

/** What a call takes: nothing, where nothing is needed. */
export type Arguments<Id extends OperationId> =
  Partial<Input<Id>> extends Input<Id> ? [input?: Input<Id>] : [input: Input<Id>];

/** What an operation answers: undefined where the answer has no body. */
export type Answer<Id extends OperationId> = OfSuccess<Operations[Id]['responses']>;
type OfSuccess<R> = { [Status in keyof R]: R[Status] extends void ? undefined : R[Status] }[keyof R];

export type Parameters = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/** As the API reads lists: with commas between values, and a backslash before one of their own. */
function listOf(values: readonly string[]): string {
  return values.map((value) => value.replaceAll(/[\\,]/g, String.raw`\$&`)).join(',');
}

/** The address of an operation with its parameters, as a path of the server. */
export function pathOf(template: string, path: Parameters = {}, query: Parameters = {}): string {
  const filled = template.replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(String(path[name])),
  );
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) parameters.set(name, typeof value === 'object' ? listOf(value) : String(value));
  }
  return parameters.size === 0 ? filled : `${filled}?${parameters.toString()}`;
}
