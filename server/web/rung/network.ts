import type { CodeChange, CodeNetwork } from '@witnessmark/shared/languages';
import type { Look, MarkSign, PlacedChange } from '@witnessmark/shared/languages/drawing';
import { networkWord } from '@witnessmark/shared/languages/network-word';

/** `rung 4`, `network 4 → 5`: as the tool of its language calls and numbers it. */
export function networkName({ language, number }: Pick<CodeNetwork, 'language' | 'number'>): string {
  const word = networkWord(language);
  const [old, now] = [number.old ?? '', number.new ?? ''];
  const shown = old !== '' && now !== '' && old !== now ? `${old} → ${now}` : now || old;
  return shown === '' ? word : `${word} ${shown}`;
}

export function lookOf({ language }: Pick<CodeNetwork, 'language'>): Look {
  return language === 'RLL' ? 'logix' : 'iec';
}

const signs: Readonly<Record<CodeChange['sign'], MarkSign>> = {
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  renamed: 'changed',
  retyped: 'changed',
  moved: 'moved',
  reordered: 'moved',
};

/** The changes in a network, each where its piece stands. */
export function placedChanges({ marks }: CodeNetwork, changes: readonly CodeChange[]): PlacedChange[] {
  return marks.flatMap(({ change, old, new: now }) => {
    const told = changes[change];
    return told === undefined ? [] : [{ change, old, new: now, aspect: told.aspect, sign: signs[told.sign] }];
  });
}
