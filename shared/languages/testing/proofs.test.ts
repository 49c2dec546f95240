import { array, assert, nat, property, tuple, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { withoutProse } from './edits.ts';
import { encodings } from './encodings.ts';
import { outcome } from './outcome.ts';
import { replaced } from './place.ts';
import type { Edit } from './proof.ts';
import { noiseRules } from './rules.ts';
import { forms, lost, placesBySort, type Specimen, specimens } from './specimen.ts';
import { proofTable } from './table.ts';

/** What comparing one large file costs bounds how many alterations of it are tried. */
const slow = 60_000;

describe.each(forms.map(form => [form.proof.form, form] as const))('%s', (_, { language, proof }) => {
  const all = specimens(language, proof);

  test('is understood whole, and does not differ from itself', () => {
    for (const { source, read, text, path } of all) {
      expect([path, source.problems, source.unknown]).toEqual([path, [], []]);
      expect(source.units.length).toBeGreaterThan(0);
      expect(outcome(source, read(text))).toEqual({ told: 'nothing' });
    }
  });

  test.each(proof.layouts.map(layout => [layout.says, layout] as const))(
    '%s is the same',
    (_says, layout) => {
      assert(
        property(nat(), seed => {
          for (const { source, read, text, path } of all) {
            if (layout.notFor?.test(path)) continue;
            const told = outcome(source, read(layout.write(text, seed)));
            expect([path, told.told === 'difference' ? told.diff.changes : told.told]).toEqual([
              path,
              expect.stringMatching(/^(?:nothing|noise)$/),
            ]);
          }
        }),
        { numRuns: 2 },
      );
    },
  );

  test.each(proof.edits.map(edit => [edit.says, edit] as const))(
    '%s: one edit is told as that and as nothing else',
    (_says, edit) => {
      const places = all.flatMap(of => placesOf(of, edit));
      expect(places.length).toBeGreaterThan(0);
      assert(
        property(nat(places.length - 1), at => {
          const [of, from, to] = places[at] ?? [];
          if (of === undefined || from === undefined || to === undefined) throw new Error('a place');
          const was = of.text.slice(from, to);
          const told = outcome(of.source, of.read(replaced(of.text, { sort: '', from, to }, edit.to(was))));
          const changes = told.told === 'difference' ? told.diff.changes : [];
          // A remark that stood at what is gone is told as well.
          const meant = changes.filter(change => edit.class === 'comment' || change.class !== 'comment');
          expect([of.path, was, meant.map(change => change.class)]).toEqual([of.path, was, [edit.class]]);
          if (edit.isSign !== true) expect(JSON.stringify(meant).toUpperCase()).toContain(plain(was));
        }),
        { numRuns: 8 },
      );
    },
  );

  test('whatever is altered is told, but for what means nothing', { timeout: slow }, () => {
    assert(
      property(nat(), seed => {
        const found: string[] = [];
        for (const of of all.slice(0, proof.made.length))
          for (const places of placesBySort(of).values()) {
            const place = places[seed % places.length];
            const says = place === undefined ? null : lost(of, place, seed);
            if (says !== null) found.push(says);
          }
        expect(found).toEqual([]);
      }),
      { numRuns: 1 },
    );
    assert(
      property(nat(), nat(), nat(), nat(), (which, sort, at, seed) => {
        const of = all[which % all.length];
        const sorts = of === undefined ? [] : [...placesBySort(of).values()];
        const places = sorts[sort % sorts.length] ?? [];
        const place = places[at % places.length];
        if (of === undefined || place === undefined) throw new Error('a place');
        expect(lost(of, place, seed)).toBeNull();
      }),
      { numRuns: 25 },
    );
  });

  test.each(Object.entries(encodings))('in %s it says the same', (encoding, write) => {
    const [{ read } = raise()] = all;
    // Words of each alphabet; where an encoding has no letters for them, it is not used for them.
    for (const words of ['Насос включён', 'Tür auf für Öl', 'rozdělovač šoupě žádaný průtok']) {
      const text = proof.prose.replaceAll('§', words);
      const written = write(text);
      if (written === null) continue;
      const before = read(text);
      if (before.state === 'refused') throw new Error(before.says);
      expect([encoding, words, outcome(before, read(written))]).toEqual([
        encoding,
        words,
        { told: 'nothing' },
      ]);
    }
  });

  test('files with faults in them are answered for', { timeout: slow }, () => {
    const faults = array(tuple(nat(), nat(60), uint8Array({ maxLength: 6 })), { minLength: 1, maxLength: 6 });
    for (const { text, read } of all.slice(0, proof.made.length))
      assert(
        property(faults, list => {
          const edited = list.reduce<Uint8Array>((bytes, [at, length, by]) => {
            const from = at % (bytes.length + 1);
            return Buffer.concat([bytes.subarray(0, from), by, bytes.subarray(from + length)]);
          }, Buffer.from(text));
          expect(['read', 'refused']).toContain(read(edited).state);
        }),
        { numRuns: 40 },
      );
  });

  test('nothing is left out but by a reviewed rule with an owner, and each reason of the proof is one', () => {
    const rules = noiseRules[language];
    for (const { owner, because } of rules) expect([owner, because]).not.toContain('');
    const known = new Set([...rules.map(({ rule }) => rule), 'written-by']);
    for (const { rule } of proof.meaningless) if (rule !== null) expect(known).toContain(rule);
    for (const { source } of all) for (const { rule } of source.noise) expect(known).toContain(rule);
  });
});

test('the list for people is what the proofs say of themselves', async () => {
  await expect(proofTable()).toMatchFileSnapshot('../../../docs/language-proofs.md');
});

/** Where an edit can be made. */
function placesOf(of: Specimen, edit: Edit): (readonly [Specimen, number, number])[] {
  const code = of.proof.isXml ? of.text : withoutProse(of.text);
  return [...code.matchAll(edit.at)].flatMap(({ indices }) => {
    const [from, to] = indices?.groups?.['it'] ?? [];
    return from === undefined || to === undefined ? [] : [[of, from, to] as const];
  });
}

/** What of an edited piece has to stand in the change: its names and numbers, not its layout. */
function plain(text: string): string {
  return /[\p{L}\p{N}.]+/u.exec(text)?.[0].toUpperCase() ?? '';
}

function raise(): never {
  throw new Error('a form without a file');
}
