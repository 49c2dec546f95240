import type { Reason } from './attribution.ts';
import type { ShownNames } from './names.ts';

type Say = (reason: Reason, names: ShownNames) => string;

const several = (reason: Reason) => (reason.refs.length > 1 ? 'records' : 'a record');

/** Each step of the reasoning, as a shift lead would say it. */
const sentences: Readonly<Record<Reason['code'], Say>> = {
  'record-explains-value': (r, n) =>
    `${capital(n.witness(r.witness))} tells exactly this value, and is the last one.`,
  'record-changed-nothing': (r, n) =>
    `${capital(n.witness(r.witness))} tells that this value was written where it stood already: that write changed nothing.`,
  'record-without-value': (r, n) =>
    `${capital(n.witness(r.witness))} tells that this was written or may have been, and not which value.`,
  'record-over-edge': (r, n) =>
    `${capital(n.witness(r.witness))} tells this value, but its clock is not good enough to say that it was between the two readings.`,
  'record-not-trusted': (r, n) =>
    `${capital(n.witness(r.witness))} tells this value, but the site's policy does not take its records as proof.`,
  'record-names-nobody': (r, n) => `${capital(n.witness(r.witness))} tells this value and names nobody.`,
  'record-names-account-only': (r, n) =>
    `The record names the account ${n.identity(r.identity)}, which is no one person.`,
  'record-names-station-only': (r, n) =>
    `The record names the station ${n.identity(r.identity)}; who sat there is not known.`,
  'record-names-path-only': (r, n) => `The record tells the way, ${n.path(r.path)}, and nobody's name.`,
  'account-resolved-by-other-witness': (r, n) =>
    `Several people use ${n.identity(r.identity)}; another witness shows which one of them was at the station, alone, at that time.`,
  'record-unauthenticated': (r, n) =>
    `${capital(n.witness(r.witness))} says something about this, but anybody could have sent it: a hint, and no more.`,
  'record-without-clock-bound': (r, n) =>
    `How far the clock of ${n.witness(r.witness)} may be wrong is not known, so its time proves nothing.`,
  'record-other-value': (r, n) => `${capital(n.witness(r.witness))} tells another value than the one read.`,
  'records-compete': () => 'Somebody else wrote at the same time, and which write came last is not certain.',
  'records-conflict': () => 'Records that count as proof contradict each other about who it was.',
  'session-covers-window': (r, n) => `${capital(n.session(r.session))} was open all the time in question.`,
  'session-outside-window': (r, n) =>
    `${capital(n.session(r.session))} was open for only a part of the time in question.`,
  'session-in-grace': (r, n) =>
    `${capital(n.session(r.session))} had ended a little before the reading; policy counts that as its time.`,
  'session-not-approved': (r, n) => `${capital(n.session(r.session))} was never approved.`,
  'session-outside-scope': (r, n) => `This lies outside of what ${n.session(r.session)} declared.`,
  'sessions-overlap': (r, n) =>
    `${capital(n.session(r.session))} was not the only session in the time in question.`,
  'break-glass': (r, n) => `${capital(n.session(r.session))} was begun in an emergency (break-glass).`,
  'path-watched': (r, n) => `The way by ${n.path(r.path)} was watched all the time.`,
  'path-closed': (r, n) => `The way by ${n.path(r.path)} was closed.`,
  'path-not-watched': (r, n) => `Nobody watched the way by ${n.path(r.path)} all the time.`,
  'paths-unknown': () =>
    'By which ways this can be written is not declared, or the declared ones were all closed.',
  'somebody-else-seen': (r, n) =>
    `${capital(whoOf(r, n))} was seen ${r.path === undefined ? 'there' : `on the way by ${n.path(r.path)}`} in the time in question.`,
  'own-person-not-seen': (r, n) =>
    `Every way by which it can be written was watched, and ${n.person(r.person)} was seen on none of them: there is a way that nobody declared.`,
  'somebody-had-access': (r, n) => `${capital(n.identity(r.identity))} had access in the time in question.`,
  claimed: (r, n) => `${capital(n.person(r.person))} says: this was me.`,
  'claim-confirmed': (r, n) => `A second person confirmed the claim of ${n.person(r.person)}.`,
  'claim-awaiting': (r, n) => `The claim of ${n.person(r.person)} awaits confirmation.`,
  'claim-self-confirmed': (r, n) =>
    `${capital(n.person(r.person))} confirmed the claim himself or herself, which does not count.`,
  'claim-disputed': (r, n) => `The claim of ${n.person(r.person)} is disputed.`,
  'claim-conflicts': (r, n) =>
    r.person === undefined
      ? `Somebody else claims what happened in ${n.session(r.session)}.`
      : `What ${n.person(r.person)} claims does not agree with other evidence.`,
  'effect-of-cause': () => 'Readings prove that it followed from something else.',
  'load-of-recipe': () => 'Readings prove that a recipe was loaded with all its values.',
  'causes-compete': () =>
    'It can have followed from something else, or have been written; which is not certain.',
  'window-open': () => 'No reading proved what was there before, so when it changed is not known.',
  'not-settled': () => 'It was still changing when it was last read.',
  'nobody-known': r =>
    r.refs.length > 0 ? `Nobody is named by ${several(r)}.` : 'Nobody is known who can have done it.',
  'too-much-evidence': () =>
    'There are more records around this time than are looked at, so none of them was: nobody can be named by them.',
};

export function reasonSentence(reason: Reason, names: ShownNames): string {
  return sentences[reason.code](reason, names);
}

function whoOf({ person, identity }: Reason, names: ShownNames): string {
  if (person !== undefined) return names.person(person);
  return identity === undefined ? 'somebody else' : names.identity(identity);
}

export function capital(text: string): string {
  const [first = ''] = text;
  return first.toUpperCase() + text.slice(first.length);
}
