import { describe, expect, test } from 'vitest';
import { type Picture, pictureOf } from '../diff/index.ts';
import { readerOf } from '../files.ts';
import { artefact, artefactsAreThere, artefactsIn } from '../iec/testing/index.ts';
import type { Unit } from '../model/index.ts';
import { drawn, overlaid } from './drawn.ts';
import { faultsOf } from './faults.fixture.ts';

interface Found {
  readonly name: string;
  readonly language: string;
  readonly picture: Picture;
}

/** The networks of a recorded file that are drawn. */
function picturesIn(path: string): Found[] {
  const file = { path, content: artefact(path) };
  const parsed = readerOf(file)?.parse(file.content, path);
  if (parsed === undefined || parsed.state === 'refused') return [];
  const found: Found[] = [];
  const visit = ({ name, networks, units }: Unit): void => {
    for (const { body, language, number } of networks) {
      const picture = pictureOf(body, { pieces: 10_000 });
      if (picture !== null) found.push({ name: `${path} ${name} ${number}`, language, picture });
    }
    units.forEach(visit);
  };
  parsed.units.forEach(visit);
  return found;
}

const files = [
  ...artefactsIn('tia-xml', /^(?:ikea_Sortirovka\.v1|czarnak).*\.(?:xml|s7dcl)$/),
  ...artefactsIn('rockwell', /v1\.L5X$|ACDTests.*L5X$|L5Sharp_Test\.L5X$/),
  ...artefactsIn('plcopen', /dmx\.v1\.xml$|SPEMMCRA.*xml$/),
  ...artefactsIn('schneider', /\.v1\.xef$/),
];

describe.skipIf(!artefactsAreThere)('networks of recorded programs', () => {
  const pictures = files.flatMap(picturesIn);

  test('are there in every form', () => {
    expect(pictures.length).toBeGreaterThan(200);
    expect([...new Set(pictures.map(({ language }) => language))].sort()).toEqual(
      expect.arrayContaining(['FBD', 'LAD', 'LD', 'RLL', 'SFC']),
    );
  });

  test('are drawn with nothing over each other, on their own and laid over themselves', () => {
    for (const { name, language, picture } of pictures) {
      const look = language === 'RLL' ? 'logix' : 'iec';
      const drawing = drawn(picture, 'new', [], look);
      expect(faultsOf(drawing), name).toEqual([]);
      expect(overlaid({ old: picture, new: picture }, [], look), name).toEqual(drawing);
    }
  });
});
