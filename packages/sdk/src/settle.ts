/** What watches over a function's execution. Only `enter` throws, and only what the function throws. */
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
    watcher.threw(error);
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
      watcher.ok(result);
      return result;
  }
}

function settleLater(result: PromiseLike<unknown>, watcher: Watcher): Promise<unknown> {
  // `resolve` adopts a foreign thenable and hands a native promise through; subclasses lose nothing but their methods.
  return Promise.resolve(result).then(
    (value) => {
      watcher.ok(value);
      return value;
    },
    (error: unknown) => {
      watcher.threw(error);
      throw error;
    },
  );
}

function watchAsyncGenerator(
  source: AsyncGenerator<unknown, unknown>,
  watcher: Watcher,
): AsyncGenerator<unknown, unknown> {
  const turn = async (
    act: () => Promise<IteratorResult<unknown, unknown>>,
    left: boolean,
  ): Promise<IteratorResult<unknown, unknown>> => {
    try {
      const result = await watcher.enter(act);
      if (result.done === true) {
        if (left) watcher.leave();
        else watcher.ok(result.value);
      }
      return result;
    } catch (error) {
      watcher.threw(error);
      throw error;
    }
  };
  return {
    next: (...args) => turn(() => source.next(...args), false),
    return: (value) => turn(() => source.return(value), true),
    throw: (error) => turn(() => source.throw(error), false),
    [Symbol.asyncIterator]() {
      return this;
    },
    async [Symbol.asyncDispose]() {
      await this.return(undefined);
    },
  };
}

function watchGenerator(source: Generator<unknown, unknown>, watcher: Watcher): Generator<unknown, unknown> {
  const turn = (act: () => IteratorResult<unknown, unknown>, left: boolean): IteratorResult<unknown, unknown> => {
    try {
      const result = watcher.enter(act);
      if (result.done === true) {
        if (left) watcher.leave();
        else watcher.ok(result.value);
      }
      return result;
    } catch (error) {
      watcher.threw(error);
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
  return Object.setPrototypeOf(watched, Object.getPrototypeOf(source) as object) as Generator<unknown, unknown>; // keeps iterator helpers
}

function kindOf(value: unknown): 'thenable' | 'async generator' | 'generator' | 'value' {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) return 'value';
  try {
    if (value instanceof Promise || typeof (value as { then?: unknown }).then === 'function') return 'thenable';
    const tag = Object.prototype.toString.call(value);
    if (tag === '[object AsyncGenerator]') return 'async generator';
    if (tag === '[object Generator]') return 'generator';
  } catch {
    // A getter of the user's value threw: it is theirs to read, not ours.
  }
  return 'value';
}
