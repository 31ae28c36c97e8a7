import { startTestServer } from '@runlight/testing/server';
import { expect, test } from 'vitest';

import { ask, operationsOf } from './operations.ts';

test('everything that the document speaks of is there', async () => {
  const server = await startTestServer();
  const operations = await operationsOf(server);

  const missing: string[] = [];
  for (const operation of operations) {
    const { status, text } = await ask(server, operation);
    if (status === 404 && text.includes('Nothing is at')) missing.push(operation.id);
  }

  expect(operations.length).toBeGreaterThan(60);
  expect(missing).toEqual([]);
});

test('every operation says who may use it, and no two have a name', async () => {
  const operations = await operationsOf(await startTestServer());

  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
  expect(
    operations
      .filter(({ role }) => role === 'anyone')
      .map(({ id }) => id)
      .toSorted(),
  ).toEqual(['endSession', 'getArtifact', 'getHealth', 'getReadiness', 'startSession']);
});
