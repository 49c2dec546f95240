import { Link } from '@tanstack/react-router';
import type { ChangeItem } from '@witnessmark/shared/api';
import { contentAddress } from '../api/index.ts';
import { type DiffView, ItemDiff } from '../diff/index.ts';
import { bytesText, ExportRequestLine, kindNames, SignMark } from '../parts/index.ts';
import { Between } from '../time/index.ts';

interface Props {
  readonly item: ChangeItem;
  readonly asset: string;
  /** The change's commit. */
  readonly commit: string | null;
  readonly open: boolean;
  readonly view: DiffView;
  readonly onView: (view: DiffView) => void;
}

/** One item of a change: what it is, when, and how it differs. */
export function ItemPanel({ item, asset, commit, open, view, onView }: Props) {
  return (
    <details className="item-panel" open={open} id={`item-${item.index}`}>
      <summary>
        <SignMark sign={item.sign} /> <code className="path">{item.path}</code>{' '}
        <span className="fine">{kindNames[item.kind]}</span>
        {item.unsettled && <span className="badge loud">! not settled</span>}
      </summary>
      <div className="item-body">
        {item.checksum && (
          <p className="checksum">
            checksum{' '}
            {item.checksum.old !== null && (
              <>
                <del className="value">{item.checksum.old}</del> →{' '}
              </>
            )}
            <ins className="value">{item.checksum.new}</ins>
          </p>
        )}
        {item.exportRequest && <ExportRequestLine request={item.exportRequest} onItsChange />}
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
        {/* The reason stands above where the item carries the same one. */}
        {!(item.diff.form === 'none' && item.diff.reason === item.reason) && (
          <ItemDiff
            diff={item.diff}
            path={item.path}
            asset={asset}
            old={item.old.sha256}
            now={item.new.sha256}
            view={view}
            onView={onView}
          />
        )}
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
          {commit && item.new.sha256 && (
            <>
              {' · '}
              <a href={contentAddress(asset, item.path, commit)} download>
                download as found
              </a>
            </>
          )}
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
