import { createHash } from 'node:crypto';

/** A strong tag of what an answer says. */
export function entityTag(body: unknown): string {
  return `"${createHash('sha256').update(JSON.stringify(body)).digest('base64url').slice(0, 22)}"`;
}

/** Whether `If-None-Match` names a tag; the comparison is the weak one. Source: RFC 9110, 13.1.2. */
export function isNamed(tag: string, ifNoneMatch: string | undefined): boolean {
  if (ifNoneMatch === undefined) return false;
  const named = ifNoneMatch.split(',').map((text) => opaque(text.trim()));
  return named.includes('*') || named.includes(opaque(tag));
}

function opaque(tag: string): string {
  return tag.replace(/^W\//, '');
}
