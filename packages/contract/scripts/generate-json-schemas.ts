// Writes json-schema/*.schema.json from the zod schemas.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { jsonSchemas } from './json-schemas.ts';

const directory = join(import.meta.dirname, '../json-schema');
const files = jsonSchemas();
rmSync(directory, { recursive: true, force: true });
mkdirSync(directory);
for (const [file, schema] of files)
  writeFileSync(join(directory, file), `${JSON.stringify(schema, null, 2)}\n`);
console.log(`${files.size} JSON Schemas in json-schema/`);
