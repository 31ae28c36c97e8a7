import { TestChild } from '@runlight/testing';
import { SampleRun } from '@runlight/testing/runs';
import { ENGINES, startTestServer } from '@runlight/testing/server';
import { expect, onTestFinished, test } from 'vitest';

const SECOND_SERVER = `
import { startServer } from '@runlight/server';
const server = await startServer({
  database: process.env.DATABASE,
  port: 0,
  settings: { access: 'local', hosts: [], runsDirectories: [], secret: 'a secret', links: { trace: null, logs: null } },
  report: (what, error) => console.error(what, error),
});
console.log('listens at ' + server.url + ' now');
process.once('SIGTERM', () => server.close());
`;

test.each(ENGINES)(
  'of many that ask two servers in two processes at once, each item goes to exactly one, in %s',
  async (engine) => {
    const first = await startTestServer({ engine });
    const second = new TestChild(SECOND_SERVER, { env: { DATABASE: first.database } });
    onTestFinished(() => second.kill('SIGKILL'));
    const urls = [first.url, await addressOf(second)];
    const run = new SampleRun().start().end('failed');
    await first.take(run.take());
    const workers = await Promise.all(
      urls.map(
        async (url) =>
          (await post(`${url}/api/v1/workers`, { name: 'w', workflows: ['invoice'] })).body['worker_id'],
      ),
    );
    const asked = await Promise.all(
      Array.from({ length: 20 }, (_, nth) =>
        post(`${urls[nth % 2]}/api/v1/runs/${run.script.runId}/rerun`, {}),
      ),
    );
    const claims = await Promise.all(
      Array.from({ length: 50 }, (_, nth) =>
        post(`${urls[nth % 2]}/api/v1/workers/${String(workers[nth % 2])}/claim`, {}),
      ),
    );
    const given = claims.filter(({ status }) => status === 200).map(({ body }) => body['item_id']);
    expect(given.toSorted()).toEqual(asked.map(({ body }) => body['item_id']).toSorted());
    expect(claims.filter(({ status }) => status === 204)).toHaveLength(30);
    // One that waits at one server gets what is asked for at the other.
    const waiting = post(`${urls[1]}/api/v1/workers/${String(workers[1])}/claim?wait=30`, {});
    const { body } = await post(`${urls[0]}/api/v1/runs/${run.script.runId}/rerun`, {});
    expect((await waiting).body).toMatchObject({ run_id: body['run_id'] });
    second.kill('SIGTERM');
    expect(await second.exited).toMatchObject({ code: 0, stderr: '' });
    expect(first.reports).toEqual([]);
  },
);

function addressOf(child: TestChild): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.process.stdout?.on('data', (more: string) => {
      text += more;
      const [, url] = /listens at (\S+) now/.exec(text) ?? [];
      if (url !== undefined) resolve(url);
    });
  });
}

async function post(url: string, body: unknown) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await response.text();
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Record<string, unknown> };
}
