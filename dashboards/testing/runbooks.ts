import { globSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

export const RUNBOOK_PAGES = globSync(join(import.meta.dirname, '../docs/runbooks/*.md'))
  .sort()
  .map((file) => ({ page: basename(file), text: readFileSync(file, 'utf8') }));

/** The queries of all pages that are written in a language. */
export function runbookQueries(language: 'promql' | 'logql'): string[] {
  const fenced = new RegExp(`^ *\`\`\`${language}\\n(.*?)\\n *\`\`\`$`, 'gms');
  return RUNBOOK_PAGES.flatMap(({ text }) =>
    [...text.matchAll(fenced)].map(([, query]) => query?.trim() ?? ''),
  );
}
