/** Values for the parameters of addresses, about the asset press-2 in the area hall. */
const values: Readonly<Record<string, string>> = {
  asset: 'press-2',
  area: 'hall',
  name: 'press-2.git',
  source: 's7',
  idx: '0',
  person: 'person-00000000000000aa',
  grant: 'grant-00000000000000aa',
  block: 'DB20',
  session: 'S-1',
  identity: 'i-0000000000000001',
  invitation: '00000000000000aa',
  witness: 'vpn-1',
  claim: 'cl-bbbbbbbbbbbbbbbb',
  entry: '7',
  '*': 'info/refs',
};
const ids: readonly (readonly [string, string])[] = [
  ['/agents/', 'agent-0000000000000000'],
  ['/tokens/', 'token-1'],
  ['/changes/', 'c-bbbbbbbbbbbb'],
];

/** A URL of the route with harmless parameters. */
export function urlOf(url: string): string {
  return url
    .split('/')
    .map(part => {
      if (!part.startsWith(':') && part !== '*') return part;
      const name = part.replace(':', '');
      if (name === 'id') return ids.find(([prefix]) => url.includes(prefix))?.[1] ?? 'x-1';
      return values[name] ?? 'x-1';
    })
    .join('/');
}
