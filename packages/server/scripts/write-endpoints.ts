// Writes the table of endpoints in docs/api.md from openapi.json.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const BEGIN = '<!-- endpoints: generated -->';
const END = '<!-- endpoints: end -->';
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

interface Operation {
  readonly summary?: string;
  readonly 'x-required-role'?: string;
}
interface Document {
  readonly paths: Readonly<Record<string, Partial<Record<(typeof METHODS)[number], Operation>>>>;
}

const directory = join(import.meta.dirname, '..');
// An `as`: the file was written from our definitions a moment ago.
const document = JSON.parse(readFileSync(join(directory, 'openapi.json'), 'utf8')) as Document;
const rows = Object.entries(document.paths).flatMap(([path, operations]) =>
  METHODS.flatMap((method) => {
    const operation = operations[method];
    if (operation === undefined) return [];
    return `| \`${method.toUpperCase()} ${path}\` | ${operation['x-required-role'] ?? ''} | ${operation.summary ?? ''} |`;
  }),
);

const page = join(directory, 'docs/api.md');
const text = readFileSync(page, 'utf8');
const from = text.indexOf(BEGIN);
const to = text.indexOf(END);
if (from < 0 || to < from) throw new Error(`${page} has no place for the endpoints`);
const table = ['| endpoint | role | what it does |', '|---|---|---|', ...rows].join('\n');
writeFileSync(page, `${text.slice(0, from + BEGIN.length)}\n\n${table}\n\n${text.slice(to)}`);
console.log(`${rows.length} endpoints in docs/api.md`);
