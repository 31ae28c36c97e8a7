import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parseMarkdown, type Markdown } from './markdown.ts';

/** The root of the repository. */
export const REPOSITORY = join(import.meta.dirname, '../..');

export interface Document extends Markdown {
  /** Relative to the repository. */
  readonly path: string;
}

/** What users read: its snippets run, its names exist. */
export function userDocuments(): Document[] {
  return documents([
    'README.md',
    'packages/*/README.md',
    'packages/*/docs/*.md',
    'collector-config/README.md',
    'collector-config/docs/*.md',
    'dashboards/README.md',
    'dashboards/docs/**/*.md',
  ]);
}

/** The pages that only those read who work on the code. */
export function otherDocuments(): Document[] {
  return documents(['AGENTS.md', 'test/**/*.md', '.changeset/*.md']);
}

function documents(patterns: readonly string[]): Document[] {
  return globSync([...patterns], {
    cwd: REPOSITORY,
    exclude: (path) => path.includes('node_modules'),
  })
    .toSorted()
    .map((path) => ({ path, ...parseMarkdown(readFileSync(join(REPOSITORY, path), 'utf8')) }));
}
