import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { causesOf, effectsOf, type HeldBlock } from './effects.ts';
import { type Block, type Facts, type MovedItem, soonAfterMs, type Values } from './effects-move.ts';

const common = { ref: 1, lastClean: 0, firstDirty: 1000 };
const starts = new Map([
  ['0.0', { type: 'Real', value: '60.0' }],
  ['4.0', { type: 'Int', value: '3' }],
]);
const download = (over: Partial<Block> = {}): Block => ({
  ...common,
  change: 'c-block',
  path: 'raw/DB20.mc7',
  moved: 'block',
  block: 'DB20',
  starts,
  ...over,
});
const at = (address: string) => ({ block: 'DB20', address });
const force = { name: 'Force', type: 'Real', old: '62.5', now: '60.0', place: at('0.0') };
const values = (over: Partial<Values> = {}): Values => ({
  ...common,
  change: 'c-values',
  path: 'setpoints/DB20.txt',
  moved: 'values',
  members: [force],
  load: null,
  ...over,
});
const facts = (members: Facts['members'], over: Partial<Facts> = {}): Facts => ({
  ...common,
  change: 'c-facts',
  path: 'config/s7.txt',
  moved: 'facts',
  members,
  ...over,
});
const held = (retained: boolean): ReadonlyMap<string, HeldBlock> => new Map([['DB20', { retained, starts }]]);
const none: ReadonlyMap<string, HeldBlock> = new Map();
const restarted = facts([{ name: 'Mode', old: 'STOP', now: 'RUN' }]);

function told(items: readonly MovedItem[], blocks = none): string[] {
  return effectsOf({ items, blocks }).map(
    ({ rule, part, cause }) => `${part.path} ${part.member}: ${rule} of ${cause?.part.path ?? 'no change'}`,
  );
}

describe('a download of a data block', () => {
  test('is the cause of values that went back to its start', () => {
    const [effect] = effectsOf({ items: [values(), download()], blocks: none });
    expect(effect).toEqual({
      change: 'c-values',
      part: { path: 'setpoints/DB20.txt', member: 'Force' },
      rule: 'block-download',
      cause: { change: 'c-block', part: { path: 'raw/DB20.mc7', member: null } },
      ref: 1,
      recipe: null,
      sentence:
        'Force now has the value that DB20, which became another, begins with: a download puts the values of a block back to their start.',
    });
  });

  test.each<[string, Values]>([
    ['differs from the start', values({ members: [{ ...force, now: '61.0' }] })],
    ['is in another block', values({ members: [{ ...force, place: { block: 'DB21', address: '0.0' } }] })],
    ['lies at no address of the block', values({ members: [{ ...force, place: at('2.0') }] })],
    ['lies at no known address', values({ members: [{ ...force, place: null }] })],
    ['has another type', values({ members: [{ ...force, type: 'DWord' }] })],
    ['was not known before', values({ members: [{ ...force, old: null }] })],
    ['is gone', values({ members: [{ ...force, now: null }] })],
    ['changed before the download could have been', values({ lastClean: -9000, firstDirty: -1 })],
    ['changed long after', values({ lastClean: 1001 + soonAfterMs, firstDirty: 99_000 })],
    ['was never read before', values({ lastClean: null })],
  ])('is no cause of a value that %s', (_why, moved) => {
    expect(told([download(), moved])).toEqual([]);
  });

  test('is the cause up to the moment that is soon after, and not when its own begin is not known', () => {
    expect(told([download(), values({ lastClean: 1000 + soonAfterMs, firstDirty: 99_000 })])).toHaveLength(1);
    expect(told([download({ lastClean: null }), values()])).toEqual([]);
    expect(told([download({ starts: null }), values()])).toEqual([]);
  });

  test('leaves the other values of the item alone', () => {
    const count = { name: 'Count', type: 'Int', old: '7', now: '9', place: at('4.0') };
    expect(told([download(), values({ members: [force, count] })])).toEqual([
      'setpoints/DB20.txt Force: block-download of raw/DB20.mc7',
    ]);
  });
});

