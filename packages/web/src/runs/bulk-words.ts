import type { BulkJob } from '../api.ts';

export type BulkAction = BulkJob['action'];

/** What the actions are called before and after. */
export const BULK_WORDS: Readonly<Record<BulkAction, { readonly verb: string; readonly done: string }>> = {
  rerun: { verb: 'Re-run', done: 're-run' },
  cancel: { verb: 'Cancel', done: 'cancelled' },
  tag: { verb: 'Tag', done: 'tagged' },
  assign: { verb: 'Assign', done: 'assigned' },
  resolve: { verb: 'Resolve', done: 'resolved' },
  pin: { verb: 'Pin', done: 'pinned' },
};
