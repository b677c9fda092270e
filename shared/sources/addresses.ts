import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** All of IPv6 that is given out for the internet at large; the rest is local, embedded or unused. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** Public by number, but answered by the cloud a machine runs in, with what only it should know. */
const CLOUD_SERVICES = ['168.63.129.16/32'].map((cidr) => ipaddr.parseCIDR(cidr));

/**
 * Why a caller's URL may not lead to an address, `loopback` for one; undefined when it may. Whatever
 * is not plainly a public unicast address is refused, and so is IPv4 in any wrapping of IPv6.
 *
 * @param address as written by the system's resolver or the URL parser, without brackets
 * @param allow CIDRs that may be reached though they are not public
 */
export function refusalOfAddress(address: string, allow: string[]): string | undefined {
  if (address.includes('%')) return 'zone id';
  if (!ipaddr.isValid(address)) return 'no address';
  const parsed = ipaddr.parse(address);
  if (allow.some((cidr) => isWithin(parsed, ipaddr.parseCIDR(cidr)))) return undefined;
  const range = parsed.range();
  if (range !== 'unicast') return range;
  if (CLOUD_SERVICES.some((cidr) => isWithin(parsed, cidr))) return 'cloud service';
  if (parsed.kind() === 'ipv6' && !isWithin(parsed, GLOBAL_IPV6)) return 'reserved';
  return undefined;
}

function isWithin(address: Address, [network, bits]: [Address, number]): boolean {
  return address.kind() === network.kind() && address.match(network, bits);
}
