import { spawn, type ChildProcess } from 'node:child_process';

let reaper: ChildProcess | undefined;

/** Runs apart from the test and outlives it by a moment: what is left when its input ends is killed. */
const PROGRAM = `
  const groups = new Set();
  let rest = '';
  process.stdin.on('data', (chunk) => {
    const lines = (rest + chunk).split('\\n');
    rest = lines.pop();
    for (const line of lines) line[0] === '+' ? groups.add(Number(line)) : groups.delete(-Number(line));
  });
  process.stdin.on('end', () => {
    for (const group of groups) try { process.kill(-group, 'SIGKILL'); } catch {}
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {});
`;

/** Sees to it that a process group ends with this process, however this one ends. */
export function killWithParent(group: number): void {
  if (reaper === undefined) {
    reaper = spawn(process.execPath, ['--eval', PROGRAM], {
      stdio: ['pipe', 'ignore', 'inherit'],
      detached: true,
    });
    reaper.unref();
    if (reaper.stdin !== null && 'unref' in reaper.stdin) (reaper.stdin as { unref(): void }).unref(); // a socket
  }
  reaper.stdin?.write(`+${group}\n`);
}

/** Its number may belong to another process from now on. */
export function isGone(group: number): void {
  reaper?.stdin?.write(`-${group}\n`);
}
