import { ProblemError } from '../http/problem.ts';
import type { ServerSettings } from '../server-settings.ts';
import { addressIn, isPrivate } from './refused-address.ts';

/**
 * Refuses an address that nothing would ever be sent to, when it is given. What a name leads to is checked with every
 * delivery.
 */
export function checkTarget(
  url: string,
  { allowPrivateWebhooks = false }: Pick<ServerSettings, 'allowPrivateWebhooks'>,
): void {
  const { protocol, username, password, hostname } = new URL(url);
  if (username !== '' || password !== '') {
    throw refused('url_with_password', 'Leave user and password out of the URL: deliveries are signed');
  }
  if (allowPrivateWebhooks) return;
  if (protocol !== 'https:') {
    throw refused('https_needed', `Webhooks need https, so that nobody reads them. ${ELSE}`);
  }
  const address = addressIn(hostname);
  if (hostname === 'localhost' || (address !== undefined && isPrivate(address))) {
    throw refused('private_address', `${hostname} is not a public address. ${ELSE}`);
  }
}

const ELSE = 'A server that is started with --allow-private-webhooks sends there, too.';

function refused(code: string, detail: string): ProblemError {
  return new ProblemError('bad_request', detail, { code, errors: [{ path: 'url', message: detail }] });
}
