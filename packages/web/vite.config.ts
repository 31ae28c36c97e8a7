import { resolve } from 'node:path';

import { tanstackRouter } from '@tanstack/router-plugin/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

import { ROUTE_TREE } from './route-tree-config.ts';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [tanstackRouter({ ...ROUTE_TREE, target: 'react', autoCodeSplitting: true }), react()],
  resolve: { conditions: ['@runlight/source', 'module', 'browser', 'development|production'] },
  build: {
    // The server serves it, and is published with it.
    outDir: resolve(import.meta.dirname, '../server/dist/web'),
    emptyOutDir: true,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:4400', '/v1': 'http://127.0.0.1:4400' } },
});
