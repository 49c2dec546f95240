import { grantScopeSchema } from '@witnessmark/shared/api';
import type { EventType, LogEvent } from '@witnessmark/shared/log';

type Body = LogEvent['body'];
type Phrase = (body: Body, subject: string) => string;

/** What each type of event says in a list, by rules; people stand in it by their ids alone. */
const phrases: Partial<Record<EventType, Phrase>> = {
  'log.opened': body =>
    body['previous'] === null
      ? 'The log was opened.'
      : 'A new generation of the log was opened after a restore.',
  'observation.recorded': (body, subject) =>
    `A reading of ${nameOf(subject)} found ${counted(listIn(body, 'items'), 'item')} (${textIn(body, 'cause')}).`,
  'observation.late': (body, subject) =>
    `A late reading of ${nameOf(subject)} by an agent that no longer holds it: ${counted(listIn(body, 'items'), 'item')}.`,
  'coverage.changed': (body, subject) => `Coverage of ${nameOf(subject)} changed: ${coverageIn(body)}.`,
  'coverage.digest': (body, subject) =>
    `${nameOf(subject)} was read equal (${counted(listIn(body, 'digests'), 'digest')}).`,
  'statement.recorded': (_body, subject) => `A witness made a statement about ${nameOf(subject)}.`,
  'attribution.judged': (body, subject) =>
    `It was judged who made ${nameOf(subject)} (revision ${numberIn(body, 'revision')}, because of ${textIn(body, 'because')}).`,
  'attribution.rejudge-ordered': body =>
    `A person had ${counted(listIn(body, 'changes'), 'change')} judged anew (${textIn(body, 'because')}): ${textIn(body, 'reason')}.`,
  'queue.assigned': (body, subject) =>
    `${nameOf(subject)} ${textIn(body, 'owner') === '' ? 'is looked into by nobody in particular' : 'was given to a person to look into'}.`,
  'shift.signed-off': body =>
    `${counted(numberIn(body, 'count'), 'operator change')} of ${textIn(body, 'area')}, shift from ${textIn(body, 'from')}, were signed off.`,
  'claim.made': (_body, subject) => `A person claims ${nameOf(subject)}.`,
  'claim.confirmed': (_body, subject) => `A second person confirms the claim on ${nameOf(subject)}.`,
  'claim.disputed': (_body, subject) => `A person disputes the claim on ${nameOf(subject)}.`,
  'claim.withdrawn': (_body, subject) => `The claim on ${nameOf(subject)} was withdrawn.`,
  'statement.collected': body => `A witness made a statement (${textIn(body, 'collector')}).`,
  'registry.identity-declared': () => 'It was declared who an account or a station belongs to.',
  'registry.path-declared': (_body, subject) =>
    `It was declared by which paths ${nameOf(subject)} can be written.`,
  'policy.adopted': body => `The site’s policy is now ${textIn(body, 'digest').slice(0, 12)}.`,
  'notice.recorded': body => textIn(body, 'says') || textIn(body, 'code'),
  'fact.refused': body => `A fact was refused: ${textIn(body, 'code')}.`,
  'input.refused-counted': body =>
    `What came from ${counted(numberIn(body, 'senders'), 'sender')} by ${textIn(body, 'door')} was not taken: ${countsIn(body)}.`,
  'stream.declared': (_body, subject) => `An agent declared ${nameOf(subject)}.`,
  'stream.assigned': (body, subject) =>
    `${nameOf(subject)} is held by ${textIn(body, 'agent')} from here on.`,
  'stream.forked': (_body, subject) => `${nameOf(subject)} forked: two facts claim one place.`,
  'stream.gap': (_body, subject) =>
    `${nameOf(subject)} goes on in a new epoch; what lay between is not known.`,
  'asset.declared': body => `The asset ${textIn(body, 'name')} was declared.`,
  'asset.phase': (body, subject) =>
    `${nameOf(subject)} is in phase ${textIn(body, 'phase')}: ${textIn(body, 'reason')}.`,
  'asset.identity': body =>
    `A person judged the device of ${textIn(body, 'stream')}: ${textIn(body, 'verdict')}.`,
  'asset.damaged': (body, subject) =>
    `The history of ${nameOf(subject)} is damaged: ${textIn(body, 'says')}.`,
  'asset.healed': (_body, subject) => `The history of ${nameOf(subject)} is whole again.`,
  'agent.invited': body => `An agent was invited for ${textIn(body, 'area')}.`,
  'agent.uninvited': () => 'An invitation of an agent was taken back.',
  'agent.joined': body => `The agent ${textIn(body, 'name')} joined.`,
  'agent.renewed': (_body, subject) => `${nameOf(subject)} renewed its certificate.`,
  'agent.revoked': (body, subject) => `${nameOf(subject)} was revoked: ${textIn(body, 'reason')}.`,
  'order.issued': body => `An order was given to ${textIn(body, 'agent')}: ${textIn(body, 'reason')}.`,
  'person.added': () => 'A person was added.',
  'person.granted': body => `A person was granted ${textIn(body, 'role')} ${scopeIn(body)}.`,
  'person.revoked': body => `A person's grant of ${textIn(body, 'role')} ${scopeIn(body)} was taken back.`,
  'person.disabled': () => 'A person was disabled.',
  'person.enabled': () => 'A person was enabled again.',
  'person.erased': body => `A person was erased under ${textIn(body, 'under')}.`,
  'person.sponsored': body =>
    `A person's account ${textIn(body, 'sponsor') === '' ? 'has no sponsor' : 'was given a sponsor'}${textIn(body, 'expires') === '' ? '' : ` and ends ${textIn(body, 'expires')}`}.`,
  'person.set-up-issued': () => 'A one-time set-up link was given out.',
  'person.stepped-up': body => `A person gave a fresh proof by ${textIn(body, 'by')}.`,
  'person.recovery-code-used': body => `A person used a recovery code; ${numberIn(body, 'left')} are left.`,
  'person.signed-in': () => 'A person signed in.',
  'person.signed-out': body => `A person was signed out: ${textIn(body, 'why')}.`,
  'person.sign-in-failed-counted': body => `${counted(numberIn(body, 'count'), 'sign-in')} failed.`,
  'person.credential-changed': () => 'A person changed a credential.',
  'person.token-issued': () => 'An API token was issued.',
  'person.token-revoked': () => 'An API token was revoked.',
  'vault.read': body => `The vault was looked into: ${textIn(body, 'why')}.`,
  'key.stored': body => `A key of the site was stored: ${textIn(body, 'name')}.`,
  'content.withheld': body => `Secrets were taken out of ${textIn(body, 'path')} before it was stored.`,
  'content.erased': body => `Content was erased under ${textIn(body, 'under')}.`,
  'session.requested': body =>
    `An engineer session was requested: ${textIn(body, 'purpose')}${body['breakGlass'] === true ? ' (break-glass)' : ''}.`,
  'session.approved': (_body, subject) => `${nameOf(subject)} was approved by a person.`,
  'session.declined': (body, subject) => `${nameOf(subject)} was declined: ${textIn(body, 'reason')}.`,
  'session.withdrawn': (body, subject) => `${nameOf(subject)} was withdrawn: ${textIn(body, 'reason')}.`,
  'session.started': (_body, subject) => `${nameOf(subject)} was started.`,
  'session.extended': (body, subject) => `${nameOf(subject)} was extended until ${textIn(body, 'until')}.`,
  'session.ended': (body, subject) => `${nameOf(subject)} ended (${textIn(body, 'how')}).`,
  'session.reviewed': (body, subject) =>
    `${nameOf(subject)} was reviewed: ${textIn(body, 'verdict').replace('-', ' ')}.`,
  'backup.taken': body => `A backup was taken: ${textIn(body, 'name')}.`,
};

