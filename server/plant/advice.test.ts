import { expect, test } from 'vitest';
import { adviceFor, adviceTable, familyOf } from './advice.ts';

const texts = adviceTable.flatMap(({ id, see, how, licence, device, limits }) =>
  [see, how, licence, device, limits].map(text => [id, text] as const),
);

/** What makes a plant easier to attack or to disturb; never to be advised, in whatever words. */
const forbidden: readonly RegExp[] = [
  /put\s*(\/|and|&|-)?\s*get/i,
  /non[-\s]?optimi[sz]ed|optimi[sz]ed\s+(block\s+)?access/i,
  /anonym|guest|everybody|shared account for/i,
  /protection/i,
  /full access|access level|write access/i,
  /\bpasswords?\b/i,
  /\b(lower|reduce|disable|deactivate|remove|weaken|relax|bypass|skip|ignore|downgrade|unlock|open up)\b/i,
  /(switch|turn)\w*\s+([\w-]+\s+){0,4}off/i,
  /\bunencrypted|\bunsigned|\bplain text|security\s*(mode|policy)?\s*:?\s*none|policy none/i,
  /port forward|firewall|to the internet/i,
  /\bRUN-?P\b|\bSTOP mode\b|memory reset/i,
  /trust (any|all|every)|accept (any|all|every)/i,
];

test.each(texts)('%s does not advise what weakens a plant: %s', (_id, text) => {
  expect(forbidden.filter(pattern => pattern.test(text)).map(String)).toEqual([]);
});

test.each([
  'Permit access with PUT/GET communication from remote partner.',
  'Activate PUT and GET.',
  'Clear "optimized block access" of the data block.',
  'Use non-optimised data blocks.',
  'Allow anonymous access to the server.',
  'Set the protection level to no protection.',
  'Set the access level to full access.',
  'Remove the password of the CPU.',
  'Disable the certificate check.',
  'Turn the encryption off.',
  'Accept all client certificates.',
  'Put the key switch to RUN-P.',
])('the words that may not stand there are found: %s', text => {
  expect(forbidden.some(pattern => pattern.test(text))).toBe(true);
});

test('each row names its licence, its device, its limits and where that is known from', () => {
  expect(adviceTable.length).toBeGreaterThan(5);
  expect(new Set(adviceTable.map(({ id }) => id)).size).toBe(adviceTable.length);
  for (const { licence, device, limits, source } of adviceTable) {
    for (const text of [licence, device, limits, source]) expect(text).toMatch(/^\S.{6,}\.$/);
    // The rule, the maker or the project; never a page that nobody can find again.
    expect(source).toMatch(/^(Siemens|OPC Foundation|CISA): /);
  }
  for (const { licence } of adviceTable) expect(licence).toMatch(/licence/i);
});

const none = new Set<string>();
const ids = (advised: Parameters<typeof adviceFor>[0]) => adviceFor(advised).map(({ id }) => id);

test('a family is offered what it can do, and an unknown one everything, with the device it needs', () => {
  const old = ids({ families: new Set(['s7-300']), sources: new Set(['s7']), found: none });
  expect(old).toContain('network-sensor');
  expect(old).not.toContain('syslog');
  const new_ = ids({ families: new Set(['s7-1500']), sources: new Set(['s7']), found: none });
  expect(new_).toContain('syslog');
  expect(new_).not.toContain('network-sensor');
  expect(ids({ families: new Set(), sources: none, found: none })).toEqual(adviceTable.map(({ id }) => id));
});

test('what is there already is not advised again', () => {
  const families = new Set(['s7-1500'] as const);
  const all = ids({ families, sources: none, found: none });
  expect(ids({ families, sources: new Set(['files']), found: none })).toEqual(
    all.filter(id => id !== 'exports'),
  );
  expect(ids({ families, sources: none, found: new Set(['who.audit', 'who.syslog']) })).toEqual(
    all.filter(id => id !== 'opcua-audit' && id !== 'syslog'),
  );
});

test.each([
  ['6ES7 315-2EH14-0AB0', 's7-300'],
  ['6ES7 151-8AB01-0AB0', 's7-300'],
  ['6ES7 412-3HJ14-0AB0', 's7-400'],
  ['6ES7 212-1AE40-0XB0', 's7-1200'],
  ['6ES7 516-3AN02-0AB0', 's7-1500'],
  ['6AV2124-0GC01-0AX0', null],
])('the order number %s is of family %s', (orderNumber, family) => {
  expect(familyOf({ 'now orderNumber': orderNumber })).toBe(family);
});

test('an OPC UA server may name its family, and mostly does not', () => {
  expect(familyOf({ 'now applicationUri': 'urn:SIMATIC.S7-1500.OPC-UA.Application:PLC_1' })).toBe('s7-1500');
  expect(
    familyOf({ 'now applicationUri': 'urn:brewhouse:server', 'now productUri': 'node-opcua' }),
  ).toBeNull();
  expect(familyOf({})).toBeNull();
});
