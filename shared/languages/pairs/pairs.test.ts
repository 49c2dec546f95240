import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { compareFiles, readerOf } from '../index.ts';
import { inUnits, inWords, type PairExpectation } from './pair.ts';

const artefacts = new URL('../../../../shared/data/artefacts', import.meta.url).pathname;
const present = existsSync(artefacts);
if (!present) console.warn('NOT TESTED: consecutive versions of real files, which are not in this place');

const tables = globSync('*.expect.ts', { cwd: import.meta.dirname });
const expectations = (
  await Promise.all(
    tables.map(
      async table =>
        (await import(new URL(table, import.meta.url).href)) as { pairs: readonly PairExpectation[] },
    ),
  )
).flatMap(({ pairs }) => pairs);

/** Both versions of `folder/name.ext`. */
function versions(file: string): { readonly path: string; readonly content: Uint8Array }[] {
  const point = file.lastIndexOf('.');
  return ['v1', 'v2'].map(version => ({
    path: file,
    content: readFileSync(join(artefacts, `${file.slice(0, point)}.${version}${file.slice(point)}`)),
  }));
}

function compared(file: string, turned = false) {
  const [old, now] = turned ? versions(file).reverse() : versions(file);
  if (old === undefined || now === undefined) throw new Error('two versions');
  const result = compareFiles(old, now);
  if (result.state !== 'compared') throw new Error(`${file}: ${result.state}`);
  return result.diff;
}

describe.skipIf(!present)('consecutive versions of real files', () => {
  test.each(expectations.map(expectation => [expectation.file, expectation] as const))(
    '%s differs in what its expectation says and in nothing else',
    (file, { changes, units, findings = [], noise = [] }) => {
      const diff = compared(file);
      const words = inWords(diff);
      if (units === undefined) expect(words).toEqual({ changes, findings, noise });
      else {
        expect(inUnits(diff)).toEqual(units);
        const named = new Set(changes);
        const told = words.changes.filter(change => named.has(change));
        expect({ ...words, changes: told }).toEqual({ changes, findings, noise });
      }
      expect(diff.unknown.differing).toBe(0);
      if (changes.length === 0) expect(diff.sentence).toMatch(/^nothing that means anything: /);
    },
  );

  test.each(expectations.map(({ file }) => file))(
    '%s does not differ from itself, and as much turned round',
    file => {
      const [old, now] = versions(file);
      for (const side of [old, now]) {
        if (side === undefined) continue;
        const result = compareFiles(side, side);
        expect(result.state === 'compared' && result.diff.changes).toEqual([]);
      }
      expect(compared(file, true).changes.length).toBe(compared(file).changes.length);
    },
  );

  test('each pair that a language reads has its expectation', () => {
    const known = new Set(expectations.map(({ file }) => file));
    const read = globSync('*/*.v1.*', { cwd: artefacts }).map(path => path.replaceAll('\\', '/'));
    const missing = read
      .map(path => path.replace(/\.v1(\.[^.]+)$/, '$1'))
      .filter(file => !known.has(file) && versions(file).every(side => readerOf(side) !== null));
    // Two versions dropped in and no expectation: the table is behind the files.
    expect(missing).toEqual([]);
  });
});

describe.skipIf(!present)('one block in two forms', () => {
  test.each(['czarnak_Inputs_FB', 'czarnak_MotorSoftstart'])(
    '%s differs in titles alone, which only one form holds',
    name => {
      const side = (path: string) => ({ path, content: readFileSync(join(artefacts, path)) });
      const result = compareFiles(side(`tia-xml/${name}.xml`), side(`tia-xml/${name}.s7dcl`));
      if (result.state !== 'compared') throw new Error(result.state);
      const { counts, changes, unknown } = result.diff;
      expect({ ...counts, comment: 0 }).toEqual({
        logic: 0,
        value: 0,
        interface: 0,
        attribute: 0,
        comment: 0,
      });
      // Names of networks stand in a resource file beside the text form.
      expect(changes.filter(({ new: now }) => now !== null)).toEqual([]);
      expect(unknown.differing).toBe(0);
    },
  );
});

describe.skipIf(!present)('one controller with and without its lists of dependencies', () => {
  test('does not differ, whatever is encrypted anew', () => {
    const side = (name: string) => ({
      path: 'HTTPClient.L5X',
      content: readFileSync(join(artefacts, `rockwell/RA_raC_Opr_HTTP_Client_${name}.L5X`)),
    });
    for (const [old, now] of [
      ['deps', 'no_deps'],
      ['no_deps', 'deps'],
    ] as const) {
      const result = compareFiles(side(old), side(now));
      if (result.state !== 'compared') throw new Error(result.state);
      expect(result.diff.changes).toEqual([]);
      expect(result.diff.unknown.differing).toBe(0);
    }
  });
});
