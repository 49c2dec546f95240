import type { ChangeSummary } from '@witnessmark/shared/api';
import { spanText, useZone, utcText, wallOf } from '../time/index.ts';

/** Longest window that still fills the bar proportionally, a week. */
const fullMs = 7 * 86_400_000;

/** A window in a list: its two ends, and a bar whose length grows with the logarithm of its width. */
export function WindowBar({ window }: { readonly window: ChangeSummary['window'] }) {
  const zone = useZone();
  const end = wallOf(new Date(window.to), zone);
  if (!window.from) {
    return (
      <span className="window" title={`Found at ${utcText(window.to)}, no earlier reading`}>
        <time dateTime={window.to}>≤ {end.time}</time>
        <span className="window-bar open" aria-hidden="true" />
      </span>
    );
  }
  const start = wallOf(new Date(window.from), zone);
  const ms = Date.parse(window.to) - Date.parse(window.from);
  const share = Math.min(1, Math.log10(1 + ms / 1000) / Math.log10(1 + fullMs / 1000));
  return (
    <span
      className="window"
      title={`${utcText(window.from)} – ${utcText(window.to)}, a window of ${spanText(ms)}, by ${window.basis}`}
    >
      <time dateTime={window.from}>
        {start.date === end.date ? start.time : `${start.date.slice(5)} ${start.time}`}
      </time>
      –<time dateTime={window.to}>{end.time}</time>
      <span className="window-bar" aria-hidden="true">
        <span style={{ width: `${Math.max(4, share * 100)}%` }} />
      </span>
    </span>
  );
}
