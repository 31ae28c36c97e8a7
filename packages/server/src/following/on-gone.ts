import type { ServerResponse } from 'node:http';

/** Acts once when nobody reads a response any more; at once if that is so already, since it is not told a second time. */
export function onGone(response: ServerResponse, act: () => void): void {
  if (response.destroyed || response.closed) act();
  else response.once('close', act);
}
