import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { serveStatic } from '@hono/node-server/serve-static';
import type { MiddlewareHandler } from 'hono';
import { compress } from 'hono/compress';

import { newApi, type Routes } from '../http/app.ts';
import { PAGE_DIRECTORY } from '../package-files.ts';
import { NOT_BUILT } from './not-built.ts';

/** Mantine sets styles from scripts; nothing else is written into the page, and nothing comes from elsewhere. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** Who asks here for something that isn't there is a program, and gets no page. */
const OF_PROGRAMS = /^\/(?:api|v1|assets|healthz|readyz)(?:\/|$)/;

/** The page, at every address that nothing else is at: which of its screens is shown is for the page to say. */
export const pageRoutes: Routes = ({ settings }) => {
  const root = settings.pageDirectory ?? PAGE_DIRECTORY;
  const isBuilt = existsSync(join(root, 'index.html'));
  const api = newApi();
  api.get('*', securityHeaders, compress());
  if (isBuilt) {
    // Vite puts a hash of the content into these names.
    api.get('/assets/*', caching('public, max-age=31536000, immutable'), serveStatic({ root }));
  }
  api.get('*', (c, next) => (OF_PROGRAMS.test(c.req.path) ? c.notFound() : next()));
  if (isBuilt) {
    const index = serveStatic({ root, path: 'index.html' });
    api.get('*', caching('no-cache'), serveStatic({ root }), index);
  } else {
    api.get('*', (c) => c.html(NOT_BUILT, 503));
  }
  return api;
};

const securityHeaders: MiddlewareHandler = async (c, next) => {
  await next();
  c.header('content-security-policy', CONTENT_SECURITY_POLICY);
  c.header('x-content-type-options', 'nosniff');
  c.header('referrer-policy', 'same-origin');
};

function caching(value: string): MiddlewareHandler {
  return async (c, next) => {
    await next();
    if (c.res.ok) c.header('cache-control', value);
  };
}
