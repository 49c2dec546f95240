import { expect, test } from 'vitest';
import { isPermissive, licenceList, type ShippedPackage } from '../../scripts/release/index.ts';

test.each([
  ['MIT', true],
  ['(MIT OR GPL-3.0-only)', true],
  ['MIT AND BSD-3-Clause', true],
  ['Apache-2.0 OR (MIT AND ISC)', true],
  ['GPL-3.0-only', false],
  ['MIT AND LGPL-2.1-only', false],
  ['MIT AND (LGPL-2.1-only OR MPL-2.0)', false],
  ['(MIT', false],
  ['MIT MIT', false],
  ['SEE LICENSE IN LICENSE', false],
  ['', false],
])('%j may be shipped: %s', (expression, may) => {
  expect(isPermissive(expression)).toBe(may);
});

const shipped = (name: string, licence: string): ShippedPackage => ({
  name,
  version: '1.0.0',
  licence,
  text: `Copyright the authors of ${name}`,
});

test('the list holds each package with its licence and text', () => {
  const list = licenceList([shipped('a', 'MIT'), shipped('b', 'ISC')]);
  expect(list).toContain('a 1.0.0\n\nLicence: MIT\n\nCopyright the authors of a');
  expect(list).toContain('b 1.0.0\n\nLicence: ISC\n\nCopyright the authors of b');
});

test('a release stops at a licence that is not permissive, or at none, and names the packages', () => {
  const list = () => licenceList([shipped('a', 'MIT'), shipped('b', 'AGPL-3.0-only'), shipped('c', '')]);
  expect(list).toThrow(/b@1\.0\.0: AGPL-3\.0-only\nc@1\.0\.0: none stated/);
});