describe('the checksum of the program', () => {
  const moved = facts([
    { name: 'Checksum.Program', old: '16#01', now: '16#02' },
    { name: 'Checksum.Hardware', old: '16#01', now: '16#02' },
  ]);

  test('is the effect of the blocks it moved with; that of the hardware is its own cause', () => {
    const blocks = [1, 2, 3, 4].map(n =>
      download({ block: `FC${n}`, path: `raw/FC${n}.mc7`, change: `c-${n}`, ref: n, starts: null }),
    );
    const effects = effectsOf({ items: [moved, ...blocks.toReversed()], blocks: none });
    expect(effects).toHaveLength(1);
    expect(effects[0]).toMatchObject({
      rule: 'checksum-of-blocks',
      part: { path: 'config/s7.txt', member: 'Checksum.Program' },
      cause: { change: 'c-1', part: { path: 'raw/FC1.mc7', member: null } },
      sentence: "The program's checksum moved with FC1, FC2, FC3 and 1 more: it is their fingerprint.",
    });
  });

  test('is the effect of what was loaded at that moment, where blocks are loaded one after the other', () => {
    const at = (from: number, to: number) => ({ lastClean: from, firstDirty: to });
    const loads = [
      download({ change: 'c-1', ref: 1, path: 'raw/FC1.mc7', block: 'FC1', starts: null, ...at(1000, 2000) }),
      download({ change: 'c-2', ref: 3, path: 'raw/FC1.mc7', block: 'FC1', starts: null, ...at(5000, 6000) }),
    ];
    const second = { ...moved, change: 'c-9', ref: 4, ...at(5500, 6500) };
    const late = { ...moved, change: 'c-8', ref: 5, ...at(7000, 7500) };
    for (const item of [second, late])
      expect(effectsOf({ items: [item, ...loads], blocks: none }).map(({ cause }) => cause?.change)).toEqual([
        'c-2',
      ]);
  });

  test('is a change of its own where no block moved with it', () => {
    expect(told([moved])).toEqual([]);
    expect(told([moved, download({ lastClean: 5000, firstDirty: 6000 })])).toEqual([]);
    expect(told([facts([{ name: 'Checksum.Program', old: null, now: '16#02' }]), download()])).toEqual([]);
  });
});

describe('a restart', () => {
  test('is the cause of start values in blocks that are not retained', () => {
    expect(told([restarted, values()], held(false))).toEqual([
      'setpoints/DB20.txt Force: restart of config/s7.txt',
    ]);
    expect(told([restarted, values()], held(true))).toEqual([]);
    expect(told([restarted, values({ members: [{ ...force, now: '61.0' }] })], held(false))).toEqual([]);
  });

  test('is also told by a record of it, and is none where the mode went anywhere else', () => {
    const record: MovedItem = { ...common, moved: 'restart', reset: false, change: '', path: '', ref: 7 };
    expect(effectsOf({ items: [record, values()], blocks: held(false) })).toMatchObject([
      { rule: 'restart', cause: null, ref: 7 },
    ]);
    expect(effectsOf({ items: [record, values()], blocks: held(true) })).toEqual([]);
    expect(effectsOf({ items: [{ ...record, reset: true }, values()], blocks: held(true) })).toHaveLength(1);
    for (const [old, now] of [
      ['RUN', 'STOP'],
      [null, 'RUN'],
      ['HOLD', 'RUN'],
    ] as const)
      expect(told([facts([{ name: 'Mode', old, now }]), values()], held(false))).toEqual([]);
    expect(
      told([facts([{ name: 'Mode', old: 'RUN', now: 'STARTUP (warm)' }]), values()], held(false)),
    ).toHaveLength(1);
  });

  test('by way of a memory reset takes retained values too', () => {
    const reset = facts([{ name: 'Mode', old: 'STOP (memory reset)', now: 'RUN' }]);
    expect(told([reset, values()], held(true))).toHaveLength(1);
  });

  test('is not named where the download of the block says it already', () => {
    expect(told([restarted, download(), values()], held(false))).toEqual([
      'setpoints/DB20.txt Force: block-download of raw/DB20.mc7',
    ]);
  });
});

test('a recipe load is the cause of the values it put there, and of no other', () => {
  const other = { ...force, name: 'Speed', now: '5.0', place: null };
  const load = { recipe: 'Lager', version: 'v7', members: ['Force'] };
  const effects = effectsOf({ items: [values({ members: [force, other], load })], blocks: none });
  expect(effects).toMatchObject([{ rule: 'recipe-load', cause: null, recipe: 'Lager' }]);
  expect(causesOf(effects, 'c-values')).toEqual([
    {
      part: { path: 'setpoints/DB20.txt', member: 'Force' },
      rule: 'recipe-load',
      cause: null,
      ref: 1,
      recipe: 'Lager',
    },
  ]);
  expect(causesOf(effects, 'c-other')).toEqual([]);
});

