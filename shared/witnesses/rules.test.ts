import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isWitnessError } from '../errors/index.ts';
import { statementSchema } from '../facts/index.ts';
import { readRules, ruleFileSchema } from './index.ts';

const good = `
name: panel
about: Records of a panel.
nothing: ['-']
decimal: ','
time: { text: '{Time}', formats: [iso], zone: utc }
rules:
  - name: signs of life
    when: { Event: Alive }
    tell: life
  - name: a tag was written
    when: { Event: [Write, Set], Tag: { present: true } }
    tell:
      act: wrote
      who: [{ scheme: device-account, value: '{User}' }]
      station: '{Station}'
      touches: [{ device: '{Tag}', old: '{Old}', new: '{New}' }]
      order: '{Id}'
  - name: somebody came
    when: { Event: { text: 'Log-on of {who:word} at {where}' } }
    tell:
      act: logged-on
      who: [{ scheme: windows-account, value: '{who}' }]
      station: '{where}'
  - name: other events
    when: { Event: { not: [Alarm] } }
    tell: nothing
examples:
  - record: { Event: Alive }
    rule: signs of life
  - record: { Event: Write, Tag: Force, User: kovac, Station: OP1, Old: '1,5', New: '2,5', Id: '7', Time: '2026-11-23T02:10:05Z' }
    rule: a tag was written
    tells:
      act: wrote
      who: [{ scheme: device-account, value: kovac }]
      station: OP1
      touches: [{ device: Force, old: '1.5', new: '2.5' }]
      order: 7
      from: '2026-11-23T02:10:05.000Z'
      to: '2026-11-23T02:10:05.999Z'
  - record: { Event: Log-on of PLANT\\kovac at OP1 }
    rule: somebody came
    tells: { act: logged-on, who: [{ scheme: windows-account, value: PLANT\\kovac }], station: OP1 }
  - record: { Event: Print }
    rule: other events
  - record: { Event: Alarm }
    rule: null
`;

function refusal(text: string): string {
  try {
    readRules(text, 'panel.yaml');
  } catch (error) {
    if (isWitnessError(error)) return `${error.code}: ${error.detail}`;
    throw error;
  }
  throw new Error('was taken');
}

test('a file whose examples come out is taken, and the first rule that matches decides', () => {
  const rules = readRules(good, 'panel.yaml');
  expect(rules.take({ Event: 'Alive' })).toEqual({ is: 'life', rule: 'signs of life' });
  expect(rules.take({ Event: 'Alarm' })).toEqual({ is: 'unmatched' });
  expect(rules.take({ Event: 'Write', Tag: '-' })).toEqual({ is: 'nothing', rule: 'other events' });
});

test('what a record leaves open is left out, and the reach shrinks with it', () => {
  const rules = readRules(good, 'panel.yaml');
  const told = (fields: Record<string, string>) => {
    const taken = rules.take({ Event: 'Set', Tag: 'Force', ...fields });
    return taken.is === 'told' ? taken.told : taken;
  };
  expect(told({ User: 'kovac' })).toMatchObject({ reach: 'account', touches: [{ device: 'Force' }] });
  expect(told({ User: '-', Station: 'OP1' })).toMatchObject({ reach: 'station', identities: [] });
  expect(told({})).toEqual({
    act: 'wrote',
    reach: 'nothing',
    identities: [],
    touches: [{ device: 'Force' }],
  });
});

test.each([
  ['an example that comes out otherwise', good.replace("new: '2.5'", "new: '2.6'"), /example 2: it tells/],
  [
    'an example that another rule takes',
    good.replace('Event: Print', 'Event: Alive'),
    /example 4: taken by signs of life/,
  ],
  [
    'a rule without an example',
    good.replace(/ {2}- record: \{ Event: Print \}\n.*\n/, ''),
    /no example is about the rule other events/,
  ],
  [
    'a place that nothing fills',
    good.replace("station: '{Station}'", "station: '{Computer}'"),
    /nothing fills \{Computer\}/,
  ],
  ['two rules of one name', good.replaceAll('other events', 'signs of life'), /two rules are called/],
  ['a text that is none', good.replace('{who:word}', '{who'), /text with places/],
  ['a claim, which only a person can make', good.replace('act: wrote', 'act: claimed'), /config.invalid/],
  [
    'a person, whom no record names',
    good.replace('scheme: device-account', 'scheme: person'),
    /config.invalid/,
  ],
])('refuses %s', (_, text, says) => {
  expect(refusal(text)).toMatch(says);
});

test('any record is a statement, nothing, or refused by itself', () => {
  const rules = readRules(good, 'panel.yaml');
  const field = fc.constantFrom(
    'Event',
    'Tag',
    'User',
    'Station',
    'Old',
    'New',
    'Id',
    '__proto__',
    'constructor',
  );
  const value = fc.oneof(
    fc.string({ maxLength: 6000 }),
    fc.constantFrom('Write', 'Alive', 'Log-on of a at b'),
  );
  const instant = { wall: '2026-11-23T02:10:05.000Z', mono: 1, boot: '0'.repeat(32) };
  fc.assert(
    fc.property(fc.dictionary(field, value), record => {
      const taken = rules.take(record);
      if (taken.is !== 'told') return;
      statementSchema.parse({
        ...taken.told,
        witness: { kind: 'hmi-audit', name: 'panel' },
        authenticity: 'device-record',
        from: instant,
        to: instant,
        clockErrorMs: null,
        liveness: { proof: 'none' },
      });
    }),
  );
});

test('a value too long for a statement makes the record invalid, not another one', () => {
  const rules = readRules(good, 'panel.yaml');
  expect(rules.take({ Event: 'Write', Tag: 'x'.repeat(5000) })).toMatchObject({ is: 'invalid' });
  expect(ruleFileSchema.safeParse({}).success).toBe(false);
});
