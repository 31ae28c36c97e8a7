/** A terminal, a pipe or a file: what `process.stdout` can be. */
export type OutputStream = NodeJS.WritableStream & { readonly isTTY?: boolean; readonly columns?: number };
