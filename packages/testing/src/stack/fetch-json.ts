import type { z } from 'zod';

const TIMEOUT_MS = 60_000;

/** What a server answers, in the form that is expected; throws with the server's own words if it refuses. */
export async function fetchJson<T extends z.ZodType>(
  url: URL,
  schema: T,
  headers: Record<string, string> = {},
): Promise<z.infer<T>> {
  const response = await fetch(url, { headers, signal: AbortSignal.timeout(TIMEOUT_MS) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${url.href} answers ${response.status}: ${text.trim()}`);
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${url.href} answers in another form: ${parsed.error.message}`);
  return parsed.data;
}

/** A path below a server's address with its query; what is undefined is left out. */
export function urlOf(
  base: string,
  path: string,
  query: Record<string, string | number | undefined> = {},
): URL {
  const url = new URL(path, base);
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) url.searchParams.set(name, String(value));
  }
  return url;
}
