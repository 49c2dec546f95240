import type { ItemDiff as Diff } from '@witnessmark/shared/api';
import { LogicDiff } from './logic-diff.tsx';
import { BytesDiff, TextDiff } from './text-diff.tsx';
import { ValuesDiff } from './values-diff.tsx';

interface Props {
  readonly diff: Diff;
  readonly path: string;
  readonly old?: string | null;
  readonly now?: string | null;
}

/** How one item differs, in the form that fits it; `old` and `now` are the contents' SHA-256. */
export function ItemDiff({ diff, path, old = null, now = null }: Props) {
  switch (diff.form) {
    case 'values':
      return <ValuesDiff diff={diff} label={path} />;
    case 'text':
      return <TextDiff diff={diff} label={path} />;
    case 'logic':
      return <LogicDiff diff={diff} label={path} />;
    case 'code':
      return (
        <>
          <p>{diff.sentence}</p>
          <TextDiff diff={diff.raw} label={path} />
        </>
      );
    case 'bytes':
      return <BytesDiff diff={diff} old={old} now={now} />;
    case 'none':
      return (
        <p className="blank">
          <span className="glyph" aria-hidden="true">
            !
          </span>{' '}
          Content not shown: {diff.reason}
        </p>
      );
  }
}
