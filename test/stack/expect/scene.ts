import type { Population, Selection } from '../population/population.ts';

/** What a query is asked about: the runs that are selected, at a certain time. */
export interface Scene {
  /** The runs that the selection leaves. */
  readonly selected: Population;
  readonly selection: Selection;
  /** All runs that there are. */
  readonly everything: Population;
  /** When the query is evaluated, in milliseconds since the epoch. */
  readonly at: number;
  /** When the first event was delivered at the earliest, and the last one at the latest. */
  readonly delivered: { readonly from: number; readonly to: number };
}
