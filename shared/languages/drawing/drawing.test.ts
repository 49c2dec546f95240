import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anySource } from '../compare/model.fixture.ts';
import { compare, type Picture, type PictureBox, type PicturePart } from '../diff/index.ts';
import { oneLine } from './cells.ts';
import type { Drawing, PlacedChange, Shape } from './drawing.ts';
import { drawn, overlaid } from './drawn.ts';
import { faultsOf } from './faults.fixture.ts';
import { anyPicture, anyPictures } from './picture.fixture.ts';

const byNumber = (a: number, b: number) => a - b;
const anyLook = fc.constantFrom('iec' as const, 'logix' as const);

test('a pin that power goes through stands in its line, with its circle, and has no rail of its own', () => {
  const pins = (power?: true) => (name: string) => ({ name, negated: name === 'Q', from: null, power });
  const rung = (power?: true): Picture => ({
    form: 'circuits',
    circuits: [
      {
        is: 'box',
        box: {
          type: 'TON',
          instance: null,
          inputs: [pins(power)('IN'), pins()('PT')],
          outputs: [pins(power)('Q')],
          comment: null,
        },
      },
    ],
  });
  const linesOf = (power?: true) => {
    const { shapes } = drawn(rung(power), 'new', [], 'logix');
    const at = (name: string) => shapes.find(shape => shape.is === 'text' && shape.lines[0] === name);
    const [into, other, out] = ['IN', 'PT', 'Q']
      .map(at)
      .map(shape => (shape?.is === 'text' ? shape.frame.y : -1));
    return { into, other, out, circles: shapes.filter(({ is }) => is === 'bubble').length };
  };
  const inLine = linesOf(true);
  expect(inLine.circles).toBe(1);
  expect(inLine.into).toBe(inLine.out);
  expect(inLine.other).toBeGreaterThan(inLine.into ?? 0);
  expect(linesOf().into).toBeGreaterThan(inLine.into ?? 0);
});

/** Pieces of a picture as `kind place`, one for each. */
function piecesOf(picture: Picture): string[] {
  const found: string[] = [];
  const ofBox = (box: PictureBox, place: string, isNested = false) => {
    found.push(`${isNested && isInverter(box) ? 'contact' : 'box'} ${place}`);
    for (const { name, from } of [...box.inputs, ...box.outputs]) {
      const at = `${place}.${name}`;
      if (name !== '') found.push(`pin ${at}`);
      if (from === null) continue;
      if ('key' in from) {
        if (isWritten(from) && !/^B\d\.\w+$/.test(from.key)) found.push(`operand ${at}`);
        continue;
      }
      if ('inputs' in from) ofBox(from, at);
      else ofPart(from, at);
    }
  };
  const ofPart = (part: PicturePart, place: string) => {
    switch (part.is) {
      case 'series':
        part.parts.forEach((each, at) => {
          ofPart(each, `${place}.${at}`);
        });
        break;
      case 'parallel':
        part.branches.forEach((each, at) => {
          ofPart(each, `${place}.${at}`);
        });
        break;
      case 'box':
        ofBox(part.box, place, true);
        break;
      case 'verbatim':
        found.push(`verbatim ${place}`);
        break;
      default:
        found.push(`${part.is} ${place}`);
        if (isWritten(part.operand)) found.push(`operand ${place}`);
        if (part.memory !== null && isWritten(part.memory)) found.push(`memory ${place}`);
    }
  };
  if (picture.form === 'circuits')
    picture.circuits.forEach((circuit, at) => {
      ofPart(circuit, String(at));
    });
  else if (picture.form === 'blocks')
    picture.blocks.forEach((box, at) => {
      ofBox(box, String(at));
    });
  else {
    for (const { place, actions } of picture.steps)
      found.push(`step ${place}`, ...actions.map(action => `action ${action.place}`));
    for (const { place } of picture.transitions) found.push(`transition ${place}`);
  }
  return found.sort();
}

function isInverter({ type, instance, inputs, outputs }: PictureBox): boolean {
  return /^(?:NOT|INV)$/i.test(type) && instance === null && inputs.length + outputs.length === 0;
}

function isWritten({ text }: { readonly text: string }): boolean {
  return oneLine(text) !== '';
}

const told: ReadonlySet<string> = new Set(['operand', 'memory', 'pin']);

/** What a drawing shows of them. A wire to another box stands for the name of its output. */
function drawnPieces({ shapes }: Drawing, which: (shape: Shape) => boolean = () => true): string[] {
  return shapes
    .filter(which)
    .flatMap(shape => {
      if (shape.is === 'wire' || shape.is === 'mark' || shape.is === 'bubble' || shape.is === 'dot')
        return [];
      if (shape.is !== 'text') return [`${shape.is.replace('initial-', '')} ${shape.place}`];
      const isWire = shape.role === 'operand' && /^B\d\.\w+$/i.test(shape.lines.join(''));
      return told.has(shape.role) && !isWire ? [`${shape.role} ${shape.place}`] : [];
    })
    .sort();
}

