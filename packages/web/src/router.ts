import { createRouter, parseSearchWith, stringifySearchWith } from '@tanstack/react-router';

import { routeTree } from './route-tree.gen.ts';
import { RouteFault, RouteMissing } from './shell/route-fault.tsx';

/** Search parameters are plain text, as people write them: `state=failed,lost`. */
const plain = (text: string): unknown => text;

export const router = createRouter({
  routeTree,
  parseSearch: parseSearchWith(plain),
  stringifySearch: stringifySearchWith(String),
  scrollRestoration: true,
  defaultPreload: false,
  defaultErrorComponent: RouteFault,
  defaultNotFoundComponent: RouteMissing,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
