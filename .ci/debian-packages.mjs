// Installs the programs of Debian that the tests start: PostgreSQL, and Chromium with a font. What is there already is left alone.
// Runs before anything else is installed, so it is plain JavaScript for any Node from 20 on.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';

const PROGRAMS = [
  {
    debianPackage: 'postgresql',
    isThere: () => existsSync('/usr/lib/postgresql') && readdirSync('/usr/lib/postgresql').length > 0,
  },
  { debianPackage: 'chromium', isThere: () => existsSync('/usr/bin/chromium') },
  { debianPackage: 'fonts-liberation', isThere: () => existsSync('/usr/share/fonts/truetype/liberation') },
];

const missing = PROGRAMS.filter(({ isThere }) => !isThere()).map(({ debianPackage }) => debianPackage);
if (missing.length > 0) install(missing);

function install(names) {
  const command = `apt-get install -y --no-install-recommends ${names.join(' ')}`;
  if (process.platform !== 'linux' || !existsSync('/usr/bin/apt-get') || process.getuid() !== 0) {
    console.error(`The tests need ${names.join(' and ')}. As root on Debian: ${command}`);
    process.exitCode = 1;
    return;
  }
  console.log(`Installing ${names.join(' and ')} …`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  for (const step of ['apt-get update -q', `${command} -q`]) {
    const { status, stdout, stderr } = spawnSync(step, { shell: true, env, encoding: 'utf8' });
    if (status === 0) continue;
    console.error(`${step} failed:\n${stdout}${stderr}`);
    process.exitCode = 1;
    return;
  }
}
