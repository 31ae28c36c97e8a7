/** What is wrong with a run directory, and where. */
export interface Problem {
  /** Relative to the run directory. */
  readonly file: string;
  /** Counted from 1, in files of lines. */
  readonly line?: number;
  readonly rule: ValidationRule;
  readonly message: string;
}

export type ValidationRule =
  /** A file that must be there is not. */
  | 'file-missing'
  /** A link, or something else that is no plain file. */
  | 'file-plain'
  /** A file that is not JSON, or a line that is no JSON object. */
  | 'json'
  /** A field that must be there is not, or has a value that it must not have. */
  | 'fields'
  /** Files or lines that name different runs. */
  | 'run-id'
  /** A manifest that lies under another step's id. */
  | 'step-id'
  /** An artifact's path that is not one below its step's directory. */
  | 'artifact-path'
  /** An artifact that its manifest lists and that is not there. */
  | 'artifact-missing'
  /** Files that contradict each other about the run's end, or an end without all that belongs to it. */
  | 'end';

/** Everything that checks and reports. */
export type Report = (problem: Problem) => void;

/** A zod schema, as far as it is used here. */
export interface Schema {
  safeParse(
    value: unknown,
  ):
    | { readonly success: true }
    | { readonly success: false; readonly error: { readonly issues: readonly Issue[] } };
}

interface Issue {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** The first few of what a schema finds, each with the field it is about. */
export function issuesOf(schema: Schema, value: unknown): string[] {
  const parsed = schema.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.slice(0, 5).map(({ path, message }) => {
    const field = path.map(String).join('.');
    return field === '' ? message : `${field}: ${message}`;
  });
}