/** Changes of some pieces of both sides, told of them or of what is not there. */
function changesOf(pictures: { old: Picture; new: Picture }, picks: readonly number[]): PlacedChange[] {
  const places = (picture: Picture) => piecesOf(picture).map(piece => piece.split(' '));
  const [old, now] = [places(pictures.old), places(pictures.new)];
  const signs = ['added', 'removed', 'changed', 'moved'] as const;
  return picks.map((pick, change) => {
    const sign = signs[pick % signs.length] ?? 'changed';
    const was = old[pick % Math.max(1, old.length)];
    const is = now[(pick >> 3) % Math.max(1, now.length)];
    return {
      change,
      sign,
      aspect: (is ?? was)?.[0] ?? 'contact',
      old: sign === 'added' ? null : (was?.slice(1).join(' ') ?? null),
      new: sign === 'removed' ? null : (is?.slice(1).join(' ') ?? '9.9'),
    };
  });
}

const anyPicks = fc.array(fc.nat(10_000), { maxLength: 6 });

describe('a drawing of any picture', () => {
  test('shows every piece exactly once, nothing over each other and all inside of it', () => {
    fc.assert(
      fc.property(anyPicture, anyLook, anyPicks, (picture, look, picks) => {
        const changes = changesOf({ old: picture, new: picture }, picks);
        const drawing = drawn(picture, 'new', changes, look);
        expect(faultsOf(drawing)).toEqual([]);
        expect(drawnPieces(drawing)).toEqual(piecesOf(picture));
      }),
      { numRuns: 150 },
    );
  });

  test('marks every change of a piece that is there, where it stands', () => {
    fc.assert(
      fc.property(anyPicture, anyPicks, (picture, picks) => {
        const changes = changesOf({ old: picture, new: picture }, picks);
        const marks = drawn(picture, 'old', changes, 'iec').shapes.filter(shape => shape.is === 'mark');
        const there = piecesOf(picture).length === 0 ? [] : changes.filter(({ old }) => old !== null);
        expect(marks.flatMap(({ changes: numbers }) => numbers).sort(byNumber)).toEqual(
          there.map(({ change }) => change),
        );
        for (const { place, changes: numbers } of marks)
          for (const number of numbers)
            expect(changes[number]?.old).toSatisfy(at => `${at}.`.startsWith(`${place}.`));
      }),
      { numRuns: 40 },
    );
  });

  test('is the same for the same picture', () => {
    fc.assert(
      fc.property(anyPictures, anyLook, anyPicks, (pictures, look, picks) => {
        const changes = changesOf(pictures, picks);
        expect(drawn(structuredClone(pictures.new), 'new', changes, look)).toEqual(
          drawn(pictures.new, 'new', changes, look),
        );
        expect(overlaid(structuredClone(pictures), changes, look)).toEqual(overlaid(pictures, changes, look));
      }),
      { numRuns: 40 },
    );
  });
});

describe('both sides laid over each other', () => {
  test('show the new side whole and what is only on the old one as ghosts, nothing over each other', () => {
    fc.assert(
      fc.property(anyPictures, anyLook, anyPicks, (pictures, look, picks) => {
        const drawing = overlaid(pictures, changesOf(pictures, picks), look);
        expect(drawing).not.toBeNull();
        if (drawing === null) return;
        expect(faultsOf(drawing)).toEqual([]);
        expect(drawnPieces(drawing, shape => shape.is === 'mark' || !shape.ghost)).toEqual(
          piecesOf(pictures.new),
        );
      }),
      { numRuns: 120 },
    );
  });

  test('lose no operand of the old side', () => {
    fc.assert(
      fc.property(anyPictures, anyPicks, (pictures, picks) => {
        const drawing = overlaid(pictures, changesOf(pictures, picks), 'iec');
        const texts = (drawing?.shapes ?? []).flatMap(shape =>
          shape.is === 'text' ? [shape.full ?? shape.lines.join(' ')] : [],
        );
        const all = texts.join('\n');
        for (const text of operandsOf(pictures.old)) expect(all).toContain(text);
      }),
      { numRuns: 40 },
    );
  });

  test('of two equal sides are that side, without a ghost and without a mark', () => {
    fc.assert(
      fc.property(anyPicture, anyLook, (picture, look) => {
        const both = overlaid({ old: picture, new: structuredClone(picture) }, [], look);
        expect(both).toEqual(drawn(picture, 'new', [], look));
      }),
      { numRuns: 40 },
    );
  });
});

/** Operands of contacts and coils: of them nothing may be lost. */
function operandsOf(picture: Picture): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if ('is' in value && (value.is === 'contact' || value.is === 'coil') && 'operand' in value)
      found.push(oneLine(String((value.operand as { text: string }).text)));
    Object.values(value).forEach(visit);
  };
  visit(picture);
  return found.filter(text => text !== '');
}

test('every rung that differs between any two sources is drawn on both sides', () => {
  fc.assert(
    fc.property(anySource, anySource, (old, now) => {
      const { networks, changes } = compare(old, now);
      for (const { picture, marks } of networks) {
        const placed = marks.flatMap(({ change, old: was, new: is }): PlacedChange[] => {
          const told = changes[change];
          return told === undefined
            ? []
            : [{ change, aspect: told.aspect, sign: 'changed', old: was, new: is }];
        });
        for (const side of ['old', 'new'] as const) {
          const one = picture?.[side] ?? null;
          if (one === null) continue;
          const drawing = drawn(one, side, placed, 'iec');
          expect(faultsOf(drawing)).toEqual([]);
          const marked = drawing.shapes.flatMap(shape => (shape.is === 'mark' ? shape.changes : []));
          expect(marked.sort(byNumber)).toEqual(
            placed
              .filter(mark => mark[side] !== null)
              .map(({ change }) => change)
              .sort(byNumber),
          );
        }
      }
    }),
    { numRuns: 40 },
  );
});
