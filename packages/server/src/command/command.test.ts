import { EventEmitter } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { TestChild } from '@runlight/testing';
import { SampleRun, SAMPLE_RUN_ID, temporaryDirectory } from '@runlight/testing/runs';
import { startTestServer } from '@runlight/testing/server';
import { describe, expect, onTestFinished, test, vi } from 'vitest';

import { Store } from '../store/store.ts';
import { runProgram } from './program.ts';

/** Runs commands in a directory of their own. */
class Shell extends EventEmitter {
  readonly directory = temporaryDirectory(onTestFinished);
  readonly database = join(this.directory, 'runs.sqlite');
  readonly env = { DATABASE_URL: this.database };
  readonly stdout = { write: (text: string) => ((this.out += text), true) };
  readonly stderr = { write: (text: string) => ((this.err += text), true) };
  out = '';
  err = '';

  /** The exit code, with what was printed. */
  async run(...args: string[]): Promise<{ code: number; out: string; err: string }> {
    this.out = '';
    this.err = '';
    const code = await runProgram(args, this);
    return { code, out: this.out, err: this.err };
  }
}

describe('serve', () => {
  test('serves its own machine without tokens, until it is interrupted', async () => {
    const shell = new Shell();
    const over = shell.run('serve', '--port', '0');
    const url = await listening(shell);

    const me = await fetch(`${url}/api/v1/me`);
    shell.emit('SIGTERM');

    expect(await me.json()).toMatchObject({ actor: 'local', role: 'admin', access: 'local' });
    expect(await over).toMatchObject({ code: 0, err: '' });
    await expect(fetch(url)).rejects.toThrow('fetch failed');
  });

  test.each([['--host', '0.0.0.0'], ['--require-tokens'], ['--public-url', 'https://runlight.example']])(
    'asks for tokens with %s, and says how to get one',
    async (...args) => {
      const shell = new Shell();
      const over = shell.run('serve', '--port', '0', ...args);
      const url = (await listening(shell)).replace('0.0.0.0', '127.0.0.1');

      const nobody = await fetch(`${url}/api/v1/me`);
      const first = shell.out;
      shell.emit('SIGINT');
      await over;
      const made = await shell.run('token', 'create', '--name', 'me', '--role', 'admin');
      const again = shell.run('serve', '--port', '0', ...args);
      const me = await fetch(`${(await listening(shell)).replace('0.0.0.0', '127.0.0.1')}/api/v1/me`, {
        headers: { authorization: `Bearer ${made.out.trim()}` },
      });
      shell.emit('SIGINT');

      expect(nobody.status).toBe(401);
      expect(first).toContain('runlight-server token create --name you --role admin');
      expect(await me.json()).toMatchObject({ actor: 'me', role: 'admin' });
      expect((await again).out).not.toContain('token create');
    },
  );

  test('keeps its secret beside the database, for its owner alone, and keeps the one that is there', async () => {
    const shell = new Shell();
    const secrets: string[] = [];
    for (let start = 0; start < 2; start += 1) {
      const over = shell.run('serve', '--port', '0');
      await listening(shell);
      shell.emit('SIGTERM');
      await over;
      secrets.push(readFileSync(`${shell.database}.secret`, 'utf8'));
    }

    for (const file of [shell.database, `${shell.database}.secret`]) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
    }
    expect(secrets[0]).toMatch(/^\S{43}\n$/);
    expect(secrets[1]).toBe(secrets[0]);
  });

  test('says what to do about what keeps it from starting', async () => {
    const shell = new Shell();
    const taken = createServer();
    await new Promise<void>((resolve) => void taken.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as { port: number }; // it listens at a port
    writeFileSync(join(shell.directory, 'short'), 'abc');
    const postgres = 'postgres://runlight@127.0.0.1:1/runlight';

    expect(await shell.run('serve', '--port', String(port))).toMatchObject({
      code: 1,
      err: `runlight-server: Something else listens at port ${port}. Give another --port, or 0 for a free one.\n`,
    });
    expect(await shell.run('serve', '--port', 'x')).toMatchObject({
      code: 64,
      err: expect.stringContaining('Give a number from 0 to 65535.'),
    });
    expect((await shell.run('serve', '--public-url', 'https://example.com/runs')).err).toContain(
      'without a path',
    );
    for (const network of ['10.0.0.0/33', '10.0.0.0/', 'proxy.internal', '::1/129']) {
      expect((await shell.run('serve', '--trusted-proxy', network)).err).toContain(`${network} is neither`);
    }
    expect((await shell.run('serve', '--secret-file', join(shell.directory, 'short'))).err).toContain(
      'fewer than 32 characters',
    );
    expect((await shell.run('serve', '--database', postgres)).err).toContain('--secret-file');
    expect(
      (await shell.run('serve', '--database', postgres, '--secret-file', join(shell.directory, 'new'))).err,
    ).toContain('The database refuses the connection');
  });

  test('ends at a signal, as a process', async () => {
    const directory = temporaryDirectory(onTestFinished);
    const database = join(directory, 'runs.sqlite');
    const program = JSON.stringify(join(import.meta.dirname, 'program.ts'));
    const args = JSON.stringify(['serve', '--port', '0', '--database', database]);
    const child = new TestChild(
      `import { runProgram } from ${program}; process.exitCode = await runProgram(${args}, process);`,
    );
    await child.said('Runlight listens at');

    child.kill('SIGTERM');

    expect(await child.exited).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(database)).toBe(true);
  });
});

