import type { Language, Member, Network, Unit } from '../model/index.ts';
import type { Spot } from './tree-diff.ts';

/** What kind of thing a difference is to the machine and to people. */
export const differenceClasses = ['logic', 'value', 'interface', 'attribute', 'comment'] as const;
export type DifferenceClass = (typeof differenceClasses)[number];

export const differenceSigns = [
  'added',
  'removed',
  'changed',
  'moved',
  'renamed',
  'retyped',
  'reordered',
] as const;
export type DifferenceSign = (typeof differenceSigns)[number];

export const differenceAspects = [
  ...['unit', 'number', 'title', 'comment', 'attribute'],
  ...['member', 'name', 'type', 'value', 'measure', 'range', 'address', 'section', 'order'],
  ...['network', 'language', 'statement', 'contact', 'coil', 'box', 'pin', 'branch', 'verbatim'],
  ...['step', 'action', 'transition'],
] as const;
export type DifferenceAspect =
  | 'unit'
  | 'number'
  | 'title'
  | 'comment'
  | 'attribute'
  | 'member'
  | 'name'
  | 'type'
  | 'value'
  | 'measure'
  | 'range'
  | 'address'
  | 'section'
  | 'order'
  | 'network'
  | 'language'
  | 'statement'
  | 'contact'
  | 'coil'
  | 'box'
  | 'pin'
  | 'branch'
  | 'verbatim'
  | 'step'
  | 'action'
  | 'transition';

/** One thing on each side; null where it is not there. */
export interface Sides<Thing> {
  readonly old: Thing | null;
  readonly new: Thing | null;
}

/** A unit with the units it stands in, from the outside in. */
export interface UnitAt {
  readonly unit: Unit;
  readonly within: readonly Unit[];
  readonly language: Language;
}

/** A member with the members it is a part of, from the outside in. */
export interface MemberAt {
  readonly member: Member;
  readonly within: readonly Member[];
}

/** A piece of code in its network. */
export type Piece = Spot<Sides<Network>>;

/** One difference of two sources, with all that tells what it does. */
export interface Difference {
  readonly class: DifferenceClass;
  readonly sign: DifferenceSign;
  readonly aspect: DifferenceAspect;
  readonly unit: Sides<UnitAt>;
  readonly member: Sides<MemberAt> | null;
  readonly network: Sides<Network> | null;
  readonly piece: Sides<Piece> | null;
  /** Of an attribute its name. */
  readonly name: string | null;
  /** Where it stands, of what stands in no unit; of all else the line follows from the thing itself. */
  readonly lines?: Sides<number>;
  /** As it is shown; null where there is nothing on that side. */
  readonly old: string | null;
  readonly new: string | null;
}
