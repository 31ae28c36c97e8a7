// The examples of the documents, given to the programs that they are for.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { afterAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

import { goBinary, type GoRecipe } from '../.ci/go-binary.ts';
import { parseMarkdown } from '../test/docs/markdown.ts';
import { collectorRecipe } from './collector-recipe.ts';

const ROOT = join(import.meta.dirname, '..');
const temporary = mkdtempSync(join(tmpdir(), 'runlight-documents-'));
afterAll(() => rmSync(temporary, { recursive: true }));

const amtool: GoRecipe = {
  name: 'amtool',
  module: join(ROOT, 'test/docs/amtool'),
  package: 'github.com/prometheus/alertmanager/cmd/amtool',
};

describe('the Collector', () => {
  test('starts with the first example of its components, and would not with a key that there is not', async () => {
    const example = firstBlock('packages/collector/README.md', 'receivers:');
    await validate([saved('first.yaml', example)]);
    const wrong = saved('wrong.yaml', example.replace('storage: file_storage', 'store: file_storage'));
    await expect(validate([wrong])).rejects.toThrow('store');
  });

  const Values = z.object({
    command: z.object({ extraArgs: z.array(z.string()) }),
    extraEnvs: z.array(z.object({ name: z.string(), value: z.string().optional() })),
  });

  test.each(['gateways', 'agents'])('starts with the arguments and variables of %s.yaml', async (name) => {
    const { command, extraEnvs } = Values.parse(parse(read(`collector-config/docs/kubernetes/${name}.yaml`)));
    const files = command.extraArgs.map((arg) => join(ROOT, arg.replace('--config=/etc/runlight/', '')));
    // What has no value is a field of the pod.
    await validate(files, Object.fromEntries(extraEnvs.map(({ name, value = 'pod-0' }) => [name, value])));
  });
});

describe('Alertmanager', () => {
  const file = join(ROOT, 'collector-config/docs/alertmanager.yml');

  test('takes the example, and would not with a receiver that there is not', async () => {
    await run(await goBinary(amtool), ['check-config', file]);
    const wrong = saved(
      'alertmanager.yml',
      readFileSync(file, 'utf8').replace('receiver: on-call', 'receiver: nobody'),
    );
    await expect(run(await goBinary(amtool), ['check-config', wrong])).rejects.toThrow('nobody');
  });

  test.each([
    ['on-call', ['alertname=RunlightTelemetryDropped', 'severity=critical']],
    ['tickets', ['alertname=RunlightRunFailed', 'severity=warning']],
    ['tickets', ['alertname=RunlightWaitingTooLong', 'severity=warning']],
    ['tickets', ['alertname=SomethingElse']],
  ])('tells %s of %j', async (receiver, labels) => {
    const args = ['config', 'routes', 'test', `--config.file=${file}`, ...labels];
    expect((await run(await goBinary(amtool), args)).trim()).toBe(receiver);
  });
});

async function validate(files: readonly string[], env: Record<string, string> = {}): Promise<void> {
  const args = ['validate', ...files.map((file) => `--config=${file}`)];
  await run(await goBinary(collectorRecipe), args, { RUNLIGHT_COLLECTOR_ID: 'test', ...env });
}

/** What the program printed; rejects with what it wrote if it ends with another code than 0. */
async function run(
  program: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(program, args, { env: { ...process.env, ...env } });
    return stdout;
  } catch (error) {
    if (!(error instanceof Error && 'stderr' in error && 'stdout' in error)) throw error;
    throw new Error(`${String(error.stdout)}${String(error.stderr)}`, { cause: error });
  }
}

/** The first block of YAML in a document that begins so. */
function firstBlock(document: string, beginning: string): string {
  const found = parseMarkdown(read(document)).blocks.find(
    ({ language, text }) => language === 'yaml' && text.startsWith(beginning),
  );
  if (found === undefined) throw new Error(`${document} has no block that begins with ${beginning}`);
  return found.text;
}

function saved(name: string, text: string): string {
  const file = join(temporary, name);
  writeFileSync(file, text);
  return file;
}

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}
