import { describe, expect, test } from 'vitest';

import { faultsIn, filterOf, parseListSearch, queryOf } from './list-search.ts';

describe('the search of a list', () => {
  test('is kept where it means something', () => {
    const search = { state: 'failed,lost', tag: 2026, from: '24h', sort: '-duration', peek: 'run_1' };
    expect(parseListSearch(search)).toEqual({ ...search, tag: '2026' });
  });

  test('leaves out what it can’t mean, and tells it', () => {
    const address = '?state=broken&from=yesterday&sort=random&workflow=invoice&colour=red';
    expect(parseListSearch(Object.fromEntries(new URLSearchParams(address)))).toEqual({
      workflow: 'invoice',
    });
    expect(faultsIn(address)).toEqual(['state=broken', 'from=yesterday', 'sort=random', 'colour=red']);
  });

  test('says by its filter alone which runs are found', () => {
    expect(filterOf({ state: 'failed', sort: 'status', columns: 'run', peek: 'run_1' })).toEqual({
      state: 'failed',
    });
    expect(queryOf({ state: 'failed,lost', q: 'a b' })).toBe('state=failed%2Clost&q=a+b');
  });
});
