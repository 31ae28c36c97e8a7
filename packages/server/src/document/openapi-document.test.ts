import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Validator } from '@seriousme/openapi-schema-validator';
import { startTestServer } from '@runlight/testing/server';
import { expect, test } from 'vitest';

import { openApiDocument } from './openapi-document.ts';

test('is valid OpenAPI 3.1', async () => {
  const validator = new Validator();

  expect(await validator.validate({ ...openApiDocument() })).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
});

test('is what the server serves and what the package has', async () => {
  const server = await startTestServer();
  const file = join(import.meta.dirname, '../../openapi.json');
  const document: unknown = JSON.parse(JSON.stringify(openApiDocument()));

  expect(await (await server.request('/api/v1/openapi.json')).json()).toEqual(document);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(document);
});
