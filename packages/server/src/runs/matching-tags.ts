import { RE2JS, RE2JSException } from 're2js';

import { ProblemError } from '../http/problem.ts';
import type { Store } from '../store/store.ts';
import { distinctValues } from './distinct-values.ts';

/** Tags that a pattern is held against; and of those, how many it may match. */
const MAX_TAGS = 10_000;
const MAX_MATCHES = 1000;

/**
 * The tags of some tenants in which a regular expression is found. The syntax is RE2's: no pattern and no tag makes it
 * take longer than the length of both.
 *
 * Throws `invalid_tag_pattern`, and `too_many_tags` where it can't be said for all of them.
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
  const matching = [...tags].filter((tag) => expression.matcher(tag).find());
  if (matching.length > MAX_MATCHES) throw tooMany(`The pattern matches ${matching.length} tags`);
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
