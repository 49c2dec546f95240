import type { PartName } from '@witnessmark/shared/api';
import { counted } from '../parts/index.ts';

const shownAtOnce = 6;

/** `Press.Force (setpoints/DB20.txt)`, or an item's path. */
export function partText({ path, member }: PartName): string {
  return member === null ? path : `${member} (${path})`;
}

/** What a judgement is about: members by name, under their item. */
export function PartsLine({ parts, count }: { readonly parts: readonly PartName[]; readonly count: number }) {
  const shown = parts.slice(0, shownAtOnce);
  return (
    <p className="judged-parts">
      {shown.map((part, index) => (
        <span key={partText(part)}>
          {index > 0 && ', '}
          <code>{part.member ?? part.path}</code>
        </span>
      ))}
      {count > shown.length && <> and {counted(count - shown.length, 'more part')}</>}
    </p>
  );
}
