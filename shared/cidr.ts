import ipaddr from 'ipaddr.js';

/** Whether a text is a range of addresses in CIDR notation, such as `10.1.0.0/16` or `fd00::/8`. */
export function isCidr(text: string): boolean {
  return ipaddr.isValidCIDR(text);
}