export function saysOf(event: LogEvent): string {
  const phrase = phrases[event.type];
  return phrase ? phrase(event.body, event.subject).slice(0, 500) : event.type;
}

function scopeIn(body: Body): string {
  const scope = grantScopeSchema.safeParse(body['scope']).data;
  if (scope === undefined) return '';
  if (scope.of === 'area') return `for the area ${scope.area}`;
  return scope.of === 'asset' ? `for the asset ${scope.asset}` : 'for the whole site';
}

function nameOf(subject: string): string {
  return subject.slice(subject.indexOf(':') + 1);
}

function textIn(body: Body, name: string): string {
  const value = body[name];
  return typeof value === 'string' ? value : '';
}

function numberIn(body: Body, name: string): number {
  const value = body[name];
  return typeof value === 'number' ? value : 0;
}

function listIn(body: Body, name: string): number {
  const value = body[name];
  return Array.isArray(value) ? value.length : 0;
}

/** Counts by reason, as an event that counts refusals holds them. */
function countsIn(body: Body): string {
  const { counts } = body;
  if (!Array.isArray(counts)) return '';
  return counts
    .map(each =>
      each !== null && typeof each === 'object' && !Array.isArray(each)
        ? `${numberIn(each, 'count')} ${textIn(each, 'reason').replaceAll('-', ' ')}`
        : '',
    )
    .join(', ');
}

function counted(n: number, thing: string): string {
  return `${n} ${thing}${n === 1 ? '' : 's'}`;
}

function coverageIn(body: Body): string {
  const changes = body['changes'];
  if (!Array.isArray(changes)) return '';
  return changes
    .map(change => {
      if (change === null || typeof change !== 'object' || Array.isArray(change)) return '';
      const now = change['now'];
      const state =
        now !== null && typeof now === 'object' && !Array.isArray(now)
          ? [now?.['state'], now?.['reason']]
          : [];
      return [change['kind'], ...state].filter(part => typeof part === 'string').join(' ');
    })
    .join(', ');
}
