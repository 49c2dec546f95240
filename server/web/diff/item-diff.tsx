import type { ItemDiff as Diff } from '@witnessmark/shared/api';
import { CodeDiff } from './code-diff.tsx';
import type { Shown } from './diff-tabs.tsx';
import { LogicDiff } from './logic-diff.tsx';
import { BytesDiff, TextDiff } from './text-diff.tsx';
import { ValuesDiff } from './values-diff.tsx';

interface Props extends Shown {
  readonly diff: Diff;
  readonly old?: string | null;
  readonly now?: string | null;
}

/** How one item differs, in the form that fits it; `old` and `now` are the contents' SHA-256. */
export function ItemDiff({ diff, old = null, now = null, ...shown }: Props) {
  switch (diff.form) {
    case 'values':
      return <ValuesDiff diff={diff} label={shown.path} />;
    case 'text':
      return <TextDiff diff={diff} label={`Lines of ${shown.path}`} />;
    case 'logic':
      return <LogicDiff diff={diff} shown={shown} />;
    case 'code':
      return <CodeDiff diff={diff} shown={shown} />;
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
