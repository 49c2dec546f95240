import { editsBetween } from '../../sequences/index.ts';
import type { PlacedChange } from './drawing.ts';
import { interleaved, isSameBox, symbolWas } from './merging.ts';
import { type Box, isOperand, type Parallel, type Part, type Pin, type Series } from './pieces.ts';

/*
 * Both sides as one: what is equal stands once, what is no more stands before what came in its place. Changes say which
 * pieces went and came; whatever they leave open is drawn on both sides, which is never wrong.
 */

/** Places that went, came or moved: they are paired with nothing. */
interface Gone {
  readonly old: ReadonlySet<string>;
  readonly new: ReadonlySet<string>;
}

export function mergedCircuits(
  old: readonly Series[],
  now: readonly Series[],
  changes: readonly PlacedChange[],
): Series[] {
  return new Merging(changes).circuits(old, now);
}

export function mergedBoxes(
  old: readonly Box[],
  now: readonly Box[],
  changes: readonly PlacedChange[],
): Box[] {
  return new Merging(changes).boxes(old, now);
}

class Merging {
  readonly #gone: Gone;
  readonly #keys = new Map<object, string>();

  constructor(changes: readonly PlacedChange[]) {
    const places = (side: 'old' | 'new') =>
      new Set(
        changes.flatMap(change => {
          const other = side === 'old' ? change.new : change.old;
          const place = change[side];
          return place !== null && (other === null || change.sign === 'moved') ? [place] : [];
        }),
      );
    this.#gone = { old: places('old'), new: places('new') };
  }

