import { resolve } from 'node:path';

/** Where the routes are and where the tree of them is written, for the build and for `npm run generate`. */
export const ROUTE_TREE = {
  routesDirectory: resolve(import.meta.dirname, 'src/routes'),
  generatedRouteTree: resolve(import.meta.dirname, 'src/route-tree.gen.ts'),
  quoteStyle: 'single',
  semicolons: true,
  disableTypes: false,
} as const;
