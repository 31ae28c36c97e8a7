import { join } from 'node:path';

import { readPlainFile } from '../plain-files.ts';
import { issuesOf, type Report, type Schema } from './problem.ts';

/** Checks one JSON file and returns its object; undefined if there is none to look at further. */
export function checkJsonFile(
  directory: string,
  file: string,
  check: { readonly schema: Schema; readonly isRequired: boolean },
  report: Report,
): Readonly<Record<string, unknown>> | undefined {
  const text = checkedText(directory, file, check.isRequired, report);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    report({ file, rule: 'json', message: error instanceof Error ? error.message : 'Not JSON' });
    return undefined;
  }
  for (const message of issuesOf(check.schema, value)) report({ file, rule: 'fields', message });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  return value as Readonly<Record<string, unknown>>; // just checked
}

/** A plain file's text; undefined if there is none. */
export function checkedText(
  directory: string,
  file: string,
  isRequired: boolean,
  report: Report,
): string | undefined {
  try {
    const content = readPlainFile(join(directory, file));
    if (content !== undefined) return content;
    if (isRequired) report({ file, rule: 'file-missing', message: `There is no ${file}` });
  } catch (error) {
    report({
      file,
      rule: 'file-plain',
      message: error instanceof Error ? error.message : 'Not a plain file',
    });
  }
  return undefined;
}
