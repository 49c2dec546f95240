import type { Meaningless } from '../proof.ts';

/** What may be left out or doubled where the words around it say the same. */
export const separators: Meaningless = {
  at: /^[;:,"'`#()*\]]\t/,
  rule: null,
  because: 'what follows makes up for a separator; no tool takes the text without it',
};

/** Frames and stars around a remark. */
export const frames: Meaningless = {
  at: /^[*(/)~-]\t\s*(?:\(?\*|\/\/|;\*|.*\*\)?\s*$|.*\(\*|.*\/\/)/,
  rule: null,
  because: 'the frame of a remark is no word of it',
};

export const digitGroups: Meaningless = {
  at: /^_\t.*[\dA-F]_[\dA-F]/i,
  rule: null,
  because: 'digits stand in groups or not',
};

export const schemas: Meaningless = {
  at: /\/@xmlns(?::\w+)?$/,
  rule: null,
  because: 'which schema an element names for its form',
};

/** Shorter: one reason for many places of one kind. */
export function nothing(because: string, ...at: readonly RegExp[]): Meaningless[] {
  return at.map(each => ({ at: each, rule: null, because }));
}

export function noise(rule: string, ...at: readonly RegExp[]): Meaningless[] {
  return at.map(each => ({ at: each, rule }));
}
