/** What is shown instead of the page in a repository where it was not built yet. */
export const NOT_BUILT = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <title>Runlight: the page is not built</title>
  <h1>The page is not built yet</h1>
  <p>Run <code>npm run build</code> in the repository and start the server again. The API answers already, at
    <a href="/api/v1/openapi.json">/api/v1/openapi.json</a>.</p>
</html>
`;
