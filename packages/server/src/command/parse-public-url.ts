import { InvalidArgumentError } from 'commander';

/** The page asks for what it needs from the root of its host: a path would be left out. */
export function parsePublicUrl(text: string): string {
  const url = URL.parse(text);
  if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin;
  throw new InvalidArgumentError('Give a scheme and a host, https://runlight.example, without a path.');
}
