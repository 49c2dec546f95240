import { Link } from '@tanstack/react-router';
import type { SessionSummary } from '@witnessmark/shared/api';
import { Between } from '../time/index.ts';
import { SessionActs } from './acts.tsx';
import { stateMarks } from './words.ts';

/** Its number, what it is for and its state: leads to the session. */
export function SessionName({ session }: { readonly session: SessionSummary }) {
  return (
    <Link to="/sessions/$session" params={{ session: session.number }} data-main>
      {session.number}
    </Link>
  );
}

export function StateMark({ session }: { readonly session: SessionSummary }) {
  const { glyph, word } = stateMarks[session.state];
  const { needed, given } = session.approvals;
  return (
    <span className={`session-state session-${session.state}`}>
      <span className="glyph" aria-hidden="true">
        {glyph}
      </span>{' '}
      {word}
      {session.state === 'requested' && `, ${given} of ${needed} approvals`}
    </span>
  );
}

/** That the glass was broken, and that others are on the same asset: never in colour alone. */
export function SessionWarnings({ session }: { readonly session: SessionSummary }) {
  const on = session.state === 'running' || session.state === 'overdue';
  const others = on ? session.others : [];
  if (!session.breakGlass && others.length === 0) return null;
  const nameOf = (asset: string) => session.assets.find(({ id }) => id === asset)?.name ?? asset;
  return (
    <span className="session-warnings">
      {session.breakGlass && (
        <span className="badge loud">! break-glass{session.reviewWanted ? ', awaits a review' : ''}</span>
      )}
      {others.map(({ number, who, assets }) => (
        <span key={number} className="badge loud">
          ! {who.label} is on {assets.map(nameOf).join(', ')} as well (
          <Link to="/sessions/$session" params={{ session: number }}>
            {number}
          </Link>
          )
        </span>
      ))}
    </span>
  );
}

export function AssetLinks({ assets }: { readonly assets: SessionSummary['assets'] }) {
  return (
    <>
      {assets.map(({ id, name }, n) => (
        <span key={id}>
          {n > 0 && ', '}
          <Link to="/assets/$asset" params={{ asset: id }}>
            {name}
          </Link>
        </span>
      ))}
    </>
  );
}

/** One session: who, on what, until when, what for, and what may be done with it. */
export function SessionRow({ session }: { readonly session: SessionSummary }) {
  const { who, vendor, sponsor, purpose, ticket } = session;
  return (
    <li className="session-row" data-session={session.number}>
      <div className="session-head">
        <SessionName session={session} /> <StateMark session={session} />
      </div>
      <div>
        <strong>{who.label}</strong>
        {vendor && ` (vendor, sponsored by ${sponsor?.label ?? 'nobody'})`} on{' '}
        <AssetLinks assets={session.assets} />
        <div>
          {purpose}
          {ticket !== null && <span className="badge">{ticket}</span>}
        </div>
        <SessionWarnings session={session} />
      </div>
      <div>
        <Between from={session.startedAt ?? session.from} to={session.endedAt ?? session.until} />
      </div>
      <SessionActs session={session} />
    </li>
  );
}
