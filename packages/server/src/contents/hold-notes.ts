import type { WaitKind } from '@runlight/contract';

const WAITED_FOR: Readonly<Record<WaitKind, string>> = {
  human: 'a person',
  policy: 'a policy',
  timer: 'a timer',
  external: 'something outside',
};

/** Who or what is waited for: `a person: over 10 000`. */
export function waitNote(kind: WaitKind | null, reason: string | null | undefined): string {
  const waitedFor = WAITED_FOR[kind ?? 'external'];
  return reason == null ? waitedFor : `${waitedFor}: ${reason}`;
}

/** Why something is blocked, and what it needs; null if nobody said. */
export function blockNote(
  reason: string | null | undefined,
  needs: string | null | undefined,
): string | null {
  if (needs == null) return reason ?? null;
  return reason == null ? `needs ${needs}` : `${reason}; needs ${needs}`;
}
