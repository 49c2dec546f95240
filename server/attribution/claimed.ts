import type { Actor } from './attribution.ts';
import type { Around } from './bracket.ts';
import type { Reasons } from './reasons.ts';
import type { Write } from './writes.ts';

/** The person whose claim stands: confirmed by a second one, disputed by nobody, and against no proof. */
export function claimedBy({ claims, writes }: Around, reasons: Reasons): string | null {
  const claim = claims.find(({ state }) => state === 'confirmed');
  if (claim === undefined) return null;
  const against = writes.filter(
    ({ known, acting, telling }) =>
      known.trust === 'proof' && telling !== 'nothing-new' && !canBe(claim.person, { known, acting }),
  );
  const contested = claims.some(({ person, state }) => person !== claim.person && state !== 'disputed');
  if (against.length === 0 && !contested) return claim.person;
  reasons.add('claim-conflicts', { person: claim.person }, ...against.map(({ known }) => known.record.ref));
  return null;
}

/** Whether a record can be of this person: it names him, or goes no further than what he may have used. */
function canBe(person: string, { known, acting }: Pick<Write, 'known' | 'acting'>): boolean {
  if (acting.actor.kind === 'person') return acting.actor.person === person;
  const { users } = known.named;
  return acting.actor.kind === 'unknown' && (users.length === 0 || users.includes(person));
}

/** What is witnessed stands, and that somebody says otherwise is said. */
export function tellOtherClaims({ claims }: Around, actor: Actor, reasons: Reasons): void {
  for (const { person, state, refs } of claims) {
    const agrees = actor.kind === 'person' ? actor.person === person : actor.kind === 'unknown';
    if (!agrees && state !== 'disputed') reasons.add('claim-conflicts', { person }, ...refs);
  }
}
