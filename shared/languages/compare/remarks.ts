import { editsBetween } from '../../sequences/index.ts';
import type { Remark, Source } from '../model/index.ts';
import type { Difference } from './difference.ts';
import { plainComment } from './node.ts';

/** Comments outside of any unit: those that changed, came or went, each by itself. */
export function remarkDifferences(old: Source, now: Source): Difference[] {
  const [before, after] = [told(old.remarks), told(now.remarks)];
  if (before.length === 0 && after.length === 0) return [];
  const texts = (remarks: readonly Remark[]) => remarks.map(({ text }) => text);
  return editsBetween(texts(before), texts(after)).flatMap(edit => {
    const went = before.slice(edit.oldFrom, edit.oldTo);
    const came = after.slice(edit.newFrom, edit.newTo);
    const count = Math.max(went.length, came.length);
    return Array.from({ length: count }, (_, at) => difference(went[at] ?? null, came[at] ?? null));
  });
}

/** As comments are compared: layout means nothing, and an empty one is none. */
function told(remarks: readonly Remark[] | undefined): Remark[] {
  return (remarks ?? []).flatMap(({ text, line }) => {
    const plain = plainComment(text);
    return plain === null ? [] : [{ text: plain, line }];
  });
}

function difference(old: Remark | null, now: Remark | null): Difference {
  return {
    class: 'comment',
    sign: old === null ? 'added' : now === null ? 'removed' : 'changed',
    aspect: 'comment',
    unit: { old: null, new: null },
    member: null,
    network: null,
    piece: null,
    name: null,
    lines: { old: old?.line ?? null, new: now?.line ?? null },
    old: old?.text ?? null,
    new: now?.text ?? null,
  };
}
