// Writes src/route-tree.gen.ts, which the build writes too while it watches.
import { Generator, getConfig } from '@tanstack/router-generator';

import { ROUTE_TREE } from '../route-tree-config.ts';

const root = new URL('..', import.meta.url).pathname;
const config = getConfig({ ...ROUTE_TREE, target: 'react', autoCodeSplitting: true }, root);
await new Generator({ config, root }).run();
