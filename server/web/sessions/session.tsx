import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { EngineerSession } from '@witnessmark/shared/api';
import type { ReactNode } from 'react';
import { sessionQuery } from '../api/index.ts';
import { counted, kindNames, Loaded, useTitle } from '../parts/index.ts';
import { Between, When } from '../time/index.ts';
import { SessionActs } from './acts.tsx';
import { HandoverSection } from './handover.tsx';
import { AssetLinks, SessionWarnings, StateMark } from './row.tsx';
import { endedWords } from './words.ts';

const route = getRouteApi('/sessions/$session');

/** One session: what was asked, what became of it, and what it leaves behind. */
export function SessionView() {
  const { session: name } = route.useParams();
  const session = useQuery(sessionQuery(name));
  return (
    <div className="view">
      <Loaded result={session} what="the session">
        {data => <Whole session={data} />}
      </Loaded>
    </div>
  );
}

function Whole({ session }: { readonly session: EngineerSession }) {
  const { number, purpose, who } = session;
  useTitle(`${number}: ${purpose}`);
  return (
    <article className="change">
      <p className="crumbs">
        <Link to="/sessions">Sessions</Link> / {number}
      </p>
      <h1 className="sentence">
        {number}: {who.label}, {purpose}
      </h1>
      <p className="facts">
        <StateMark session={session} />
        <SessionWarnings session={session} />
        {session.ticket !== null && <span className="badge">{session.ticket}</span>}
        <span>
          on <AssetLinks assets={session.assets} />
        </span>
        <Link to="/changes" search={{ session: number }}>
          Changes of this session
        </Link>
      </p>
      <div className="acts">
        <SessionActs session={session} />
        <button type="button" onClick={() => print()}>
          Print
        </button>
      </div>
      {session.startedAt !== null && <HandoverSection session={session} />}
      <Record session={session} />
    </article>
  );
}

/** Every act that was done to it, in the order of time. */
function Record({ session }: { readonly session: EngineerSession }) {
  const { approvals, sponsor } = session;
  return (
    <section aria-labelledby="record-title">
      <h2 id="record-title">What was asked, and what became of it</h2>
      <dl className="pairs">
        <Pair name="Asked">
          <When at={session.requestedAt} /> for <Between from={session.from} to={session.until} />
        </Pair>
        {session.vendor && <Pair name="Sponsor">{sponsor?.label ?? 'nobody'}</Pair>}
        <Pair name="Expected">{session.kinds.map(kind => kindNames[kind]).join(', ')}</Pair>
        {session.plan.map(({ asset, items }) => (
          <Pair key={`${asset} ${items}`} name="Planned">
            <code>{items}</code> of {asset}
          </Pair>
        ))}
        <Pair name="Rule">
          {approvals.rule}: {approvals.given} of {counted(approvals.needed, 'approval')}
        </Pair>
        {session.approvedBy.map(({ who, at, comment }) => (
          <Pair key={who.person} name="Approved">
            {who.label}, <When at={at} />
            {comment !== '' && `: ${comment}`}
          </Pair>
        ))}
        {session.startedAt !== null && (
          <Pair name="Started">
            <When at={session.startedAt} />
          </Pair>
        )}
        <Readings name="Opening reading" readings={session.opening} />
        {session.extensions.map(({ who, at, until, reason }) => (
          <Pair key={at} name="Extended">
            <When at={at} /> by {who.label} until <When at={until} />: {reason}
          </Pair>
        ))}
        {session.endedAt !== null && session.endedHow !== null && (
          <Pair name="Ended">
            <When at={session.endedAt} /> {endedWords[session.endedHow]}
          </Pair>
        )}
        {session.stateReason !== null && <Pair name="Reason">{session.stateReason}</Pair>}
        <Readings name="Closing reading" readings={session.closing} />
        {session.review !== null && (
          <Pair name="Review">
            {session.review.verdict === 'justified' ? 'justified' : '! not justified'},{' '}
            {session.review.who.label}, <When at={session.review.at} />: {session.review.comment}
          </Pair>
        )}
      </dl>
    </section>
  );
}

function Pair({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Readings({
  name,
  readings,
}: {
  readonly name: string;
  readonly readings: EngineerSession['opening'];
}) {
  return readings.map(({ asset, ordered, why, lastEqual }) => (
    <Pair key={asset} name={name}>
      {asset}: {ordered ? 'ordered' : `! could not be ordered (${why ?? ''})`};{' '}
      {lastEqual === null ? (
        'never read equal before'
      ) : (
        <>
          last equal <When at={lastEqual} />
        </>
      )}
    </Pair>
  ));
}
