import { stripVTControlCharacters } from 'node:util';

/** C0 but tab and newline, DEL and C1, and the characters that reorder or hide text. */
const UNPRINTABLE =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF\uFFF9-\uFFFB]/g;
const RAW_IN_JSON = /[\u007F-\u009F\u061C\u200B-\u200F\u2028-\u202E\u2060-\u2069\uFEFF]/g;

/**
 * The text without anything that a terminal would obey instead of showing: escape sequences are removed, other control
 * and direction characters become `�`. Tabs and newlines stay.
 *
 * Whatever comes from a file goes through here before it is printed: a file's author must not move the reader's cursor.
 */
export function printable(text: string): string {
  return stripVTControlCharacters(text.replaceAll('\r\n', '\n')).replace(UNPRINTABLE, '�');
}

/** {@link printable} on one line. */
export function oneLine(text: string): string {
  return printable(text).replace(/\s+/g, ' ').trim();
}

/** The value with {@link printable} applied to every string and key in it. */
export function printableDeep<T>(value: T): T {
  return deep(value) as T; // strings stay strings, all else stays what it is
}

function deep(value: unknown): unknown {
  if (typeof value === 'string') return printable(value);
  if (Array.isArray(value)) return value.map(deep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [printable(key), deep(part)]));
}

/** JSON of the value that reads back as the same value and holds no character that a terminal would obey. */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    RAW_IN_JSON,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
