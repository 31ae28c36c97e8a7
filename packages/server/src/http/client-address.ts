import { BlockList, isIP } from 'node:net';

/** A list of addresses and networks (`10.0.0.0/8`); throws a RangeError that names one which is neither. */
export function networksOf(texts: readonly string[]): BlockList {
  const networks = new BlockList();
  for (const text of texts) {
    const [address = '', prefix, ...more] = text.split('/');
    const family = familyOf(address);
    const longest = family === 'ipv6' ? 128 : 32;
    const length = prefix === undefined ? longest : Number(prefix);
    if (family === undefined || !/^\d+$/.test(prefix ?? '0') || length > longest || more.length > 0) {
      throw new RangeError(`${text} is neither an address nor a network such as 10.0.0.0/8`);
    }
    networks.addSubnet(address, length, family);
  }
  return networks;
}

/**
 * Who asks: the last in the chain of those who passed the request on that is no proxy of ours, the first if all are. What
 * stands before it anybody may have written.
 */
export function clientAddress(remote: string, forwardedFor: string | undefined, proxies: BlockList): string {
  const passedOn = (forwardedFor ?? '').split(',').map((address) => address.trim());
  const chain = [...passedOn.filter((address) => address !== ''), remote];
  const isProxy = (address: string): boolean => {
    const family = familyOf(address);
    return family !== undefined && proxies.check(address, family);
  };
  return chain.findLast((address) => !isProxy(address)) ?? chain[0] ?? remote;
}

function familyOf(address: string): 'ipv4' | 'ipv6' | undefined {
  const version = isIP(address);
  return version === 0 ? undefined : version === 6 ? 'ipv6' : 'ipv4';
}
