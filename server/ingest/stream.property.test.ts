import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { IncomingFact } from '../agents/index.ts';
import { TestCore } from '../core/testing/index.ts';
import { sqlitePlace } from '../db/testing/index.ts';
import { dumpProjections, rebuild } from '../projections/index.ts';
import { TestStream, type Write } from './testing/index.ts';

const path = fc.constantFrom('setpoints/a.txt', 'setpoints/b.txt', 'recipes/c.txt', 'files/d.txt');
const write: fc.Arbitrary<Write> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ path, content: fc.constantFrom('1', '2', '3', 'pass\u0000word=x', '') }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      path,
      state: fc.constantFrom('absent' as const, 'unreadable' as const, 'withheld' as const),
    }),
  },
);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      act: fc.constant('observe' as const),
      writes: fc.uniqueArray(write, { maxLength: 3, selector: each => each.path }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      act: fc.constant('cover' as const),
      state: fc.constantFrom('watched' as const, 'link-lost' as const, 'blind' as const),
    }),
  },
  { weight: 1, arbitrary: fc.constant({ act: 'state' as const }) },
  { weight: 1, arbitrary: fc.constant({ act: 'forget' as const }) },
);
/** How facts are sent: which slice, repeated, backwards, and whether the server restarts after it. */
const sending = fc.record({
  from: fc.double({ min: 0, max: 1, noNaN: true }),
  length: fc.integer({ min: 1, max: 6 }),
  backwards: fc.boolean(),
  twice: fc.boolean(),
  restart: fc.boolean(),
});

test('however facts are cut, repeated and mixed up, each is applied once and in order, and the tables can be made again', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 1, maxLength: 14 }),
      fc.array(sending, { maxLength: 5 }),
      async (steps, sendings) => {
        const at = await TestCore.open(sqlitePlace);
        try {
          const stream = new TestStream('press-2/opc');
          const epochs: IncomingFact[][] = [[]];
          for (const each of steps) {
            const facts = epochs.at(-1) ?? [];
            if (each.act === 'observe')
              facts.push(
                stream.observe(
                  each.writes.filter(
                    ({ path: name, state }) => state !== 'absent' || stream.manifest.has(name),
                  ),
                ),
              );
            else if (each.act === 'cover') facts.push(stream.coverage('setpoint', each.state));
            else if (each.act === 'state') facts.push(stream.statement('kovac', 'setpoints/a.txt'));
            else if (facts.length > 0) {
              stream.forget();
              epochs.push([]);
            }
          }
          for (const facts of epochs) {
            await at.core.ingest.hello(at.agent, [{ ...stream.declaration(), ...declared(facts, stream) }]);
            for (const { from, length, backwards, twice, restart } of sendings) {
              const start = Math.floor(from * facts.length);
              const slice = facts.slice(start, start + length);
              if (backwards) slice.reverse();
              if (slice.length > 0) await at.accept(...(twice ? [...slice, ...slice] : slice));
              if (restart) await at.restart();
            }
            for (const fact of facts) expect((await at.accept(fact)).acked).toHaveLength(1);
          }
          const keys = (await at.core.log.reader.from(0, 1000))
            .map(entry => entry.event.key)
            .filter(key => /^[0-9a-f]{32}\//.test(key));
          expect(keys).toEqual(
            epochs
              .flat()
              .map(fact =>
                fact.state === 'valid' ? `${fact.key.epoch}/${fact.key.stream}/${fact.key.seq}` : '',
              ),
          );
          const held = await at.core.database.read
            .selectFrom('item')
            .select(['path', 'state'])
            .where('state', '!=', 'absent')
            .orderBy('path')
            .execute();
          const last = epochs.at(-1) ?? [];
          const complete =
            epochs.length === 1 ||
            last.some(fact => fact.state === 'valid' && fact.fact.kind === 'observation');
          if (complete) {
            const expected = [...stream.manifest.values()].map(({ path: name, state }) => ({
              path: name,
              state,
            }));
            expect(held).toEqual(expected.sort((a, b) => (a.path < b.path ? -1 : 1)));
          }
          expect(await at.core.verify()).toMatchObject({ holds: true });
          const before = await dumpProjections(at.core.database);
          await rebuild(at.core.database);
          expect(await dumpProjections(at.core.database)).toEqual(before);
        } finally {
          await at.remove();
        }
      },
    ),
    { numRuns: 12 },
  );
}, 120_000);

function declared(facts: readonly IncomingFact[], stream: TestStream) {
  const key = facts[0]?.key;
  const last = facts.at(-1);
  return { epoch: key?.epoch ?? stream.epoch, last: last?.key?.seq ?? 0, head: last?.hash ?? null };
}
