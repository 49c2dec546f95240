import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatValueText, type Member } from '../values/index.ts';
import { diffContents, diffValueTexts, headline, sentence, type ToldChange, type ToldItem } from './index.ts';

const berlin = 'Europe/Berlin';
const nobody = {
  verdict: 'unattributed',
  reach: 'nothing',
  actor: 'unknown',
  label: 'nobody known',
} as const;
const kovac = { verdict: 'witnessed', reach: 'person', actor: 'person', label: 'A. Kovač' } as const;
const level = (value: number): Member => ({
  name: 'Tank1.LevelSP',
  type: 'Real',
  value,
  unit: '%',
  range: [0, 100],
});
const values = (old: Member[] | null, now: Member[] | null) =>
  diffValueTexts(old && formatValueText(old), now && formatValueText(now));

const item = (more: Partial<ToldItem> = {}): ToldItem => ({
  path: 'setpoints/DB20.txt',
  kind: 'setpoint',
  sign: 'changed',
  reason: null,
  renamedFrom: null,
  diff: values([level(42.5)], [level(55)]),
  ...more,
});
const change = (more: Partial<ToldChange> = {}): ToldChange => ({
  asset: { name: 'Press 2' },
  sort: 'change',
  window: { from: '2026-11-23T01:10:05.000Z', to: '2026-11-23T01:10:15.400Z', basis: 'content' },
  items: [item()],
  itemCount: more.items?.length ?? 1,
  load: null,
  unsettled: false,
  who: nobody,
  ...more,
});
/** What happened, without when and who. */
const what = (...items: ToldItem[]) =>
  sentence(change({ items }), berlin)
    .replace('Between 02:10:05 and 02:10:15, ', '')
    .replace(/ Nobody is named yet\.$/, '');
const config = (name: string, type: Member['type'], old: Member['value'], now: Member['value']) =>
  what(
    item({
      path: 'config/s7.txt',
      kind: 'config',
      diff: values([{ name, type, value: old }], [{ name, type, value: now }]),
    }),
  );
const setpoint = (old: Member[] | null, now: Member[] | null) => what(item({ diff: values(old, now) }));

