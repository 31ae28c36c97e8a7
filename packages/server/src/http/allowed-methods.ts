import type { Api } from './app.ts';

/** Tells which methods a path answers to: none where nothing is. The page, which is at every other path, is no answer. */
export function methodsOf({ routes }: Pick<Api, 'routes'>): (path: string) => string[] {
  const known = routes
    .filter(({ method, path }) => method !== 'ALL' && !path.includes('*'))
    .map(({ method, path }) => ({
      method,
      path: new RegExp(`^${path.replaceAll('.', String.raw`\.`).replaceAll(/:\w+/g, '[^/]+')}$`),
    }));
  return (asked) => [...new Set(known.filter(({ path }) => path.test(asked)).map(({ method }) => method))];
}