  circuits(old: readonly Series[], now: readonly Series[]): Series[] {
    return this.#lists(
      old,
      now,
      () => true,
      (was, is) => this.#series(was, is),
    );
  }

  /** A box with an instance is that box wherever it stands. */
  boxes(old: readonly Box[], now: readonly Box[]): Box[] {
    const pairs = new Map<Box, Box>();
    const left = new Set(old);
    const pair = (alike: (was: Box, is: Box) => boolean) => {
      for (const is of now) {
        if (pairs.has(is)) continue;
        for (const was of left) {
          if (!alike(was, is)) continue;
          pairs.set(is, was);
          left.delete(was);
          break;
        }
      }
    };
    pair((was, is) => was.instance !== null && isSameBox(was, is));
    pair((was, is) => this.#key(was) === this.#key(is));
    pair(
      (was, is) =>
        was.type === is.type && was.instance === null && is.instance === null && this.#stays(was, is),
    );
    return interleaved(old, now, pairs, (was, is) => this.#box(was, is));
  }

  /** Two lists in their order: what is equal in both, and between that what may be the same piece. */
  #lists<Piece extends Part>(
    old: readonly Piece[],
    now: readonly Piece[],
    alike: (was: Piece, is: Piece) => boolean,
    merge: (was: Piece, is: Piece) => Piece,
    around?: (old: readonly Piece[], now: readonly Piece[]) => [readonly Piece[], readonly Piece[]],
  ): Piece[] {
    const edits = editsBetween(
      old.map(each => this.#key(each)),
      now.map(each => this.#key(each)),
    );
    const found: Piece[] = [];
    let [oldAt, newAt] = [0, 0];
    const end = { oldFrom: old.length, oldTo: old.length, newFrom: now.length, newTo: now.length };
    for (const edit of [...edits, end]) {
      for (; oldAt < edit.oldFrom; oldAt++, newAt++) {
        const was: Piece | undefined = old[oldAt];
        const is: Piece | undefined = now[newAt];
        if (was !== undefined && is !== undefined) found.push(merge(was, is));
      }
      const gap = [old.slice(edit.oldFrom, edit.oldTo), now.slice(edit.newFrom, edit.newTo)] as const;
      const [went, came] = around === undefined ? gap : around(...gap);
      const pairs = this.#inOrder<Piece>(went, came, alike);
      found.push(...interleaved<Piece>(went, came, pairs, merge));
      [oldAt, newAt] = [edit.oldTo, edit.newTo];
    }
    return found;
  }

  #inOrder<Piece extends Part>(
    old: readonly Piece[],
    now: readonly Piece[],
    alike: (was: Piece, is: Piece) => boolean,
  ): Map<Piece, Piece> {
    const pairs = new Map<Piece, Piece>();
    let from = 0;
    for (const is of now) {
      for (let at = from; at < old.length; at++) {
        const was = old[at];
        if (was === undefined || !this.#stays(was, is) || !alike(was, is)) continue;
        pairs.set(is, was);
        from = at + 1;
        break;
      }
    }
    return pairs;
  }

  #stays(was: Part, is: Part): boolean {
    return !this.#gone.old.has(was.place) && !this.#gone.new.has(is.place);
  }

  #series(old: Series, now: Series): Series {
    const parts = this.#lists<Part>(
      old.parts,
      now.parts,
      (was, is) => was.is === is.is,
      (was, is) => this.#part(was, is),
      (went, came) => {
        const newSide = this.#around(came, went);
        return [this.#around(went, newSide), newSide];
      },
    );
    return { ...now, on: 'both', parts };
  }

  #part(old: Part, now: Part): Part {
    if (old.is === 'box' && now.is === 'box') return this.#box(old, now);
    if (old.is === 'parallel' && now.is === 'parallel') return this.#parallel(old, now);
    if (old.is === 'series' && now.is === 'series') return this.#series(old, now);
    if ((old.is === 'contact' || old.is === 'coil') && old.is === now.is)
      return { ...now, on: 'both', was: symbolWas(old, now) };
    if (old.is === 'verbatim' && now.is === 'verbatim')
      return { ...now, on: 'both', was: old.text === now.text ? [] : old.text.split('\n') };
    return now;
  }

  #parallel(old: Parallel, now: Parallel): Parallel {
    const merged = this.#lists(
      old.branches,
      now.branches,
      () => true,
      (was, is) => this.#series(was, is),
    );
    // The way of the power goes along the first branch: that one is still there.
    const first = Math.max(
      0,
      merged.findIndex(({ on }) => on !== 'old'),
    );
    const branches = [
      ...merged.slice(first, first + 1),
      ...merged.slice(0, first),
      ...merged.slice(first + 1),
    ];
    return { ...now, on: 'both', branches };
  }

  #box(old: Box, now: Box): Box {
    const head = ({ type, instance, comment }: Box) => [type, instance?.text ?? '', comment ?? ''];
    const after = head(now);
    const was = head(old).filter((text, at) => text !== '' && text !== after[at]);
    return {
      ...now,
      on: 'both',
      was,
      inputs: this.#pins(old.inputs, now.inputs),
      outputs: this.#pins(old.outputs, now.outputs),
    };
  }

  /** By their names; a pin that another sort of thing leads to now stands there twice. */
  #pins(old: readonly Pin[], now: readonly Pin[]): Pin[] {
    const pairs = new Map<Pin, Pin>();
    const left = new Set(old);
    for (const is of now)
      for (const was of left) {
        if (was.name.toUpperCase() !== is.name.toUpperCase()) continue;
        left.delete(was);
        if (this.#pin(was, is) !== null) pairs.set(is, was);
        break;
      }
    return interleaved(old, now, pairs, (was, is) => this.#pin(was, is) ?? is);
  }

  #pin(old: Pin, now: Pin): Pin | null {
    if (old.power !== now.power) return null;
    const [was, is] = [old.from, now.from];
    if (was !== null && is !== null && !isOperand(was) && !isOperand(is)) {
      if (old.negated !== now.negated) return null;
      if (was.is === 'box' && is.is === 'box')
        return isSameBox(was, is) ? { ...now, on: 'both', from: this.#box(was, is) } : null;
      return was.is === 'series' && is.is === 'series'
        ? { ...now, on: 'both', from: this.#series(was, is) }
        : null;
    }
    if ((was !== null && !isOperand(was)) || (is !== null && !isOperand(is))) return null;
    const text = (pin: Pin, operand: typeof was) => `${pin.negated ? 'NOT ' : ''}${operand?.text ?? ''}`;
    const isSame = old.negated === now.negated && was?.key === is?.key;
    return { ...now, on: 'both', was: isSame ? [] : [text(old, was) || 'nothing'] };
  }

  /**
   * A branch laid around parts that stay makes a parallel of them: they are given the form of the other side, so that
   * the branch alone differs.
   */
  #around(parts: readonly Part[], others: readonly Part[]): readonly Part[] {
    let found = parts;
    for (const other of others) {
      if (other.is !== 'parallel' || found.some(each => each.is === 'parallel')) continue;
      for (const branch of other.branches) {
        const from = this.#runOf(found, branch.parts);
        const run = found.slice(from, from + branch.parts.length);
        const [first] = run;
        if (from < 0 || first === undefined) continue;
        const { place, on } = first;
        const around: Part = {
          is: 'parallel',
          place,
          on,
          branches: [{ is: 'series', place, on, parts: run }],
        };
        found = [...found.slice(0, from), around, ...found.slice(from + run.length)];
        break;
      }
    }
    return found;
  }

  #runOf(parts: readonly Part[], run: readonly Part[]): number {
    return parts.findIndex((_, from) =>
      run.every((each, at) => {
        const part = parts[from + at];
        return part !== undefined && this.#key(part) === this.#key(each);
      }),
    );
  }

  /** Equal for pieces that are drawn as the same. */
  #key(piece: Part): string {
    const known = this.#keys.get(piece);
    if (known !== undefined) return known;
    const key = JSON.stringify(piece, (name, value: unknown) =>
      name === 'place' || name === 'on' || name === 'text' ? undefined : value,
    );
    const whole = piece.is === 'verbatim' ? `${key}${piece.text}` : key;
    this.#keys.set(piece, whole);
    return whole;
  }
}
