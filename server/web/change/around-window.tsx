import type { Change } from '@witnessmark/shared/api';
import { CoverageStrip, kindNames } from '../parts/index.ts';
import { When } from '../time/index.ts';

/** Coverage around the window, one strip a kind; the window itself is a bar on each kind that changed. */
export function AroundWindow({ change, readAt }: { readonly change: Change; readonly readAt: number }) {
  // Of what comes after the reading of this page nothing can be known, so nothing is drawn.
  const coverage = change.coverage
    .filter(span => Date.parse(span.from) < readAt)
    .map(span => (Date.parse(span.to) > readAt ? { ...span, to: new Date(readAt).toISOString() } : span));
  const ends = [
    ...coverage.flatMap(span => [span.from, span.to]),
    change.window.from ?? change.window.to,
    change.window.to,
  ].map(at => Date.parse(at));
  const low = Math.min(...ends);
  const high = Math.max(...ends);
  const margin = Math.max(1000, (high - low) * 0.02);
  const from = new Date(low - margin).toISOString();
  const to = new Date(high + margin).toISOString();
  const kinds = [...new Set([...change.kinds, ...coverage.map(span => span.kind)])];
  return (
    <div className="strips">
      {kinds.map(kind => (
        <div key={kind} className="strip-line">
          <span className="strip-name">{kindNames[kind]}</span>
          <CoverageStrip
            label={kindNames[kind]}
            from={from}
            to={to}
            spans={coverage.filter(span => span.kind === kind)}
            {...(change.kinds.includes(kind) ? { window: change.window } : {})}
          />
        </div>
      ))}
      <div className="strip-ends">
        <When at={from} /> <When at={to} />
      </div>
    </div>
  );
}
