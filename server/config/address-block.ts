import { isIPv6 } from 'node:net';

/**
 * What guesses from an address are counted under: an IPv4 address itself; the /64 of an IPv6 address, since
 * whoever has one address there has them all (RFC 6177, RFC 8981). An IPv4 address written as IPv6
 * (RFC 4291 2.5.5.2) is that IPv4 address.
 */
export function addressBlock(address: string): string {
  const [plain = ''] = address.split('%');
  if (!isIPv6(plain)) return address;
  // The parser of URLs writes any form of an address in one: shortened, lower case, digits for dotted parts.
  const written = new URL(`http://[${plain}]`).hostname.slice(1, -1);
  const [head = '', tail] = written.split('::');
  const groups = groupsOf(head);
  if (tail !== undefined) {
    const last = groupsOf(tail);
    groups.push(...Array.from({ length: 8 - groups.length - last.length }, () => '0'), ...last);
  }
  const mapped = groups.slice(0, 6).join(':') === '0:0:0:0:0:ffff';
  if (!mapped) return `${groups.slice(0, 4).join(':')}::/64`;
  return groups
    .slice(6)
    .flatMap(group => {
      const two = Number.parseInt(group, 16);
      return [two >> 8, two & 255];
    })
    .join('.');
}

function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':');
}