describe('token', () => {
  test('makes, shows and ends tokens', async () => {
    const shell = new Shell();

    const made = await shell.run(
      'token',
      'create',
      '--name',
      'CI',
      '--role',
      'ingest',
      '--tenant',
      'acme',
      '--json',
    );
    const { token, token_id } = JSON.parse(made.out) as { token: string; token_id: string };
    const listed = await shell.run('token', 'list');
    const revoked = await shell.run('token', 'revoke', token_id);
    const after = JSON.parse((await shell.run('token', 'list', '--json')).out) as { tokens: unknown[] };

    expect(token).toMatch(/^rl_\S{43}$/);
    expect(listed.out).toBe(`${token_id}  ingest    CI  tenant acme  never used\n`);
    expect(revoked).toMatchObject({ code: 0, out: `${token_id} is revoked\n` });
    expect(after.tokens).toMatchObject([{ token_id, role: 'ingest', revoked_at: expect.any(String) }]);
  });

  test('refuses what it can’t make sense of', async () => {
    const shell = new Shell();

    expect(await shell.run('token', 'create', '--name', 'x', '--role', 'king')).toMatchObject({
      code: 64,
      err: expect.stringContaining('viewer, operator, admin, ingest, worker'),
    });
    await shell.run('migrate');
    expect(await shell.run('token', 'revoke', 'tok_unknown')).toEqual({
      code: 1,
      out: '',
      err: 'runlight-server: There is no token tok_unknown\n',
    });
  });
});

describe('the database', () => {
  test('is copied while it is written to, and the copy is whole', async () => {
    const shell = new Shell();
    const server = await startTestServer({ database: shell.database });
    await server.take(new SampleRun().start().step('read').end('failed').take());
    const copy = join(shell.directory, 'copy.sqlite');

    const made = await shell.run('backup', copy);
    const again = await shell.run('backup', copy);
    const rebuilt = await shell.run('rebuild', '--database', copy);

    expect(made).toMatchObject({ code: 0, err: '' });
    for (const file of [shell.database, `${shell.database}-wal`, copy])
      expect(statSync(file).mode & 0o077).toBe(0);
    expect(again.err).toBe(`runlight-server: ${copy} is there already. Name another file.\n`);
    expect(rebuilt.out).toBe('1 runs were computed anew\n');
    const copied = await Store.open(copy);
    onTestFinished(() => copied.close());
    const rows = await copied.db.selectFrom('runs').select(['run_id', 'status']).execute();
    expect(rows).toEqual([{ run_id: SAMPLE_RUN_ID, status: 'failed' }]);
  });

  test('is rebuilt by the policies of now, with the secret of its server', async () => {
    const shell = new Shell();
    const server = await startTestServer({ database: shell.database });
    await server.take(new SampleRun().start().end().take());
    const value = JSON.stringify({ rules: [{ path: 'inputs.file', action: 'hash' }] });
    const policy = { tenant_id: '', name: 'redaction', value, changed_at: '', changed_by: 'me' } as const;
    await server.parts.store.db.insertInto('settings').values(policy).execute();

    const without = await shell.run('rebuild');
    const secret = join(shell.directory, 'secret');
    writeFileSync(secret, 'x'.repeat(32));
    const rebuilt = await shell.run('rebuild', '--secret-file', secret);

    expect(without).toMatchObject({ code: 1, err: expect.stringContaining('--secret-file') });
    expect(rebuilt).toEqual({ code: 0, out: '1 runs were computed anew\n', err: '' });
    const events = await server.parts.store.db.selectFrom('events').select('event').execute();
    expect(JSON.stringify(events)).toMatch(/hmac-sha256:[0-9a-f]{32}/);
    expect(JSON.stringify(events)).not.toContain('a.xml');
  });

  test('that is PostgreSQL is copied with its own tool, and its password is never printed', async () => {
    const shell = new Shell();
    const database = 'postgres://runlight:hush@127.0.0.1:1/runlight';

    const { code, out, err } = await shell.run('backup', 'x', '--database', database);

    expect([code, out]).toEqual([1, '']);
    expect(err).toContain('pg_dump');
    expect(err).not.toContain('hush');
  });
});

test.each([
  ['token list', 'There is no database'],
  ['rebuild', 'There is no database'],
  ['backup copy.sqlite', 'There is no database'],
  ['migrate --database mysql://me:hush@db/runlight', 'neither postgres://… nor the path of a SQLite file'],
  ['serve --database /nowhere/at/all.sqlite --port 0', 'has no directory to be in'],
  ['serve --secret-file / --port 0', 'is a directory. Name a file.'],
  ['serve --host 192.0.2.7 --port 0', 'Give another --host'],
])('%s says what to do, and makes nothing', async (line, told) => {
  const shell = new Shell();
  const { code, err } = await shell.run(...line.split(' '));
  expect(code).toBe(1);
  expect(err).toContain(told);
  expect(err).not.toContain('hush');
  expect(err.trim().split('\n')).toHaveLength(1);
});

test('explains itself', async () => {
  const shell = new Shell();

  const { code, out } = await shell.run('--help');

  expect(code).toBe(0);
  for (const command of ['serve', 'token', 'migrate', 'rebuild', 'backup'])
    expect(out).toContain(`  ${command}`);
});

async function listening(shell: Shell): Promise<string> {
  return vi.waitFor(
    () => {
      const url = /Runlight listens at (\S+),/.exec(shell.out)?.[1];
      if (url === undefined) throw new Error(`not yet: ${shell.err}`);
      return url;
    },
    { timeout: 30_000 },
  );
}
