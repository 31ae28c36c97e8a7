// Makes a clone ready to run: installs what is missing or outdated, then builds.
// Runs before anything is installed, so it is plain JavaScript for any Node from 20 on.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

if (installedAt() < modifiedAt('package-lock.json')) run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
run('npm', ['run', '--silent', 'build']);

/** npm rewrites this file at the end of every install. */
function installedAt() {
  return modifiedAt('node_modules/.package-lock.json');
}

function modifiedAt(path) {
  return statSync(new URL(`../${path}`, import.meta.url), { throwIfNoEntry: false })?.mtimeMs ?? 0;
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] });
  if (error) console.error(`${command} could not be started: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
