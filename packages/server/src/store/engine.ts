import type { Dialect } from 'kysely';

/** What differs between the databases that the store can use. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres';
  readonly dialect: Dialect;
}
