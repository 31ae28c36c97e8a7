import { appendFileSync, readFileSync, statSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { TestChild } from '@runlight/testing';
import { temporaryDirectory } from '@runlight/testing/runs';
import { expect, onTestFinished, test } from 'vitest';

import { EventStream, OpenStreams } from './event-stream.ts';

function streamIn(directory: string, limit = 10): EventStream {
  const stream = new EventStream(join(directory, 'events.ndjson'), {
    mode: 0o600,
    open: new OpenStreams(limit),
  });
  onTestFinished(() => stream.close());
  return stream;
}

test('a line is in the file when append returns', () => {
  const stream = streamIn(temporaryDirectory(onTestFinished));
  expect(stream.append('{"a":1}')).toBe(8);
  expect(stream.end()).toBe(8);
  expect(readFileSync(stream.path, 'utf8')).toBe('{"a":1}\n');
  expect(statSync(stream.path).mode & 0o777).toBe(0o600);
});

test('closes a torn last line, once', () => {
  const directory = temporaryDirectory(onTestFinished);
  writeFileSync(join(directory, 'events.ndjson'), '{"whole":1}\n{"torn":');
  const stream = streamIn(directory);
  stream.append('{"next":2}');
  stream.append('{"next":3}');
  expect(readFileSync(stream.path, 'utf8')).toBe('{"whole":1}\n{"torn":\n{"next":2}\n{"next":3}\n');
});

test('sees that others have appended, and that the file was deleted', () => {
  const stream = streamIn(temporaryDirectory(onTestFinished));
  stream.append('ours');
  appendFileSync(stream.path, 'theirs\n');
  expect(stream.append('ours')).toBe(5);
  expect(stream.end()).toBe(17);
  expect(stream.isDeleted()).toBe(false);
  unlinkSync(stream.path);
  expect(stream.isDeleted()).toBe(true);
  stream.append('lost');
  expect(stream.isDeleted()).toBe(true);
});

test('refuses a link in its place and leaves what it leads to alone', () => {
  const directory = temporaryDirectory(onTestFinished);
  writeFileSync(join(directory, 'precious'), 'precious');
  symlinkSync(join(directory, 'precious'), join(directory, 'events.ndjson'));
  const stream = streamIn(directory);
  expect(() => stream.append('line')).toThrow(expect.objectContaining({ code: 'unsafe_path' }));
  expect(readFileSync(join(directory, 'precious'), 'utf8')).toBe('precious');
});

test('more streams than may be open at once are all written', () => {
  const directory = temporaryDirectory(onTestFinished);
  const open = new OpenStreams(2);
  const streams = Array.from(
    { length: 5 },
    (_, index) => new EventStream(join(directory, String(index)), { mode: 0o600, open }),
  );
  for (const round of ['one', 'two']) for (const stream of streams) stream.append(round);
  for (const stream of streams) {
    stream.close();
    expect(readFileSync(stream.path, 'utf8')).toBe('one\ntwo\n');
  }
});

test('two processes append to one stream without tearing a line', async () => {
  const directory = temporaryDirectory(onTestFinished);
  const path = join(directory, 'events.ndjson');
  const url = new URL('./event-stream.ts', import.meta.url).href;
  const writerOf = (name: string): TestChild =>
    new TestChild(`
      import { EventStream, OpenStreams } from ${JSON.stringify(url)};
      const stream = new EventStream(${JSON.stringify(path)}, { mode: 0o600, open: new OpenStreams(1) });
      for (let at = 0; at < 5000; at += 1) {
        stream.append(JSON.stringify({ by: ${JSON.stringify(name)}, at, filler: 'x'.repeat(at % 9000) }));
      }
    `);
  const exits = await Promise.all([writerOf('a').exited, writerOf('b').exited]);
  expect(exits.map(({ code, stderr }) => ({ code, stderr }))).toEqual([
    { code: 0, stderr: '' },
    { code: 0, stderr: '' },
  ]);
  const lines = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '') // a newline that closed what looked torn
    .map((line) => JSON.parse(line) as { by: string; at: number });
  for (const name of ['a', 'b']) {
    const inOrder = Array.from({ length: 5000 }, (_, at) => at);
    expect(lines.filter(({ by }) => by === name).map(({ at }) => at)).toEqual(inOrder);
  }
});
