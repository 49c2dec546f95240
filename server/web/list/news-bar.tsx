import { useKeys } from '../keys/index.ts';

/** Tells of rows that arrived while others were being read, and shows them when asked. */
export function NewsBar({
  count,
  noun,
  onShow,
}: {
  readonly count: number;
  readonly noun: (count: number) => string;
  readonly onShow: () => void;
}) {
  useKeys('New rows', [{ keys: 'n', does: 'show what arrived', run: onShow }], count > 0);
  return (
    <div className="news" role="status" aria-live="polite">
      {count > 0 && (
        <button type="button" onClick={onShow}>
          <span aria-hidden="true">↑ </span>
          {noun(count)} — show <kbd>n</kbd>
        </button>
      )}
    </div>
  );
}
