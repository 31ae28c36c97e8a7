import { REDACTED, type Json } from '@runlight/contract';

import { STAND_IN } from '../settings/redactors.ts';

/** What the SDK puts in place of a value, or says of one: the beginning of a text. */
const MARKS = [REDACTED.slice(0, -1), '[unreadable]', '[circular]', '[too deep]', 'hmac-sha256:'];
const TRUNCATED_KEY = '[truncated]';
const CUT = '…';

/** Whether captured inputs are what the run was given: nothing in them was redacted, hashed or cut. */
export function areComplete(inputs: Json): boolean {
  if (typeof inputs === 'string')
    return !STAND_IN.test(inputs) && !MARKS.some((mark) => inputs.includes(mark)) && !inputs.endsWith(CUT);
  if (typeof inputs !== 'object' || inputs === null) return true;
  if (Array.isArray(inputs)) return inputs.every(areComplete);
  return Object.entries(inputs).every(
    ([key, value]) => key !== TRUNCATED_KEY && areComplete(key) && areComplete(value),
  );
}
