import { useQuery } from '@tanstack/react-query';
import type { SessionSummary } from '@witnessmark/shared/api';
import { sessionsQuery } from '../api/index.ts';
import { useMay } from '../app/index.ts';
import { spanText, useNow, When } from '../time/index.ts';
import { End, Extend } from './acts.tsx';
import { AssetLinks, SessionName, SessionWarnings } from './row.tsx';

const minuteMs = 60_000;

/** One's own running sessions on every view, calm until their end comes near. */
export function SessionBanner() {
  const asks = useMay('request-session');
  const own = useQuery({ ...sessionsQuery({ when: 'now', person: 'me' }), enabled: asks });
  const running = (own.data?.rows ?? []).filter(({ state }) => state === 'running' || state === 'overdue');
  return (
    <div className="banner-place">
      {running.map(session => (
        <Running key={session.id} session={session} />
      ))}
    </div>
  );
}

function Running({ session }: { readonly session: SessionSummary }) {
  const now = useNow();
  const [until, asksAt, endsBy] = [session.until, session.asksAt, session.endsBy].map(at => Date.parse(at));
  const over = now >= (until ?? 0);
  const asking = now >= (asksAt ?? 0);
  return (
    <section
      className={`own-session${asking ? ' asking' : ''}`}
      aria-label={`Your session ${session.number}`}
    >
      <p>
        <span className="glyph" aria-hidden="true">
          {asking ? '!' : '●'}
        </span>{' '}
        <SessionName session={session} /> on <AssetLinks assets={session.assets} /> until{' '}
        <When at={session.until} as="time" />
        {!over && ` · ${leftText((until ?? 0) - now)} left`} · {session.purpose}{' '}
        <SessionWarnings session={session} />
      </p>
      <p role="status">
        {over
          ? `${session.number} is over its time: extend it, or it ends by itself in ${leftText((endsBy ?? 0) - now)}.`
          : asking
            ? `${session.number} ends soon. Extend it, or end it when you are done.`
            : ''}
      </p>
      <div className="acts">
        <Extend session={session} />
        <End session={session} />
      </div>
    </section>
  );
}

/** Whole minutes: seconds that tick would draw the eye from the work. */
function leftText(ms: number): string {
  return ms < minuteMs ? 'less than a minute' : spanText(Math.floor(ms / minuteMs) * minuteMs);
}
