import { ENGINES, insertRuns, runRow, startTestServer, type TestServer } from '@runlight/testing/server';
import { describe, expect, test } from 'vitest';

const NOW = Date.UTC(2026, 3, 25);

describe.each(ENGINES)('in %s', (engine) => {
  test('a pattern is RE2’s: one that is none is refused, and none backtracks', async () => {
    const server = await startTestServer({ engine });
    await insertTagged(server, ['a'.repeat(250)]);
    expect(await answerTo(server, '(?=a)')).toMatchObject({ code: 'invalid_tag_pattern' });
    expect(await answerTo(server, '(a')).toMatchObject({ code: 'invalid_tag_pattern' });
    expect(await answerTo(server, '^(a+)+b$')).toMatchObject({ runs: [] });
    expect(await answerTo(server, '^a+$')).toMatchObject({ runs: [{}] });
  });

  test('a pattern that many tags make long is refused, and nobody waits for one that is not', async () => {
    const server = await startTestServer({ engine });
    await insertTagged(
      server,
      Array.from({ length: 2000 }, (_, nth) => `${nth}-${'a'.repeat(200)}`),
    );
    expect(await answerTo(server, '(a{0,30}){0,30}$')).toMatchObject({ code: 'costly_tag_pattern' });
    let served = 0;
    const others = setInterval(() => (served += 1), 1);
    expect(await answerTo(server, '(a{0,5}){0,7}[0-9]$')).toMatchObject({ runs: [] });
    clearInterval(others);
    expect(served).toBeGreaterThan(10);
  });
});

async function insertTagged(server: TestServer, tags: readonly string[]): Promise<void> {
  await insertRuns(server.parts.store.db, [runRow('one', 'failed', NOW, 1000)], new Map([['one', tags]]));
}

async function answerTo(server: TestServer, pattern: string): Promise<unknown> {
  const answer = await server.request(`/api/v1/runs?tag_pattern=${encodeURIComponent(pattern)}`);
  return answer.json();
}
