import { reportTrouble } from './fail-open.ts';

/** What watches over a function's execution. What it throws, but for what the function threw inside `enter`, is ignored. */
export interface Watcher {
  /** Enters the scope in which the function, and every turn of a generator it returns, is to run. */
  enter<T>(turn: () => T): T;
  ok(value: unknown): void;
  threw(error: unknown): void;
  /** A consumer left a generator before its end. */
  leave(): void;
}

/**
 * Runs a function and tells the watcher how it ended, whenever that is.
 *
 * Sync in, sync out. Of a promise or thenable the settled value and error are handed on as they are; a generator's
 * execution ends when it is exhausted, left, or throws. What is returned or thrown is never changed.
 */
export function settle<T>(fn: () => T, watcher: Watcher): T {
  let result: T;
  try {
    result = watcher.enter(fn);
  } catch (error) {
    tellThrew(watcher, error);
    throw error;
  }
  switch (kindOf(result)) {
    case 'thenable':
      return settleLater(result as PromiseLike<unknown>, watcher) as T; // a promise of the same value
    case 'async generator':
      return watchAsyncGenerator(result as AsyncGenerator<unknown, unknown>, watcher) as T; // the same protocol
    case 'generator':
      return watchGenerator(result as Generator<unknown, unknown>, watcher) as T; // the same protocol
    case 'value':
      tellOk(watcher, result);
      return result;
  }
}

function settleLater(result: PromiseLike<unknown>, watcher: Watcher): Promise<unknown> {
  // As `await` does it: a promise is taken as it is, any other thenable is asked once. It is asked in the watched scope,
  // because a lazy one (a query builder) begins its work only then.
  const promise =
    result.constructor === Promise ? Promise.resolve(result) : watcher.enter(() => Promise.resolve(result));
  return promise.then(
    (value) => {
      tellOk(watcher, value);
      return value;
    },
    (error: unknown) => {
      tellThrew(watcher, error);
      throw error;
    },
  );
}

function watchAsyncGenerator(
  source: AsyncGenerator<unknown, unknown>,
  watcher: Watcher,
): AsyncGenerator<unknown, unknown> {
  const once = toldOnce(watcher);
  const turn = async (
    act: () => Promise<IteratorResult<unknown, unknown>>,
    left: boolean,
  ): Promise<IteratorResult<unknown, unknown>> => {
    try {
      const result = await watcher.enter(act);
      if (result.done === true) tellDone(once, result.value, left);
      return result;
    } catch (error) {
      tellThrew(once, error);
      throw error;
    }
  };
  const watched = {
    next: (...args: [] | [unknown]) => turn(() => source.next(...args), false),
    return: (value: unknown) => turn(() => source.return(value), true),
    throw: (error: unknown) => turn(() => source.throw(error), false),
    [Symbol.asyncIterator]: () => watched,
    [Symbol.asyncDispose]: async () => void (await watched.return(undefined)),
  };
  return likeSource(watched, source) as AsyncGenerator<unknown, unknown>; // it has every method of one
}

function watchGenerator(source: Generator<unknown, unknown>, watcher: Watcher): Generator<unknown, unknown> {
  const once = toldOnce(watcher);
  const turn = (
    act: () => IteratorResult<unknown, unknown>,
    left: boolean,
  ): IteratorResult<unknown, unknown> => {
    try {
      const result = watcher.enter(act);
      if (result.done === true) tellDone(once, result.value, left);
      return result;
    } catch (error) {
      tellThrew(once, error);
      throw error;
    }
  };
  const watched = {
    next: (...args: [] | [unknown]) => turn(() => source.next(...args), false),
    return: (value: unknown) => turn(() => source.return(value), true),
    throw: (error: unknown) => turn(() => source.throw(error), false),
    [Symbol.iterator]: () => watched,
    [Symbol.dispose]: () => void watched.return(undefined),
  };
  return likeSource(watched, source) as Generator<unknown, unknown>; // it has every method of one
}

/** Keeps iterator helpers, and lets a run around a step see a generator in what the step returns. */
function likeSource(watched: object, source: object): unknown {
  return Object.setPrototypeOf(watched, Object.getPrototypeOf(source) as object);
}

/** A generator that is over may be asked again, and by several consumers: only the first end counts. */
function toldOnce(watcher: Watcher): Watcher {
  let over = false;
  const first = (tell: () => void): void => {
    if (over) return;
    over = true;
    tell();
  };
  return {
    enter: (turn) => watcher.enter(turn),
    ok: (value) => first(() => watcher.ok(value)),
    threw: (error) => first(() => watcher.threw(error)),
    leave: () => first(() => watcher.leave()),
  };
}

function tellDone(watcher: Watcher, value: unknown, left: boolean): void {
  try {
    if (left) watcher.leave();
    else watcher.ok(value);
  } catch (trouble) {
    reportTrouble('recording a result', trouble);
  }
}

function tellOk(watcher: Watcher, value: unknown): void {
  tellDone(watcher, value, false);
}

function tellThrew(watcher: Watcher, error: unknown): void {
  try {
    watcher.threw(error);
  } catch (trouble) {
    reportTrouble('recording an error', trouble);
  }
}

function kindOf(value: unknown): 'thenable' | 'async generator' | 'generator' | 'value' {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return 'value';
  try {
    if (value instanceof Promise || typeof (value as { then?: unknown }).then === 'function')
      return 'thenable';
    const tag = Object.prototype.toString.call(value);
    if (tag === '[object AsyncGenerator]') return 'async generator';
    if (tag === '[object Generator]') return 'generator';
  } catch {
    // A getter of the user's value threw: it is theirs to read, not ours.
  }
  return 'value';
}
