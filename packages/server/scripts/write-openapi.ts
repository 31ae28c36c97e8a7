// Writes openapi.json from the definitions in src/api.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { openApiDocument } from '../src/document/openapi-document.ts';

const document = openApiDocument();
writeFileSync(join(import.meta.dirname, '../openapi.json'), `${JSON.stringify(document, null, 2)}\n`);
console.log(`${Object.keys(document.paths ?? {}).length} paths in openapi.json`);
