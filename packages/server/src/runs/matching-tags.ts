import { scheduler } from 'node:timers/promises';

import { RE2JS, RE2JSException } from 're2js';

import { ProblemError } from '../http/problem.ts';
import type { Store } from '../store/store.ts';
import { distinctValues } from './distinct-values.ts';

/** Tags that a pattern is held against; and of those, how many it may match. */
const MAX_TAGS = 10_000;
const MAX_MATCHES = 1000;
/** Steps of the matcher, at worst: one for each instruction of the pattern and character of a tag. About a second. */
const MAX_STEPS = 40_000_000;
/** After so long others are served before it goes on. */
const SLICE_MS = 10;

/**
 * The tags of some tenants in which a regular expression is found. The syntax is RE2's: no pattern and no tag makes it
 * take longer than the product of their lengths, and nobody waits for it meanwhile.
 *
 * Throws `invalid_tag_pattern`, `costly_tag_pattern`, and `too_many_tags` where it can't be said for all of them.
 */
export async function matchingTags(
  db: Store['db'],
  tenants: readonly string[],
  pattern: string,
): Promise<string[]> {
  const expression = compile(pattern);
  const tags = new Set<string>();
  for (const tenantId of tenants) {
    const left = MAX_TAGS + 1 - tags.size;
    for (const tag of await distinctValues(db, { table: 'run_tags', column: 'tag', tenantId }, left))
      tags.add(tag);
    if (tags.size > MAX_TAGS) throw tooMany(`There are more than ${MAX_TAGS} different tags`);
  }
  const matching = await found(expression, [...tags]);
  if (matching.length > MAX_MATCHES) throw tooMany(`The pattern matches ${matching.length} tags`);
  return matching;
}

async function found(expression: RE2JS, tags: readonly string[]): Promise<string[]> {
  const characters = tags.reduce((sum, tag) => sum + tag.length, 0);
  if (expression.programSize() * characters > MAX_STEPS) {
    throw new ProblemError(
      'bad_request',
      `tag_pattern is too long to be looked for in ${tags.length} tags; write it without large repetitions`,
      { code: 'costly_tag_pattern' },
    );
  }
  const matching: string[] = [];
  let since = performance.now();
  for (const tag of tags) {
    if (expression.matcher(tag).find()) matching.push(tag);
    if (performance.now() - since < SLICE_MS) continue;
    await scheduler.yield();
    since = performance.now();
  }
  return matching;
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw new ProblemError('bad_request', `tag_pattern is no regular expression of RE2: ${error.message}`, {
      code: 'invalid_tag_pattern',
      cause: error,
    });
  }
}

function tooMany(what: string): ProblemError {
  return new ProblemError('bad_request', `${what}; name a tag or another tenant instead`, {
    code: 'too_many_tags',
  });
}
