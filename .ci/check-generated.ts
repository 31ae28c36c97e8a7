// Checks that the generated files (those .gitattributes marks `linguist-generated`) are what their sources say:
// removes them, generates anew and compares. After a failure the new ones are left in place, ready to commit.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

const before = read(generatedFiles());
if (before.size === 0) throw new Error('found no generated files');

for (const file of before.keys()) rmSync(file);
try {
  execFileSync('node', ['--run', 'generate'], { stdio: 'inherit' });
} catch (error) {
  for (const [file, content] of before) writeFileSync(file, content);
  throw error;
}

const after = read(generatedFiles());
const drifted = [...new Set([...before.keys(), ...after.keys()])].filter(
  (file) => before.get(file) !== after.get(file),
);
for (const file of drifted) console.error(`${file}: differs from what its source generates`);
console.log(`${before.size} generated files, ${drifted.length} drifted`);
process.exitCode = drifted.length > 0 ? 1 : 0;

function generatedFiles(): string[] {
  const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', ':(attr:linguist-generated)'];
  const files = execFileSync('git', args, { encoding: 'utf8' }).split('\0');
  return files.filter((file) => file !== '' && existsSync(file));
}

function read(files: string[]): Map<string, string> {
  return new Map(files.map((file) => [file, readFileSync(file, 'utf8')]));
}