describe('the sentence of a change', () => {
  test('tells lines that are no values beside the values', () => {
    const odd = (value: number, text: string) => `${formatValueText([level(value)])}${text}\n`;
    const one = item({ diff: diffValueTexts(odd(42.5, '?? a'), odd(55, '?? b')) });
    expect(what(one)).toContain(', and 1 line that is no value.');
    expect(headline(one)).toMatch(/Tank1\.LevelSP 42\.5 → 55\.0 %.*, and 1 line that is no value$/);
    const none = item({ diff: diffValueTexts('?? a\n', '?? b\n?? c\n') });
    expect(headline(none)).toBe('2 lines that are no values');
  });

  test('says when, what, how far and who', () => {
    const who = { ...kovac, evidence: 'OPC UA audit event with this value' };
    expect(sentence(change({ who }), berlin)).toBe(
      'Between 02:10:05 and 02:10:15, `Tank1.LevelSP` on Press 2 went from 42.5 to 55.0 % (+12.5 % of range). A. Kovač, witnessed: OPC UA audit event with this value.',
    );
  });

  test('says when in the site’s zone, as exactly as is needed', () => {
    const at = (from: string | null, to: string, zone = berlin) =>
      sentence(change({ window: { from, to, basis: 'content' } }), zone).split(', ')[0];
    expect(at('2026-11-22T22:59:50.000Z', '2026-11-22T23:00:10.000Z')).toBe(
      'Between 2026-11-22 23:59:50 and 2026-11-23 00:00:10',
    );
    expect(at('2026-11-23T01:10:05.100Z', '2026-11-23T01:10:05.900Z')).toBe('At 02:10:05');
    expect(at(null, '2026-11-23T01:10:05.900Z')).toBe('By 02:10:05');
    expect(at('2026-10-25T00:59:50.000Z', '2026-10-25T01:59:50.000Z')).toBe(
      'Between 02:59:50 +02:00 and 02:59:50 +01:00',
    );
    expect(at('2026-11-23T01:10:05.000Z', '2026-11-23T01:10:15.000Z', 'Nowhere/Never')).toBe(
      'Between 01:10:05 and 01:10:15 UTC',
    );
    expect(at('2026-11-23T01:10:05.000Z', '2026-11-23T01:10:15.000Z', 'Asia/Kolkata')).toBe(
      'Between 06:40:05 and 06:40:15',
    );
  });

  test('names only whom the verdict lets it name', () => {
    const who = (more: Partial<ToldChange['who']>) =>
      sentence(change({ who: { ...kovac, ...more } }), berlin).split('range). ')[1];
    expect(who({})).toBe('A. Kovač, witnessed.');
    expect(who({ verdict: 'bracketed', label: "in A. Kovač's session" })).toBe("In A. Kovač's session.");
    expect(who({ verdict: 'claimed', label: 'claimed by A. Kovač, awaiting confirmation' })).toBe(
      'Claimed by A. Kovač, awaiting confirmation.',
    );
    expect(who({ verdict: 'ambiguous', label: 'ambiguous between two' })).toBe('Ambiguous between two.');
    expect(who({ reach: 'account', actor: 'system', label: 'svc_scada from WINCC-2' })).toBe(
      'svc_scada from WINCC-2, account witnessed; person unknown.',
    );
    expect(who({ reach: 'nothing', actor: 'restart', label: 'restart' })).toBe('Restart, witnessed.');
    expect(who({ verdict: 'bracketed' })).toBe('In the session of A. Kovač.');
    expect(who({ verdict: 'claimed' })).toBe('Claimed by A. Kovač.');
    expect(who({ verdict: 'ambiguous' })).toBe('Ambiguous: A. Kovač.');
    expect(who(nobody)).toBe('Nobody is named yet.');
  });

  test.each<[string, string]>([
    [
      '`n` on Press 2 went from 5 to 2 (-3).',
      setpoint([{ name: 'n', type: 'Int', value: 5 }], [{ name: 'n', type: 'Int', value: 2 }]),
    ],
    [
      '`n` on Press 2 went from 5 to 8 °C (+3 °C).',
      setpoint(
        [{ name: 'n', type: 'Int', value: 5, unit: '°C' }],
        [{ name: 'n', type: 'Int', value: 8, unit: '°C' }],
      ),
    ],
    [
      '`n` on Press 2 went from 5 °C to 8 °F.',
      setpoint(
        [{ name: 'n', type: 'Int', value: 5, unit: '°C' }],
        [{ name: 'n', type: 'Int', value: 8, unit: '°F' }],
      ),
    ],
    [
      '`t` on Press 2 went from T#3s to T#5s (+2s).',
      setpoint([{ name: 't', type: 'Time', value: 'T#3s' }], [{ name: 't', type: 'Time', value: 'T#5s' }]),
    ],
    [
      '`b` on Press 2 went from false to true.',
      setpoint([{ name: 'b', type: 'Bool', value: false }], [{ name: 'b', type: 'Bool', value: true }]),
    ],
    [
      '`n` on Press 2 went from 5 to no value.',
      setpoint([{ name: 'n', type: 'Int', value: 5 }], [{ name: 'n', type: 'Int', value: null }]),
    ],
    ['`n` on Press 2 appeared with 5 s.', setpoint([], [{ name: 'n', type: 'Int', value: 5, unit: 's' }])],
    [
      '`n` on Press 2 disappeared; it had 5 s.',
      setpoint([{ name: 'n', type: 'Int', value: 5, unit: 's' }], []),
    ],
    [
      '`n` on Press 2 went from 5 to 5.0, its type from Int to Real.',
      setpoint([{ name: 'n', type: 'Int', value: 5 }], [{ name: 'n', type: 'Real', value: 5 }]),
    ],
    [
      'the range of `Tank1.LevelSP` on Press 2 changed; its value did not.',
      setpoint([level(5)], [{ ...level(5), range: [0, 50] }]),
    ],
    [
      '2 values of `DB20` on Press 2 changed: Tank1.LevelSP 5.0 → 6.0 %; a 1 → 2.',
      setpoint(
        [level(5), { name: 'a', type: 'Int', value: 1 }],
        [level(6), { name: 'a', type: 'Int', value: 2 }],
      ),
    ],
    [
      '5 values of `DB20` on Press 2 changed: a[1] added, 1; a[2] added, 2; a[3] added, 3 and 2 more.',
      setpoint(
        null,
        [1, 2, 3, 4, 5].map(value => ({ name: `a[${value}]`, type: 'Int', value })),
      ),
    ],
    [
      '`"a\'\\n\\u{202E}b"` on Press 2 went from 1 to 2 (+1).',
      setpoint(
        [{ name: 'a`\n\u202eb', type: 'Int', value: 1 }],
        [{ name: 'a`\n\u202eb', type: 'Int', value: 2 }],
      ),
    ],
    ['Press 2 went from RUN to STOP.', config('Mode', 'String', 'RUN', 'STOP')],
    ['the key switch of Press 2 went from RUN to RUN-P.', config('KeySwitch', 'String', 'RUN', 'RUN-P')],
    ['the protection level of Press 2 went from 1 to 3.', config('ProtectionLevel', 'Int', 1, 3)],
    ['a force became active on Press 2.', config('ForceActive', 'Bool', false, true)],
    ['no force is active on Press 2 any more.', config('Force_Active', 'Bool', true, false)],
    [
      'the serial number of Press 2 went from S C-1 to S C-2.',
      config('Identity.SerialNumber', 'String', 'S C-1', 'S C-2'),
    ],
    ['the memory card of Press 2 went from MC1 to no value.', config('MemoryCard', 'String', 'MC1', null)],
    ['`CycleTime` on Press 2 went from 1 to 2 (+1).', config('CycleTime', 'Int', 1, 2)],
    [
      '`Main.L5X` on Press 2 changed: 2 lines added, 1 removed.',
      what(
        item({
          path: 'files/Main.L5X',
          kind: 'logic',
          diff: diffContents('files/Main.L5X', Buffer.from('a\nb\n'), Buffer.from('a\nc\nd\n')),
        }),
      ),
    ],
    [
      '`OB1` on Press 2 changed: 2 bytes, different from byte 1 on.',
      what(
        item({
          path: 'raw/OB1.mc7',
          kind: 'logic',
          diff: diffContents('raw/OB1.mc7', Buffer.from([0, 1]), Buffer.from([0, 2])),
        }),
      ),
    ],
    [
      '`Line 3/Main.L5X` was added on Press 2.',
      what(
        item({
          path: 'files/Line%203/Main.L5X',
          kind: 'logic',
          sign: 'added',
          diff: diffContents('files/x', null, Buffer.from('a\n')),
        }),
      ),
    ],
    [
      '`DB20` was added on Press 2 with 1 value.',
      what(item({ sign: 'added', diff: values(null, [level(5)]) })),
    ],
    [
      '`Main.L5X` was removed from Press 2.',
      what(
        item({
          path: 'files/Main.L5X',
          kind: 'logic',
          sign: 'removed',
          diff: diffContents('files/x', Buffer.from('a\n'), null),
        }),
      ),
    ],
    [
      '`B.L5X` on Press 2 got this name; it was `A.L5X`.',
      what(
        item({
          path: 'files/B.L5X',
          kind: 'logic',
          sign: 'renamed',
          renamedFrom: 'files/A.L5X',
          diff: diffContents('files/x', Buffer.from('a\n'), Buffer.from('a\n')),
        }),
      ),
    ],
    [
      '`B.L5X` on Press 2 got this name; it was `A.L5X`, and changed: 1 line added, 1 removed.',
      what(
        item({
          path: 'files/B.L5X',
          kind: 'logic',
          sign: 'renamed',
          renamedFrom: 'files/A.L5X',
          diff: diffContents('files/x', Buffer.from('a\n'), Buffer.from('b\n')),
        }),
      ),
    ],
    [
      'recipe `Lager` was removed from Press 2.',
      what(item({ path: 'recipes/Lager.txt', kind: 'recipe', sign: 'removed' })),
    ],
    [
      '`DB20` on Press 2 could not be read: know-how protection.',
      what(item({ sign: 'unreadable', reason: 'know-how protection', diff: { form: 'none', reason: 'x' } })),
    ],
    [
      '`DB20` on Press 2 was read, and its content is withheld: holds a private key.',
      what(item({ sign: 'withheld', reason: 'holds a private key', diff: { form: 'none', reason: 'x' } })),
    ],
    [
      '`DB20` on Press 2 could be read again, with the content it had.',
      what(item({ sign: 'readable-again', diff: values([level(5)], [level(5)]) })),
    ],
    [
      '`DB20` on Press 2 could be read again, and changed meanwhile: Tank1.LevelSP 42.5 → 55.0 %.',
      what(item({ sign: 'readable-again' })),
    ],
    [
      '`DB20` on Press 2 changed: content not read, too large.',
      what(item({ diff: { form: 'none', reason: 'too large' } })),
    ],
    [
      '4 items on Press 2 changed: `DB20` Tank1.LevelSP 42.5 → 55.0 %; `B.L5X` removed; `DB20` content not readable and 1 more.',
      what(
        item(),
        item({ path: 'files/B.L5X', sign: 'removed' }),
        item({ sign: 'unreadable', reason: null }),
        item(),
      ),
    ],
    [
      '2 items on Press 2 were removed: `DB20`; `B.L5X`.',
      what(item({ sign: 'removed' }), item({ path: 'files/B.L5X', sign: 'removed' })),
    ],
  ])('reads: %s', (expected, told) => {
    expect(told).toBe(expected);
  });

  test('says that a fingerprint moved where only that is known', () => {
    const unreadable = item({
      sign: 'unreadable',
      reason: 'protected',
      diff: { form: 'none', reason: 'protected' },
    });
    const window = { ...change().window, basis: 'fingerprint' as const };
    expect(sentence(change({ items: [unreadable], window }), berlin)).toContain(
      '`DB20` on Press 2 changed, and its content could not be read: protected.',
    );
  });

  test('says that a program changed where only its checksum tells, and nothing of it can be read', () => {
    const program = (old: string | null) =>
      item({
        path: 'logic/program',
        kind: 'logic',
        sign: 'unreadable',
        reason: 'content not readable from the device',
        diff: { form: 'none', reason: 'x' },
        checksum: { old, new: '16#3C4D' },
      });
    expect(what(program('16#1A2B'))).toBe(
      'Press 2: program changed, content not readable from the device (checksum 16#1A2B → 16#3C4D).',
    );
    expect(what(program(null))).toBe(
      'Press 2: program is watched by its checksum, content not readable from the device (checksum 16#3C4D).',
    );
    expect(headline(program('16#1A2B'))).toBe(
      'changed, content not readable from the device (checksum 16#1A2B → 16#3C4D)',
    );
    expect(what(program('16#1A2B'), item())).toBe(
      '2 items on Press 2 changed: `program` changed, content not readable from the device (checksum 16#1A2B → 16#3C4D); `DB20` Tank1.LevelSP 42.5 → 55.0 %.',
    );
  });

  test('tells first snapshot, load, late report and what did not settle', () => {
    expect(
      sentence(
        change({
          sort: 'first',
          itemCount: 14,
          window: { from: null, to: '2026-11-23T01:10:15.400Z', basis: 'content' },
        }),
        berlin,
      ),
    ).toBe('By 02:10:15, Press 2 was read for the first time: 14 items.');
    expect(sentence(change({ sort: 'load', load: { recipe: 'Lager', version: 'v7' } }), berlin)).toContain(
      ', recipe `Lager` v7 was loaded on Press 2. ',
    );
    expect(sentence(change({ sort: 'late', unsettled: true }), berlin)).toContain(
      ' It was still changing when it was last read. It was reported late. Nobody is named yet.',
    );
  });

  test('stays one short line whatever stands in names, values and reasons', () => {
    const odd = fc.oneof(fc.string({ unit: 'binary' }), fc.constant('\n\u202e`'.repeat(5000)));
    fc.assert(
      fc.property(
        odd,
        odd,
        odd,
        odd,
        fc.constantFrom('changed', 'unreadable', 'withheld', 'renamed'),
        (asset, member, value, reason, sign) => {
          const diff = values(
            [{ name: member, type: 'String', value: 'x' }],
            [{ name: member, type: 'String', value, unit: reason }],
          );
          const odditem = item({ sign, reason, renamedFrom: reason, path: member, diff });
          const told = sentence(
            change({ asset: { name: asset }, items: [odditem], who: { ...kovac, label: reason } }),
            reason,
          );
          expect(told).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
          expect(told.length).toBeLessThan(3000);
          expect(headline(odditem)).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u);
        },
      ),
    );
  });
});

