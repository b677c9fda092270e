import ipaddr from 'ipaddr.js';

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** The global unicast range of IPv6. Addresses outside of it are local, embedded or unassigned. */
const GLOBAL_IPV6 = ipaddr.parseCIDR('2000::/3');

/** Public addresses at which a cloud provider serves private data of a virtual machine. */
const CLOUD_SERVICES = ['168.63.129.16/32'].map((cidr) => ipaddr.parseCIDR(cidr));

/**
 * Why a caller's URL may not reach an address (`loopback`, for example); undefined when it may. Only
 * public unicast addresses are allowed. IPv4 addresses embedded in IPv6 are refused.
 *
 * @param address as the system's resolver or the URL parser writes it, without brackets
 * @param allow CIDRs that are allowed although they are not public
 */
export function refusalOfAddress(address: string, allow: string[]): string | undefined {
  if (address.includes('%')) return 'zone id';
  if (!ipaddr.isValid(address)) return 'not an address';
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
