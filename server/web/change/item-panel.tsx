import { Link } from '@tanstack/react-router';
import type { ChangeItem } from '@witnessmark/shared/api';
import { bytesText, kindNames, SignMark } from '../parts/index.ts';
import { Between } from '../time/index.ts';
import { BytesDiff, TextDiff } from './text-diff.tsx';
import { ValuesDiff } from './values-diff.tsx';

interface Props {
  readonly item: ChangeItem;
  readonly asset: string;
  readonly open: boolean;
}

/** One item of a change: what it is, when, and how it differs. */
export function ItemPanel({ item, asset, open }: Props) {
  return (
    <details className="item-panel" open={open} id={`item-${item.index}`}>
      <summary>
        <SignMark sign={item.sign} /> <code className="path">{item.path}</code>{' '}
        <span className="fine">{kindNames[item.kind]}</span>
        {item.unsettled && <span className="badge loud">! not settled</span>}
      </summary>
      <div className="item-body">
        {item.renamedFrom && (
          <p>
            ↕ moved from <code>{item.renamedFrom}</code>
          </p>
        )}
        {item.reason && (
          <p className="blank">
            <span className="glyph" aria-hidden="true">
              !
            </span>{' '}
            {item.state}: {item.reason}
          </p>
        )}
        <Diff item={item} />
        <p className="fine item-foot">
          <Between from={item.window.from} to={item.window.to} />
          {' · '}
          {sizes(item)}
          {' · '}
          <Link to="/changes" search={{ asset, item: item.path }}>
            history of this item
          </Link>
          {' · '}
          <Link to="/assets/$asset" params={{ asset }} search={{ item: item.path }}>
            every value, since when, who
          </Link>
        </p>
      </div>
    </details>
  );
}

function sizes({ old, new: now }: ChangeItem): string {
  const a = old.bytes === null ? 'nothing' : bytesText(old.bytes);
  const b = now.bytes === null ? 'nothing' : bytesText(now.bytes);
  return a === b ? a : `${a} → ${b}`;
}

function Diff({ item }: { readonly item: ChangeItem }) {
  const { diff } = item;
  switch (diff.form) {
    case 'values':
      return <ValuesDiff diff={diff} label={item.path} />;
    case 'text':
      return <TextDiff diff={diff} label={item.path} />;
    case 'bytes':
      return <BytesDiff diff={diff} old={item.old} now={item.new} />;
    case 'none':
      // The reason is shown above where the item carries the same one.
      return diff.reason === item.reason ? null : (
        <p className="blank">
          <span className="glyph" aria-hidden="true">
            !
          </span>{' '}
          Content not shown: {diff.reason}
        </p>
      );
  }
}
