#!/usr/bin/env node
import { existsSync } from 'node:fs';

const main = new URL('../dist/main.js', import.meta.url);
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);

if (major < 22 || (major === 22 && minor < 15)) {
  process.stderr.write(
    `runlight-server needs Node 22.15 or newer; this is ${process.version} (${process.execPath}).\n`,
  );
  process.exitCode = 1;
} else if (!existsSync(main)) {
  process.stderr.write('runlight-server is not built yet. Run `npm run build` in its repository.\n');
  process.exitCode = 1;
} else {
  await import(main.href);
}
