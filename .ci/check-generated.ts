// Checks that the generated files (those .gitattributes marks `linguist-generated`), and the generated parts of files
// that are otherwise written by hand (`generated-parts`), are what their sources say: removes the former, generates
// anew and compares. After a failure the new ones are left in place, ready to commit.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const before = read(allFiles());
if (before.size === 0) throw new Error('found no generated files');

for (const file of filesMarked('linguist-generated')) rmSync(file);
try {
  execFileSync('node', ['--run', 'generate'], { stdio: 'inherit' });
} catch (error) {
  for (const [file, content] of before) writeFileSync(file, content);
  throw error;
}

const after = read(allFiles());
const drifted = [...new Set([...before.keys(), ...after.keys()])].filter(
  (file) => before.get(file) !== after.get(file),
);
for (const file of drifted) console.error(`${file}: differs from what its source generates`);
console.log(`${before.size} generated files, ${drifted.length} drifted`);
process.exitCode = drifted.length > 0 ? 1 : 0;

function allFiles(): string[] {
  return [...filesMarked('linguist-generated'), ...filesMarked('generated-parts')];
}

function filesMarked(attribute: string): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', `:(attr:${attribute})`];
  const files = execFileSync('git', args, { encoding: 'utf8' }).split('\0');
  return files.filter((file) => file !== '' && existsSync(file));
}

function read(files: string[]): Map<string, string> {
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
}
