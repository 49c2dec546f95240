import type { CSSProperties } from 'react';
import { spanText, useZone, wallOf } from '../time/index.ts';
import { type Covered, coverageMarks, reasonText } from './words.ts';

export interface StripSpan {
  readonly from: string;
  readonly to: string;
  readonly state: Covered;
  readonly reason: string | null;
  readonly detail?: string | null;
  readonly readings?: number | null;
}

interface StripProps {
  readonly label: string;
  readonly from: string;
  readonly to: string;
  readonly spans: readonly StripSpan[];
  /** Drawn over the strip as a bar of its own, never thinner than can be seen. */
  readonly window?: { readonly from: string | null; readonly to: string };
}

/**
 * One line of coverage. What no span tells of stays `unknown`, hatched like any blank. A gap is never
 * drawn thinner than three pixels, however short it is against the whole.
 */
export function CoverageStrip({ label, from, to, spans, window }: StripProps) {
  const zone = useZone();
  const start = Date.parse(from);
  const length = Math.max(1, Date.parse(to) - start);
  const place = (a: string, b: string): CSSProperties => {
    const left = Math.max(0, (Date.parse(a) - start) / length);
    const right = Math.min(1, (Date.parse(b) - start) / length);
    // What begins at the very end stays in sight: no bar is thinner than four pixels.
    return { left: `min(${left * 100}%, 100% - 4px)`, width: `${Math.max(0, right - left) * 100}%` };
  };
  const says = (span: StripSpan) => {
    const a = wallOf(new Date(span.from), zone);
    const b = wallOf(new Date(span.to), zone);
    const reason = span.state === 'watched' ? '' : `: ${reasonText(span.reason)}`;
    const detail = span.detail ? ` (${span.detail})` : '';
    const readings = span.readings ? `, equal at ${span.readings} readings` : '';
    return `${coverageMarks[span.state].word}${reason}${detail} ${a.date} ${a.time} – ${b.date} ${b.time} ${b.offset}${readings}`;
  };
  const blanks = spans.filter(span => span.state !== 'watched');
  const summary =
    blanks.length === 0
      ? `${label}: watched throughout`
      : `${label}: ${blanks.slice(0, 10).map(says).join('; ')}${blanks.length > 10 ? `; and ${blanks.length - 10} more` : ''}`;
  return (
    <div className="strip" role="img" aria-label={summary}>
      {spans.map(span => (
        <span
          key={`${span.state}${span.from}`}
          className={`span span-${span.state}`}
          style={place(span.from, span.to)}
          title={says(span)}
        />
      ))}
      {window && (
        <span
          className="span-window"
          style={place(window.from ?? from, window.to)}
          title={
            window.from
              ? `The change happened in this window of ${spanText(Date.parse(window.to) - Date.parse(window.from))}`
              : 'No earlier reading exists'
          }
        />
      )}
    </div>
  );
}

/** What the strips' fillings mean. */
export function StripLegend({ window = false }: { readonly window?: boolean }) {
  return (
    <ul className="legend" aria-label="Legend">
      {(['watched', 'gap', 'blind', 'unknown'] as const).map(state => (
        <li key={state}>
          <span className={`swatch span-${state}`} aria-hidden="true" /> {coverageMarks[state].word}
        </li>
      ))}
      {window && (
        <li>
          <span className="swatch span-window" aria-hidden="true" /> window of the change
        </li>
      )}
    </ul>
  );
}
