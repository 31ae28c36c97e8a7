import { newApi, type Routes } from '../http/app.ts';
import { openApiDocument } from './openapi-document.ts';

/** The document that describes all other routes. */
export const documentRoutes: Routes = () => {
  let text: string | undefined;
  const api = newApi();
  api.get('/api/v1/openapi.json', (c) => {
    text ??= JSON.stringify(openApiDocument());
    return c.body(text, 200, { 'content-type': 'application/json', 'cache-control': 'no-cache' });
  });
  return api;
};
