import { useContext, useEffect, useState } from 'react';
import { LiveContext, useConnection } from '../live/index.ts';
import { When } from '../time/index.ts';

/** A short break heals unseen; after this long it is said. */
const patienceMs = 1500;

/** Says that the server cannot be reached, and since when what is shown may be old. */
export function Banner() {
  const live = useContext(LiveContext);
  const { state, since } = useConnection();
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (state === 'live') return;
    const timer = setTimeout(() => setLate(true), patienceMs);
    return () => clearTimeout(timer);
  }, [state]);
  const lost = late && state !== 'live';
  return (
    <div className="banner-place" role="status" aria-live="polite">
      {lost && (
        <p className="banner">
          <span className="glyph" aria-hidden="true">
            !
          </span>{' '}
          The server has not answered since <When at={new Date(since).toISOString()} />. What stands here was
          read before; watching goes on without this page. It tries again by itself.{' '}
          <button type="button" onClick={() => live.retry()}>
            Try now
          </button>
        </p>
      )}
    </div>
  );
}
