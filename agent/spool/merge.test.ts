import type { Observation } from '@witnessmark/shared/facts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { FactDraft } from './index.ts';
import { mergeObservations, mergeTail } from './merge.ts';
import { instant, sha256 } from './testing/drafts.ts';

const stream = 'press-1/s7';
type Values = Readonly<Record<string, number>>;

/** What an observation says of each path after it, from what was known before it. */
function apply(known: Values, observation: Observation): Values {
  const after = { ...known };
  for (const item of observation.items) {
    if (item.state === 'absent') delete after[item.path];
    else after[item.path] = Number(item.inline?.data);
  }
  return after;
}

function observe(before: Values, after: Values, ms: number): Extract<FactDraft, { kind: 'observation' }> {
  const paths = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const times = { lastClean: instant(ms - 1), firstDirty: instant(ms), basis: 'content' as const };
  return {
    stream,
    at: instant(ms),
    kind: 'observation',
    body: {
      base: sha256(JSON.stringify(before)),
      result: sha256(JSON.stringify(after)),
      complete: true,
      cause: 'poll',
      load: { requests: 1, bytes: 1, ms: 1 },
      items: paths
        .filter(path => before[path] !== after[path])
        .map(path => {
          const value = after[path];
          if (value === undefined) return { path, kind: 'setpoint', state: 'absent', ...times };
          const data = String(value);
          return {
            path,
            kind: 'setpoint',
            state: 'present',
            sha256: sha256(data),
            inline: { encoding: 'utf8', data },
            ...times,
          };
        }),
    },
  };
}

const values = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.integer({ min: 0, max: 3 }), {
  maxKeys: 4,
});

describe('merging what nobody has seen yet', () => {
  test('leaves one observation that leads from the first state to the last', () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 3, maxLength: 12 }), states => {
        const tail = states
          .slice(1)
          .map((state, index) => observe(states[index] ?? {}, state, 10 * (index + 1)));
        const merged = mergeTail(tail, true);
        const observations = merged.filter(draft => draft.kind === 'observation');
        expect(observations).toHaveLength(1);
        const [only] = observations;
        expect(only?.body.base).toBe(tail[0]?.body.base);
        expect(only?.body.result).toBe(tail.at(-1)?.body.result);
        expect(only && apply(states[0] ?? {}, only.body)).toEqual(states.at(-1));
      }),
    );
  });

  test('is the same whether it happens at once or fact by fact', () => {
    fc.assert(
      fc.property(fc.array(values, { minLength: 3, maxLength: 8 }), states => {
        const tail: FactDraft[] = states
          .slice(1)
          .map((state, index) => observe(states[index] ?? {}, state, 10 * (index + 1)));
        let stepwise: readonly FactDraft[] = [];
        for (const draft of tail) stepwise = mergeTail([...stepwise, draft], true);
        const atOnce = mergeTail(tail, true);
        const observation = (drafts: readonly FactDraft[]) =>
          drafts.find(draft => draft.kind === 'observation')?.body;
        expect(observation(stepwise)).toEqual(observation(atOnce));
        const count = (drafts: readonly FactDraft[]) =>
          drafts.flatMap(draft => (draft.kind === 'notice' ? [draft.body.data['observations']] : []));
        expect(count(stepwise)).toEqual(count(atOnce));
        expect(count(atOnce)).toEqual([tail.length - 1]);
      }),
    );
  });

  test('widens a window to the last reading that proved the first content', () => {
    const merged = mergeObservations(
      observe({ a: 1 }, { a: 2 }, 10).body,
      observe({ a: 2 }, { a: 3 }, 50).body,
    );
    expect(merged.items).toMatchObject([{ path: 'a', lastClean: instant(9), firstDirty: instant(50) }]);
  });

  test('follows a file over two renames to the name the server knows', () => {
    const renamed = (from: string, to: string, ms: number): Observation => {
      const { body } = observe({ [from]: 1 }, { [to]: 1 }, ms);
      return {
        ...body,
        items: body.items.map(item => (item.path === to ? { ...item, renamedFrom: from } : item)),
      };
    };
    const merged = mergeObservations(renamed('a', 'b', 10), renamed('b', 'c', 20));
    expect(merged.items.find(item => item.path === 'c')?.renamedFrom).toBe('a');
  });

  test('says in coverage from when to when versions are missing', () => {
    const tail = [
      observe({}, { a: 1 }, 10),
      observe({ a: 1 }, { a: 2 }, 20),
      observe({ a: 2 }, { a: 3 }, 30),
    ];
    const coverage = mergeTail(tail, true).find(draft => draft.kind === 'coverage');
    expect(coverage?.body.changes).toEqual([
      { kind: 'setpoint', from: instant(10), now: { state: 'gap', reason: 'spool-full' } },
      { kind: 'setpoint', from: instant(30), now: { state: 'watched' } },
    ]);
  });

  test('never claims watching where the last thing said was a gap', () => {
    const linkLost: FactDraft = {
      stream,
      at: instant(40),
      kind: 'coverage',
      body: {
        changes: [{ kind: 'setpoint', from: instant(40), now: { state: 'gap', reason: 'link-lost' } }],
        digests: [],
      },
    };
    const merged = mergeTail([observe({}, { a: 1 }, 10), observe({ a: 1 }, { a: 2 }, 20), linkLost], true);
    const coverage = merged.find(draft => draft.kind === 'coverage');
    expect(coverage?.body.changes.at(-1)?.now).toEqual({ state: 'gap', reason: 'link-lost' });
  });

  test('keeps statements and notices unless told to drop and count them', () => {
    const notice: FactDraft = {
      stream,
      at: instant(15),
      kind: 'notice',
      body: { code: 'hands-off.on', says: 'Stopped by hand.', data: {} },
    };
    const tail = [observe({}, { a: 1 }, 10), notice, observe({ a: 1 }, { a: 2 }, 20)];
    expect(mergeTail(tail, true)).toContain(notice);
    const dropped = mergeTail(tail, false);
    expect(dropped).not.toContain(notice);
    expect(dropped.find(draft => draft.kind === 'notice')?.body.data).toMatchObject({
      notices: 1,
      observations: 1,
    });
  });

  test('gives back the very tail where there is nothing to merge', () => {
    const tail = [observe({}, { a: 1 }, 10)];
    expect(mergeTail(tail, true)).toBe(tail);
  });
});
