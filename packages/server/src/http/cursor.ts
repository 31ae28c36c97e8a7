import { createHmac, timingSafeEqual } from 'node:crypto';

import { ProblemError } from './problem.ts';

/** Where a page ended: the values that its last row was sorted by. */
export type Position = readonly (string | number | null)[];

/**
 * A `next_token`: opaque, and only good for the question that it was given for.
 *
 * `question` is anything that tells questions apart, the page's size left out.
 */
export function tokenOf(position: Position, question: unknown, secret: string): string {
  const text = Buffer.from(JSON.stringify(position)).toString('base64url');
  return `${text}.${signature(text, question, secret)}`;
}

/** The position in a token; throws `invalid_next_token`. */
export function positionIn(token: string, question: unknown, secret: string): Position {
  const [text = '', given = '', ...more] = token.split('.');
  const expected = signature(text, question, secret);
  const isSigned =
    more.length === 0 &&
    Buffer.byteLength(given) === expected.length &&
    timingSafeEqual(Buffer.from(given), Buffer.from(expected));
  if (!isSigned) {
    throw new ProblemError('bad_request', 'next_token does not belong to this question; begin without it', {
      code: 'invalid_next_token',
    });
  }
  return JSON.parse(Buffer.from(text, 'base64url').toString()) as Position; // it was signed here
}

function signature(text: string, question: unknown, secret: string): string {
  return createHmac('sha256', secret)
    .update(`${JSON.stringify(question)}\n${text}`)
    .digest('base64url');
}
