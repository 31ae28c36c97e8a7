import type { Block } from './markdown.ts';

/**
 * What the tests do with a block, after the words on its fence:
 *
 * - `ts` is a program: it runs. `ts report.ts` is saved under that name, for a later `sh` block to run.
 * - `ts fragment: REASON` is a part of one: it is only type-checked.
 * - `sh` runs, in the directory of the document; `sh fragment: REASON` does not.
 * - `text output` is what the block before it printed, `text listing` the files of the run directories, with comments.
 * - Anything else is only read.
 */
export type Snippet =
  | { readonly kind: 'program'; readonly block: Block; readonly savedAs: string | undefined }
  | { readonly kind: 'commands' | 'output' | 'listing'; readonly block: Block }
  | { readonly kind: 'fragment'; readonly block: Block; readonly reason: string };

/** The snippets among the blocks of a document, in their order. Throws for words on a fence that mean nothing. */
export function snippetsIn(blocks: readonly Block[]): Snippet[] {
  return blocks.flatMap((block) => snippetIn(block) ?? []);
}

function snippetIn(block: Block): Snippet | undefined {
  const { language, info } = block;
  if (language === 'text') return shownIn(block);
  if (language !== 'ts' && language !== 'sh') return undefined;
  if (info.startsWith('fragment'))
    return { kind: 'fragment', block, reason: info.replace(/^fragment:?\s*/, '') };
  if (language === 'sh' && info === '') return { kind: 'commands', block };
  if (language === 'ts' && info === '') return { kind: 'program', block, savedAs: undefined };
  if (language === 'ts' && /^[\w-]+\.ts$/.test(info)) return { kind: 'program', block, savedAs: info };
  throw unknown(block);
}

function shownIn(block: Block): Snippet | undefined {
  if (block.info === '') return undefined;
  if (block.info === 'output' || block.info === 'listing') return { kind: block.info, block };
  throw unknown(block);
}

function unknown({ line, language, info }: Block): Error {
  return new Error(`The block in line ${line} is “${language} ${info}”, which means nothing`);
}
