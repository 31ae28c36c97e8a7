// Installs what is missing or older than the lock file. Runs before anything is installed, so it is plain
// JavaScript for any Node from 20 on.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

// npm writes the second file at the end of every install.
if (modifiedAt('node_modules/.package-lock.json') < modifiedAt('package-lock.json')) {
  console.log('Installing dependencies …');
  // The machine's Node may be older than the one being installed: npm's warnings about that mean nothing here.
  const { status } = spawnSync('npm ci --loglevel=error', { shell: true, stdio: 'inherit' });
  process.exitCode = status ?? 1;
}

function modifiedAt(path) {
  return statSync(new URL(`../${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}
