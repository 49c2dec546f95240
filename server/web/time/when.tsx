import { useNow } from './now.ts';
import { useZone } from './site.ts';
import { agoText, spanText } from './span.ts';
import { utcText, wallOf } from './zone.ts';

interface WhenProps {
  readonly at: string;
  /** `time` leaves the date to a heading nearby; `full` writes date, time and offset. */
  readonly as?: 'time' | 'full';
  /** Adds the relative time behind the absolute one. */
  readonly ago?: boolean;
}

/** A moment in the site's zone; UTC on hover and for assistive technology. */
export function When({ at, as = 'full', ago = false }: WhenProps) {
  const wall = wallOf(new Date(at), useZone());
  const utc = utcText(at);
  return (
    <time className="when" dateTime={at} title={utc}>
      {as === 'full' ? `${wall.date} ${wall.time}` : wall.time}
      {as === 'full' && <span className="offset"> {wall.offset}</span>}
      {as === 'full' && <span className="unseen"> ({utc})</span>}
      {ago && <Ago at={at} />}
    </time>
  );
}

function Ago({ at }: { readonly at: string }) {
  return <span className="ago"> · {agoText(Date.parse(at), useNow())}</span>;
}

/** From – to of one window or gap, the date once. An open start or end is said in words. */
export function Between({ from, to }: { readonly from: string | null; readonly to: string | null }) {
  const zone = useZone();
  if (from && to) {
    const start = wallOf(new Date(from), zone);
    const end = wallOf(new Date(to), zone);
    const sameDay = start.date === end.date;
    return (
      <span className="when" title={`${utcText(from)} – ${utcText(to)}`}>
        <time dateTime={from}>
          {start.date} {start.time}
        </time>
        {' – '}
        <time dateTime={to}>
          {sameDay ? '' : `${end.date} `}
          {end.time}
        </time>
        <span className="offset"> {end.offset}</span>
        <span className="ago"> · {spanText(Date.parse(to) - Date.parse(from))}</span>
        <span className="unseen">
          {' '}
          ({utcText(from)} to {utcText(to)})
        </span>
      </span>
    );
  }
  if (to)
    return (
      <span>
        at or before <When at={to} />, no earlier reading
      </span>
    );
  if (from)
    return (
      <span>
        since <When at={from} ago />
      </span>
    );
  return <span>always</span>;
}
