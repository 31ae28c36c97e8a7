import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { runCli, RUNLIGHT } from '@runlight/testing/cli';
import { expect, test } from 'vitest';

const README = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const [FIRST = '', ...OTHERS] = [...README.matchAll(/^```sh.*?\n(.*?)^```$/gms)].map(
  ([, block = '']) => block,
);
const COMMANDS = OTHERS.flatMap((block) => block.trim().split('\n')).map((line) =>
  line
    .replace(/^runlight /, '')
    .replace(/ +[#>].*/, '')
    .trim(),
);

test('the first commands of the README do what it says', () => {
  const cwd = mkdtempSync(join(tmpdir(), 'runlight-readme-'));
  const script = FIRST.replaceAll('npx runlight', RUNLIGHT.join(' '));
  const { stdout, stderr } = spawnSync('sh', ['-c', script], { cwd, encoding: 'utf8' });
  rmSync(cwd, { recursive: true });
  expect(stderr).toBe('disk is full\n');
  expect(stdout).toMatch(/^working\n✕ failed {2}sh\n/);
  expect(stdout).toMatch(/^WHY {6}Step sh failed: exit_3: disk is full$/m);
});

test.each(COMMANDS)('runlight %s: the command and its options exist', async (line) => {
  const [command = '', ...rest] = line.split(' ');
  const { stdout, code } = await runCli([command, '--help'], { cwd: tmpdir() });
  expect(code).toBe(0);
  for (const option of rest.filter((part) => part.startsWith('-'))) {
    expect(stdout).toMatch(new RegExp(`^ {2}(-\\w, )?${option}\\b`, 'm'));
  }
});

test('the README names every command', async () => {
  const { stdout } = await runCli(['--help'], { cwd: tmpdir() });
  const commands = [...stdout.matchAll(/^ {2}(\w+) \[options\]/gm)].map(([, name = '']) => name);
  expect(commands.length).toBeGreaterThan(10);
  for (const command of commands) expect(README).toMatch(new RegExp(`^\\| .*\`${command}[ \`]`, 'm'));
});
