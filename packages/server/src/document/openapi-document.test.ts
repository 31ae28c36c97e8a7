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

test('every parameter says what it means, and every operation which headers it takes and how it refuses', () => {
  const { paths } = JSON.parse(JSON.stringify(openApiDocument())) as Described;
  const unexplained: string[] = [];
  for (const [path, operations] of Object.entries(paths)) {
    for (const [method, { parameters = [], responses, 'x-required-role': role }] of Object.entries(
      operations,
    )) {
      const named = (name: string) =>
        parameters.some(({ $ref }) => $ref === `#/components/parameters/${name}`);
      const isOfApi = path.startsWith('/api/v1/');
      for (const { $ref, name, description } of parameters) {
        if ($ref === undefined && !description) unexplained.push(`${method} ${path}: ${name}`);
      }
      const tells = {
        path,
        method,
        idempotency: named('IdempotencyKey'),
        revalidation: named('IfNoneMatch'),
        refusals: [401, 403, 404, 429].filter((status) => `${status}` in responses),
      };
      expect(tells).toEqual({
        path,
        method,
        idempotency: method === 'post' && isOfApi && role !== 'anyone',
        revalidation: '304' in responses,
        refusals: [
          ...(role !== 'anyone' || (path === '/api/v1/session' && method === 'post') ? [401] : []),
          ...(role === 'anyone' ? [] : [403]),
          ...(path.includes('{') ? [404] : []),
          ...(isOfApi ? [429] : []),
        ],
      });
    }
  }
  expect(unexplained).toEqual([]);
});

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, DescribedOperation>>>>;
}
interface DescribedOperation {
  readonly parameters?: readonly {
    readonly $ref?: string;
    readonly name?: string;
    readonly description?: string;
  }[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly 'x-required-role': string;
}
