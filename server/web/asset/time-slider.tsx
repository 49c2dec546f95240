import { useNavigate } from '@tanstack/react-router';
import type { ChangeSummary } from '@witnessmark/shared/api';
import { useEffect, useState } from 'react';
import { MomentField, momentOf } from '../parts/index.ts';
import { useZone, wallOf } from '../time/index.ts';

interface Props {
  readonly asset: string;
  readonly at: string | undefined;
  readonly from: string;
  readonly to: string;
  /** Newest first. */
  readonly changes: readonly ChangeSummary[];
}

/** Steps of the slider from end to end. */
const steps = 1000;
/** A dragged slider asks for a state only when it rests. */
const restMs = 250;

/** Chooses the moment whose state is shown: by slider, from change to change, or exactly. */
export function TimeSlider({ asset, at, from, to, changes }: Props) {
  const zone = useZone();
  const navigate = useNavigate();
  const low = Date.parse(from);
  const high = Date.parse(to);
  const chosen = at ? Date.parse(at) : high;
  const [dragged, setDragged] = useState<number | null>(null);
  const value = dragged ?? chosen;
  const go = (next: string | undefined) =>
    void navigate({
      to: '/assets/$asset',
      params: { asset },
      search: old => {
        const { at: _, ...rest } = old;
        return next ? { ...rest, at: next } : rest;
      },
      replace: true,
      resetScroll: false,
    });

  useEffect(() => {
    if (dragged === null) return;
    const timer = setTimeout(() => {
      setDragged(null);
      go(dragged >= high ? undefined : new Date(dragged).toISOString());
    }, restMs);
    return () => clearTimeout(timer);
  });

  const ends = changes.map(change => Date.parse(change.window.to));
  const earlier = ends.find(end => end < chosen - 1);
  const later = ends.findLast(end => end > chosen);
  const wall = wallOf(new Date(value), zone);
  return (
    <div className="slider">
      <div className="strip-line">
        <label className="strip-name" htmlFor="moment">
          moment
        </label>
        <input
          id="moment"
          type="range"
          min={low}
          max={high}
          step={Math.max(1000, Math.round((high - low) / steps))}
          value={value}
          aria-valuetext={value >= high ? 'now' : `${wall.date} ${wall.time} ${wall.offset}`}
          onChange={event => setDragged(Number(event.target.value))}
        />
      </div>
      <form
        className="inline-form slider-tools"
        onSubmit={event => {
          event.preventDefault();
          go(momentOf(new FormData(event.currentTarget), 'at', zone) ?? undefined);
        }}
      >
        <button
          type="button"
          disabled={earlier === undefined}
          onClick={() => earlier !== undefined && go(new Date(earlier).toISOString())}
        >
          ← change before
        </button>
        <button
          type="button"
          disabled={!at}
          onClick={() => go(later === undefined ? undefined : new Date(later).toISOString())}
        >
          {later === undefined ? 'now →' : 'change after →'}
        </button>
        <MomentField label="exactly" name="at" value={new Date(value).toISOString()} zone={zone} required />
        <button type="submit">Show</button>
        {at && (
          <button type="button" onClick={() => go(undefined)}>
            Back to now
          </button>
        )}
      </form>
    </div>
  );
}
