/** A fenced block of a document. */
export interface Block {
  /** `ts`, `sh`, `text`, …; empty for a fence without a name. */
  readonly language: string;
  /** What follows the language on the fence: it is not shown, and says what the tests do with the block. */
  readonly info: string;
  readonly text: string;
  /** Of the first line of the text, from 1. */
  readonly line: number;
}

/** A document, taken apart. */
export interface Markdown {
  readonly blocks: readonly Block[];
  readonly links: readonly Located[];
  /** What stands between backticks in running text. */
  readonly code: readonly Located[];
  /** The anchors of its headings, as GitHub makes them. */
  readonly anchors: ReadonlySet<string>;
}

interface Located {
  readonly text: string;
  readonly line: number;
}

const FENCE = /^(\s*)(`{3,}|~{3,})\s*([^\s`]*)\s*([^`]*)$/;
const HEADING = /^#{1,6}\s+(.+?)\s*#*$/;
const LINK = /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)/g;
const CODE = /(`+)(?!`)(.+?)(?<!`)\1(?!`)/g;

/** Takes a Markdown text apart, as far as the tests look at it. Throws for a fence that is never closed. */
export function parseMarkdown(source: string): Markdown {
  const blocks: Block[] = [];
  const links: Located[] = [];
  const code: Located[] = [];
  const anchors = new Set<string>();
  let open: { fence: string; language: string; info: string; line: number; lines: string[] } | undefined;
  for (const [index, text] of source.split('\n').entries()) {
    const line = index + 1;
    if (open !== undefined) {
      if (text.trim() !== open.fence) open.lines.push(text);
      else {
        blocks.push({ ...open, text: open.lines.join('\n') });
        open = undefined;
      }
      continue;
    }
    const [, , fence, language = '', info = ''] = FENCE.exec(text) ?? [];
    if (fence !== undefined) {
      open = { fence, language, info: info.trim(), line: line + 1, lines: [] };
      continue;
    }
    if (/^\s*(?:```|~~~)/.test(text))
      throw new Error(`The fence in line ${line} is none: it has backticks in it`);
    const heading = HEADING.exec(text)?.[1];
    if (heading !== undefined) anchors.add(anchorOf(heading, anchors));
    for (const [, , span = ''] of text.matchAll(CODE)) code.push({ text: span.trim(), line });
    for (const [, target = ''] of text.replaceAll(CODE, '').matchAll(LINK))
      links.push({ text: target, line });
  }
  if (open !== undefined) throw new Error(`The block that begins in line ${open.line - 1} has no end`);
  return { blocks, links, code, anchors };
}

function anchorOf(heading: string, taken: ReadonlySet<string>): string {
  const words = heading.toLowerCase().replaceAll(/[^\p{L}\p{N}\p{M}_ -]/gu, '');
  const anchor = words.replaceAll(' ', '-');
  if (!taken.has(anchor)) return anchor;
  let number = 1;
  while (taken.has(`${anchor}-${number}`)) number += 1;
  return `${anchor}-${number}`;
}
