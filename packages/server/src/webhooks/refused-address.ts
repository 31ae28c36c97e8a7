import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';

import ipaddr from 'ipaddr.js';

/** Addresses that are public by their number, and still lead into the network that the server stands in. */
const METADATA_ADDRESSES: ReadonlySet<string> = new Set(['168.63.129.16']);
/** The only addresses of IPv6 that are given to hosts of the internet. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

/** Whether an address may be one of this machine, of its network, or of the cloud that it runs in. */
export function isPrivate(address: string): boolean {
  if (!ipaddr.isValid(address)) return true;
  const parsed = ipaddr.process(address); // an IPv4 address in the form of IPv6 is the IPv4 address
  if (parsed.range() !== 'unicast' || METADATA_ADDRESSES.has(parsed.toString())) return true;
  return parsed instanceof ipaddr.IPv6 && !parsed.match(GLOBAL_UNICAST);
}

/** Why nothing is sent to an address. */
export class RefusedAddressError extends Error {
  constructor(host: string, address: string) {
    super(`${host} is at ${address}, which is not a public address; webhooks go to public ones only`);
    this.name = 'RefusedAddressError';
  }
}

/** The address in a URL's host that is one already, and needs no looking up: `[::1]` without its brackets. */
export function addressIn(hostname: string): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, '');
  return ipaddr.isValid(bare) ? bare : undefined;
}

/**
 * Looks a name up for a connection, and refuses it when any of its addresses is private. The connection goes to the
 * very addresses that were checked, whatever the name says a moment later.
 */
export const lookupPublic: LookupFunction = (hostname, options, callback) => {
  lookup(hostname, { ...options, all: true }, (error, addresses) => {
    const refused = addresses?.find(({ address }) => isPrivate(address));
    const [first] = addresses ?? [];
    if (error !== null) callback(error, '');
    else if (refused !== undefined) callback(new RefusedAddressError(hostname, refused.address), '');
    else if (options.all === true || first === undefined) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
