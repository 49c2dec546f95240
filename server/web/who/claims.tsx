import type { Claim, PartName } from '@witnessmark/shared/api';
import { useState } from 'react';
import { useMayAt } from '../app/me.ts';
import { When } from '../time/index.ts';
import { ClaimDialog } from './claim-dialog.tsx';
import { NoteDialog } from './note-dialog.tsx';
import { partText } from './parts-line.tsx';
import { whoActs } from './queries.ts';
import { claimWords } from './words.ts';

interface Props {
  readonly change: string;
  readonly asset: { readonly id: string; readonly area: string };
  readonly claims: readonly Claim[];
  readonly parts: readonly PartName[];
}

/** "This was me", and what others say to it. */
export function Claims({ change, asset, claims, parts }: Props) {
  const mayClaim = useMayAt('claim-change', asset);
  const [open, setOpen] = useState(false);
  if (claims.length === 0 && !mayClaim) return null;
  return (
    <>
      {claims.length > 0 && (
        <ul className="plain-list claims">
          {claims.map(claim => (
            <ClaimRow key={claim.claim} claim={claim} asset={asset} />
          ))}
        </ul>
      )}
      {mayClaim && (
        <div className="acts screen-only">
          <button type="button" aria-haspopup="dialog" onClick={() => setOpen(true)}>
            This was me
          </button>
          <ClaimDialog open={open} change={change} parts={parts} onClose={() => setOpen(false)} />
        </div>
      )}
    </>
  );
}

function ClaimRow({ claim, asset }: { readonly claim: Claim; readonly asset: Props['asset'] }) {
  const { glyph, word } = claimWords[claim.state];
  const { answer, part } = claim;
  return (
    <li className={`claim claim-${claim.state}`}>
      <span className="glyph" aria-hidden="true">
        {glyph}
      </span>{' '}
      <strong>{claim.who.label}</strong>: “this was me”
      {part && (
        <>
          {' '}
          (<code>{partText(part)}</code>)
        </>
      )}
      {claim.note !== '' && <>: {claim.note}</>}, <When at={claim.at} ago />; <strong>{word}</strong>
      {answer && (
        <>
          {' '}
          by {answer.who.label}
          {answer.note !== '' && <>: {answer.note}</>}
        </>
      )}
      {claim.state === 'awaiting' && <Answers claim={claim} asset={asset} />}
    </li>
  );
}

type Verb = 'confirm' | 'dispute' | 'withdraw';

const explains: Readonly<Record<Verb, (who: string) => string>> = {
  confirm: who => `You know that it was ${who}. The change is then shown as claimed by ${who} and confirmed.`,
  dispute: who =>
    `You say that it was not ${who}. The change stays ambiguous, with the claim and the dispute.`,
  withdraw: () => 'You take your claim back. It stays in the log.',
};
const titles: Readonly<Record<Verb, string>> = {
  confirm: 'Confirm',
  dispute: 'Dispute',
  withdraw: 'Withdraw',
};

/** One's own claim can be withdrawn; somebody else's is confirmed or disputed by who knows. */
export function Answers({ claim, asset }: { readonly claim: Claim; readonly asset: Props['asset'] }) {
  const mayAnswer = useMayAt('confirm-claim', asset);
  const [verb, setVerb] = useState<Verb | null>(null);
  const verbs: readonly Verb[] = claim.own ? ['withdraw'] : mayAnswer ? ['confirm', 'dispute'] : [];
  return (
    <span className="acts screen-only">
      {verbs.map(each => (
        <button key={each} type="button" aria-haspopup="dialog" onClick={() => setVerb(each)}>
          {titles[each]}
        </button>
      ))}
      <NoteDialog
        open={verb !== null}
        title={`${titles[verb ?? 'confirm']}: “this was me”`}
        explain={<p>{explains[verb ?? 'confirm'](claim.who.label)}</p>}
        verb={titles[verb ?? 'confirm']}
        onAct={note => whoActs.answer(claim.claim, verb ?? 'confirm', note)}
        onClose={() => setVerb(null)}
      />
    </span>
  );
}
