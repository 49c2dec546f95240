import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import type { SessionSummary } from '@witnessmark/shared/api';
import { acts } from '../api/index.ts';
import { ActForm, Failed, textOf } from '../parts/index.ts';
import { useReread } from './reread.ts';

interface Props {
  readonly session: SessionSummary;
}

/** What the person may do with a session now; each is also a key while its row has focus. */
export function SessionActs({ session }: Props) {
  const { may, number } = session;
  if (may.length === 0) return null;
  const shown: Readonly<Record<SessionSummary['may'][number], React.ReactNode>> = {
    start: <StartNow session={session} />,
    extend: <Extend session={session} />,
    end: <End session={session} />,
    approve: <Approve session={session} />,
    decline: (
      <Refuse
        session={session}
        title="Decline"
        explain={`${number} does not start. Whoever asked reads the reason.`}
      />
    ),
    withdraw: (
      <Refuse session={session} title="Withdraw" explain={`You take back what you asked for as ${number}.`} />
    ),
    review: <Review session={session} />,
  };
  return (
    <div className="acts">
      {may.map(act => (
        <span key={act} data-act={act}>
          {shown[act]}
        </span>
      ))}
    </div>
  );
}

function StartNow({ session }: Props) {
  const reread = useReread();
  const start = useMutation({ mutationFn: () => acts.startSession(session.number), onSettled: reread });
  return (
    <>
      <button type="button" className="main" disabled={start.isPending} onClick={() => start.mutate()}>
        Start
      </button>
      {start.error && <Failed what={`${session.number} did not start`} error={start.error} />}
    </>
  );
}

const minuteMs = 60_000;
const steps = [
  { minutes: 30, name: '+30 min' },
  { minutes: 60, name: '+1 h' },
] as const;

/** Longer in one act: from the end as it stands, or from now where that is past. */
export function Extend({ session }: Props) {
  const reread = useReread();
  const extend = useMutation({
    mutationFn: (minutes: number) => {
      const from = Math.max(Date.parse(session.until), Date.now());
      const until = new Date(from + minutes * minuteMs).toISOString();
      return acts.extendSession(session.number, until, 'the work takes longer');
    },
    onSettled: reread,
  });
  return (
    <>
      {steps.map(({ minutes, name }) => (
        <button
          key={minutes}
          type="button"
          aria-label={`${name} for ${session.number}`}
          disabled={extend.isPending}
          onClick={() => extend.mutate(minutes)}
        >
          {name}
        </button>
      ))}
      {extend.error && <Failed what={`${session.number} was not extended`} error={extend.error} />}
    </>
  );
}

/** Ends it and leads to what it leaves behind. */
export function End({ session }: Props) {
  const reread = useReread();
  const navigate = useNavigate();
  return (
    <ActForm
      title="End"
      verb={`End ${session.number}`}
      reason={false}
      explain={
        <p>
          {session.assets.map(({ name }) => name).join(', ')}: one more reading is ordered, and the handover
          pack is made.
        </p>
      }
      fields={<ReasonField value="the work is done" />}
      done=""
      onAct={async form => {
        await acts.endSession(session.number, textOf(form, 'reason'));
        await reread();
        await navigate({ to: '/sessions/$session', params: { session: session.number } });
      }}
    />
  );
}

function ReasonField({ value }: { readonly value: string }) {
  return (
    <label>
      Reason, kept in the log
      <input name="reason" required maxLength={500} defaultValue={value} />
    </label>
  );
}

function Approve({ session }: Props) {
  const reread = useReread();
  const { number, who, assets, purpose, approvals } = session;
  return (
    <ActForm
      title="Approve"
      verb={`Approve ${number}`}
      reason={false}
      explain={
        <p>
          {who.label} may then work on {assets.map(({ name }) => name).join(', ')}: {purpose}. It needs{' '}
          {approvals.needed}, and has {approvals.given}.
        </p>
      }
      fields={
        <label>
          Comment
          <input name="comment" maxLength={1000} />
        </label>
      }
      done=""
      onAct={async form => {
        await acts.approveSession(number, textOf(form, 'comment'));
        await reread();
      }}
    />
  );
}

function Refuse({
  session,
  title,
  explain,
}: Props & { readonly title: 'Decline' | 'Withdraw'; readonly explain: string }) {
  const reread = useReread();
  return (
    <ActForm
      title={title}
      verb={`${title} ${session.number}`}
      explain={<p>{explain}</p>}
      done=""
      onAct={async form => {
        const act = title === 'Decline' ? acts.declineSession : acts.withdrawSession;
        await act(session.number, textOf(form, 'reason'));
        await reread();
      }}
    />
  );
}

function Review({ session }: Props) {
  const reread = useReread();
  return (
    <ActForm
      title="Review"
      verb="Sign the review"
      reason={false}
      explain={
        <p>
          {session.who.label} broke the glass: {session.purpose}. Read what {session.number} left behind, then
          say whether it was justified. Your judgement stays beside every change it covers.
        </p>
      }
      fields={
        <>
          <label>
            Judgement
            <select name="verdict" required defaultValue="">
              <option value="" disabled>
                choose
              </option>
              <option value="justified">justified</option>
              <option value="not-justified">not justified</option>
            </select>
          </label>
          <label>
            Why
            <textarea name="comment" required maxLength={1000} rows={2} />
          </label>
        </>
      }
      done=""
      onAct={async form => {
        await acts.reviewSession(session.number, textOf(form, 'verdict'), textOf(form, 'comment'));
        await reread();
      }}
    />
  );
}