test('a headline is one value, or how much changed', () => {
  expect(headline(item())).toBe('Tank1.LevelSP 42.5 → 55.0 %');
  expect(headline(item({ diff: values(null, [level(1), { name: 'a', type: 'Int', value: 1 }]) }))).toBe(
    '2 values',
  );
  expect(headline(item({ sign: 'unreadable', reason: 'protected' }))).toBe('content not readable: protected');
});

test('of several items those are named first that a rule speaks of, and last what means nothing', () => {
  const source = (path: string, old: string, now: string) => {
    const text = (body: string) => Buffer.from(`PROGRAM Main\nVAR a : BOOL; END_VAR\n${body}\nEND_PROGRAM\n`);
    return item({ path, kind: 'logic', diff: diffContents(path, text(old), text(now)) });
  };
  const items = [
    source('files/A.st', 'a := b;', 'a  :=  b;'),
    source('files/B.st', 'a := b;', 'a := c;'),
    source('files/C.st', 'a := b;', 'a := d;'),
    source('files/D.st', 'a := b;', 'a := e;'),
    source('files/E.st', 'IF a AND b THEN c := d; END_IF;', 'IF a THEN c := d; END_IF;'),
  ];
  expect(items[4]?.diff).toMatchObject({ findings: [{ rule: 'interlock-removed' }] });
  const named = [...what(...items).matchAll(/`(\w\.st)`/g)].map(([, name]) => name);
  expect(named).toEqual(['E.st', 'B.st', 'C.st']);
});
