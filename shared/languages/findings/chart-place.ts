import type { Difference } from '../compare/index.ts';

/** ` at step Wait`, ` at transition Go`: a chart is one network, so its number alone says little. Empty outside of charts. */
export function chartPlace({ piece }: Difference): string {
  const within = piece?.new?.within ?? piece?.old?.within ?? [];
  const holder = within.find(({ kind }) => kind === 'step' || kind === 'transition');
  return holder === undefined ? '' : ` at ${holder.kind} ${holder.tokens[0]?.text ?? ''}`;
}
