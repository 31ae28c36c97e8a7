import { stepLabel } from '../run-view.ts';
import { sha256Hex } from '../sha256.ts';

const MAX_BYTES = 120;
/** Nearly every name: no separator, no leading dot or dash, no `~`, which only changed names have. */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_.:@+=,-]{0,119}$/;
const PLAIN_UNICODE = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.:@+=,-]*$/u;
const UNSAFE = /[^\p{L}\p{M}\p{N}_.:@+=,-]/gu;
const UNSAFE_FIRST = /^[^\p{L}\p{N}_]/u;

/**
 * A label as one path segment: never empty, `.` or `..`, without separators, at most 120 bytes of UTF-8.
 *
 * A name that is safe stays as it is (`implement`, `extract:invoice-7`). One that had to change ends in `~` and ten
 * digits of its SHA-256, so that different labels stay different.
 */
export function safeName(label: string): string {
  if (PLAIN.test(label) || isPlainUnicode(label)) return label;
  const suffix = `~${sha256Hex(label).slice(0, 10)}`;
  const safe = label.normalize('NFC').replace(UNSAFE, '_').replace(UNSAFE_FIRST, '_');
  return cutToBytes(safe || '_', MAX_BYTES - suffix.length) + suffix;
}

/** How the OA04.3 files call a step: its label, made safe for a path. */
export function oa04StepId(step: { readonly name: string; readonly key: string | null }): string {
  return safeName(stepLabel(step));
}

/** Normalised, because some file systems take two spellings of one character for the same name. */
function isPlainUnicode(label: string): boolean {
  return PLAIN_UNICODE.test(label) && label === label.normalize('NFC') && utf8Length(label) <= MAX_BYTES;
}

function cutToBytes(text: string, limit: number): string {
  let bytes = 0;
  let kept = '';
  for (const character of text) {
    bytes += utf8Length(character);
    if (bytes > limit) break;
    kept += character;
  }
  return kept;
}

function utf8Length(text: string): number {
  let bytes = 0;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return bytes;
}