describe('whatever moves', () => {
  const moment = fc.integer({ min: 0, max: 40 }).map(n => n * 1000);
  const window = fc.record({
    lastClean: fc.option(moment, { freq: 8 }),
    firstDirty: moment,
    ref: fc.integer({ min: 0, max: 5 }),
    change: fc.constantFrom('c-1', 'c-2', 'c-3'),
  });
  const address = fc.constantFrom('0.0', '4.0', '8.0');
  const block = fc.constantFrom<string>('DB20', 'DB21', 'FC1');
  const text = fc.constantFrom('1', '2', '3');
  const type = fc.constantFrom('Int', 'Real');
  const begins = fc
    .array(fc.tuple(address, fc.record({ type, value: text })), { maxLength: 3 })
    .map(entries => new Map(entries));
  const moved: fc.Arbitrary<MovedItem> = fc.oneof(
    fc
      .record({ block, starts: fc.option(begins) })
      .chain(each =>
        window.map((w): MovedItem => ({ ...w, ...each, moved: 'block', path: `raw/${each.block}.mc7` })),
      ),
    fc
      .array(
        fc.record({
          name: fc.constantFrom('a', 'b', 'c'),
          type,
          old: fc.option(text),
          now: fc.option(text),
          place: fc.option(fc.record({ block, address })),
        }),
        { minLength: 1, maxLength: 3 },
      )
      .chain(members =>
        window.map(
          (w): MovedItem => ({ ...w, members, load: null, moved: 'values', path: `setpoints/${w.ref}.txt` }),
        ),
      ),
    fc
      .array(
        fc.record({
          name: fc.constantFrom('Mode', 'Checksum.Program', 'Checksum.Hardware'),
          old: fc.option(fc.constantFrom('STOP', 'RUN', '16#1')),
          now: fc.option(fc.constantFrom('STOP', 'RUN', '16#2')),
        }),
        { minLength: 1, maxLength: 3 },
      )
      .chain(members =>
        window.map((w): MovedItem => ({ ...w, members, moved: 'facts', path: 'config/s7.txt' })),
      ),
  );
  const world = fc.record({
    items: fc.uniqueArray(moved, {
      maxLength: 9,
      selector: ({ ref, change, path }) => `${ref}${change}${path}`,
    }),
    blocks: fc
      .array(fc.tuple(block, fc.record({ retained: fc.boolean(), starts: begins })), { maxLength: 2 })
      .map(entries => new Map(entries)),
  });

  test('nothing is an effect without the proof', () => {
    let effects = 0;
    fc.assert(
      fc.property(world, ({ items, blocks }) => {
        for (const effect of effectsOf({ items, blocks })) {
          effects += 1;
          const item = items.find(
            ({ change, path, ref, moved: what }) =>
              change === effect.change && path === effect.part.path && what !== 'restart' && ref >= 0,
          );
          const cause = items.filter(
            ({ change, path }) => change === effect.cause?.change && path === effect.cause.part.path,
          );
          expect(cause.length).toBeGreaterThan(0);
          if (effect.rule === 'checksum-of-blocks') {
            expect(effect.part.member).toBe('Checksum.Program');
            continue;
          }
          const candidates = items.flatMap(each =>
            each.moved === 'values' && each.change === effect.change && each.path === effect.part.path
              ? each.members.filter(({ name }) => name === effect.part.member)
              : [],
          );
          expect(item).toBeDefined();
          // The value is one that the block begins with, and was another before.
          const begun = candidates.some(({ place, type: is, old, now }) => {
            const found = [
              ...cause.flatMap(each =>
                each.moved === 'block' && each.block === place?.block ? [each.starts] : [],
              ),
              ...(effect.rule === 'restart' && place ? [blocks.get(place.block)?.starts ?? null] : []),
            ].map(each => each?.get(place?.address ?? ''));
            return (
              old !== null && old !== now && found.some(each => each?.type === is && each?.value === now)
            );
          });
          expect(begun).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
    // A generator that proves nothing would let anything pass.
    expect(effects).toBeGreaterThan(50);
  });

  test('the order in which it is told does not matter', () => {
    fc.assert(
      fc.property(
        world.chain(each =>
          fc.tuple(
            fc.constant(each),
            fc.shuffledSubarray([...each.items], {
              minLength: each.items.length,
              maxLength: each.items.length,
            }),
          ),
        ),
        ([{ items, blocks }, shuffled]) => {
          expect(effectsOf({ items: shuffled, blocks })).toEqual(effectsOf({ items, blocks }));
        },
      ),
      { numRuns: 1000 },
    );
  });
});
