import { assert, nat, property } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareFiles } from '../files.ts';
import { artefact, artefactsAreThere } from '../iec/testing/index.ts';
import { replaced } from './place.ts';
import type { Edit } from './proof.ts';
import { proofs } from './proofs/index.ts';

const blocks = ['czarnak_Inputs_FB', 'czarnak_MotorSoftstart'];
const textOf = (path: string) => (artefactsAreThere ? new TextDecoder().decode(artefact(path)) : '');
const editsOf = (language: 'simaticml' | 's7dcl') => proofs[language].flatMap(({ edits }) => edits);

/** Each place where an engineer could make one of these edits. */
function places(text: string, edits: readonly Edit[]) {
  return edits.flatMap(edit =>
    [...text.matchAll(edit.at)].flatMap(({ indices }) => {
      const [from, to] = indices?.groups?.['it'] ?? [];
      return from === undefined || to === undefined ? [] : [{ edit, from, to }];
    }),
  );
}

/** What of a change of form is told, beside the titles of networks, which one form alone holds. */
function told(old: readonly [string, string], now: readonly [string, string]) {
  const side = ([path, text]: readonly [string, string]) => ({ path, content: Buffer.from(text) });
  const result = compareFiles(side(old), side(now));
  if (result.state !== 'compared') throw new Error(result.state);
  expect(result.diff.unknown.differing).toBe(0);
  return result.diff.changes.filter(change => change.class !== 'comment').map(change => change.class);
}

describe.skipIf(!artefactsAreThere)('a block that was kept in one form and is kept in another', () => {
  test.each(blocks)('%s, edited once in between, has changed by that edit and by nothing else', name => {
    const xml = [`${name}.xml`, textOf(`tia-xml/${name}.xml`)] as const;
    const source = [`${name}.s7dcl`, textOf(`tia-xml/${name}.s7dcl`)] as const;
    expect(told(xml, source)).toEqual([]);
    expect(told(source, xml)).toEqual([]);
    for (const [old, [path, text], language] of [
      [xml, source, 's7dcl'],
      [source, xml, 'simaticml'],
    ] as const) {
      const all = places(text, editsOf(language));
      expect(all.length).toBeGreaterThan(10);
      assert(
        property(nat(all.length - 1), at => {
          const { edit, from, to } = all[at] ?? raise();
          const edited = replaced(text, { sort: '', from, to }, edit.to(text.slice(from, to)));
          expect([edit.says, told(old, [path, edited])]).toEqual([edit.says, [edit.class]]);
        }),
        { numRuns: 8 },
      );
    }
  });
});

function raise(): never {
  throw new Error('a place');
}
