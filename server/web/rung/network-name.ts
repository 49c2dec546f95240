import type { CodeNetwork } from '@witnessmark/shared/languages';

/** `Rung 4`, `Network 4 → 5`: as the tool of its language calls and numbers it. */
export function networkName({ language, number }: Pick<CodeNetwork, 'language' | 'number'>): string {
  const word = language === 'RLL' ? 'Rung' : 'Network';
  const [old, now] = [number.old ?? '', number.new ?? ''];
  const shown = old !== '' && now !== '' && old !== now ? `${old} → ${now}` : now || old;
  return shown === '' ? word : `${word} ${shown}`;
}
