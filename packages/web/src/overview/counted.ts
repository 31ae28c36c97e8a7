import type { ListSearch } from '../runs/list-search.ts';

/** The runs that are counted: a backfill says nothing about how it goes. What a figure links to leaves it out as well. */
export const COUNTED: ListSearch = { backfill: 'false' };

/** Those of them that ended in the window of the figures. */
export const LAST_24H: ListSearch = { ...COUNTED, time_field: 'ended', from: '24h' };

/** The outcomes that are failures. */
export const FAILURES = 'failed,timed_out,lost';
