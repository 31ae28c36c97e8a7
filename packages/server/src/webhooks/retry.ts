import { formatTimestamp } from '@runlight/contract';

import type { Answer } from './post.ts';
import type { DeliveryRow } from './webhook-row.ts';

const FIRST_DELAY_MS = 5000;
const GROWTH = 4;
const LONGEST_DELAY_MS = 12 * 3_600_000;
/** With the delays between them about three days. */
export const ATTEMPTS_AT_MOST = 13;
/** So that receivers that failed together don't come back together. */
const JITTER = 0.2;
const LONGEST_WISH_MS = 86_400_000;

/** What a delivery is after an attempt: delivered, given up, or to be tried again, and when. */
export function afterAttempt(
  attempts: number,
  answer: Answer,
  now: number,
): Pick<
  DeliveryRow,
  'status' | 'attempts' | 'next_attempt_at' | 'delivered_at' | 'response_status' | 'response_body' | 'error'
> {
  const heard = { attempts, response_status: answer.status, response_body: answer.body, error: answer.error };
  if (answer.delivered) {
    return { ...heard, status: 'delivered', next_attempt_at: null, delivered_at: formatTimestamp(now) };
  }
  if (attempts >= ATTEMPTS_AT_MOST) {
    return { ...heard, status: 'failed', next_attempt_at: null, delivered_at: null };
  }
  const delay = Math.max(delayMs(attempts), Math.min(answer.retryAfterMs ?? 0, LONGEST_WISH_MS));
  return {
    ...heard,
    status: 'pending',
    next_attempt_at: formatTimestamp(Math.floor(now + delay)),
    delivered_at: null,
  };
}

/** How long to wait after a failed attempt, the first being 1: 5 s, 20 s, 80 s, … 12 h, each a fifth more or less. */
export function delayMs(attempts: number, chance: number = Math.random()): number {
  const delay = Math.min(FIRST_DELAY_MS * GROWTH ** (attempts - 1), LONGEST_DELAY_MS);
  return delay * (1 - JITTER + 2 * JITTER * chance);
}

/** `Retry-After` in milliseconds from now: seconds, or a date. Source: RFC 9110, 10.2.3. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const ms = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now;
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
