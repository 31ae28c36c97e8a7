import { OtlpReceiver } from '@runlight/testing';

import { asShown, listedPaths } from './as-shown.ts';
import type { Document } from './documents.ts';
import { snippetsIn, type Snippet } from './snippets.ts';
import { Workspace, type Execution } from './workspace.ts';

/** By place (`README.md:17`): what a document says of its snippets, and what became of them. */
export interface Followed {
  readonly said: Record<string, readonly string[]>;
  readonly found: Record<string, readonly string[]>;
}

const ENDED_WELL = ['exit code 0'];

/** Does what a document says, from top to bottom, in a directory of its own. */
export async function followDocument({ path, blocks }: Document): Promise<Followed> {
  await using receiver = await OtlpReceiver.start();
  const workspace = new Workspace(receiver.url);
  const followed: Followed = { said: {}, found: {} };
  let printed = '';
  try {
    for (const snippet of snippetsIn(blocks)) {
      const { block, kind } = snippet;
      const place = `${path}:${block.line}`;
      const execution = await execute(snippet, workspace);
      if (execution !== undefined) {
        printed = execution.output;
        followed.said[place] = ENDED_WELL;
        followed.found[place] = endingOf(execution);
      } else if (kind === 'output') {
        followed.said[place] = asShown(block.text);
        followed.found[place] = asShown(printed);
      } else if (kind === 'listing') {
        followed.said[place] = listedPaths(block.text);
        followed.found[place] = [...new Set(workspace.runFiles().flatMap(asShown))].toSorted();
      }
    }
    return followed;
  } finally {
    workspace.remove();
  }
}

async function execute(snippet: Snippet, workspace: Workspace): Promise<Execution | undefined> {
  const { block, kind } = snippet;
  if (kind === 'commands') return await workspace.commands(block.text);
  if (kind !== 'program') return undefined;
  const name = snippet.savedAs ?? `snippet-${block.line}.ts`;
  workspace.save(name, block.text);
  return snippet.savedAs === undefined ? await workspace.program(name) : undefined;
}

function endingOf({ exitCode, output, misuses }: Execution): readonly string[] {
  if (exitCode === 0 && misuses.length === 0) return ENDED_WELL;
  return [`exit code ${exitCode}`, ...misuses, ...output.split('\n')];
}
