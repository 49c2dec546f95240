import { canonicalJson } from '@witnessmark/shared/log';
import { insertRows, type Tx } from '../db/index.ts';
import type { BodyOf } from '../events/index.ts';
import type { Projectors } from './projector.ts';
import { plain } from './streams.ts';

type Judged = BodyOf<'attribution.judged'>;
type Part = Judged['parts'][number];

/** From sure to unsure: what a change is listed under is its least sure part. */
const verdicts = ['witnessed', 'bracketed', 'claimed', 'ambiguous', 'unattributed'] as const;

/** Judgements on changes and claims on them. The newest revision is what lists show; older ones stay. */
export const judgementProjectors: Projectors = {
  'attribution.judged': async (tx, body, { event, pos }) => {
    await tx
      .insertInto('attribution')
      .values({
        change_id: body.change,
        revision: body.revision,
        pos,
        asset: body.asset,
        at: event.at,
        rules: body.rules,
        policy: body.policy,
        because: body.because,
        up_to: body.upTo,
        parts_json: canonicalJson(body.parts),
        classes_json: canonicalJson(body.classes),
      })
      .execute();
    for (const table of ['judged', 'judged_person', 'judged_session'] as const)
      await tx.deleteFrom(table).where('change_id', '=', body.change).execute();
    await summarise(tx, body, pos);
  },

  'queue.assigned': async (tx, { change, owner, reason }, { event }) => {
    await tx.deleteFrom('queue_owner').where('change_id', '=', change).execute();
    if (owner === null) return;
    await tx
      .insertInto('queue_owner')
      .values({ change_id: change, owner, at: event.at, given_by: event.actor.id, reason: plain(reason) })
      .execute();
  },

  'shift.signed-off': async (tx, { area, from, until, count, digest, upTo, note }, { event, pos }) => {
    await tx
      .insertInto('shift_sign_off')
      .values({
        pos,
        area: plain(area),
        from_at: from,
        until_at: until,
        at: event.at,
        person: event.actor.id,
        count,
        digest,
        up_to: upTo,
        note: plain(note),
      })
      .execute();
  },

  'claim.made': async (tx, { claim, change, part, note }, { event, pos }) => {
    await tx
      .insertInto('ownership_claim')
      .values({
        id: claim,
        pos,
        change_id: change,
        path: part?.path ?? null,
        member: part?.member ?? null,
        person: event.actor.id,
        at: event.at,
        note: plain(note),
        confirmed_by: null,
        confirmed_at: null,
        disputed_by: null,
        disputed_at: null,
        answer_note: null,
        withdrawn_at: null,
      })
      .execute();
  },

  'claim.confirmed': async (tx, { claim, note }, { event }) => {
    const answer = { confirmed_by: event.actor.id, confirmed_at: event.at, answer_note: plain(note) };
    await tx.updateTable('ownership_claim').set(answer).where('id', '=', claim).execute();
  },

  'claim.disputed': async (tx, { claim, note }, { event }) => {
    const answer = { disputed_by: event.actor.id, disputed_at: event.at, answer_note: plain(note) };
    await tx.updateTable('ownership_claim').set(answer).where('id', '=', claim).execute();
  },

  'claim.withdrawn': async (tx, { claim }, { event }) => {
    await tx.updateTable('ownership_claim').set({ withdrawn_at: event.at }).where('id', '=', claim).execute();
  },
};

async function summarise(tx: Tx, body: Judged, pos: number): Promise<void> {
  const causes = body.parts.filter(part => part.actor.kind !== 'effect');
  // Effects go with their cause; only where nothing else is there do they speak for the change.
  const speaking = causes.length > 0 ? causes : body.parts;
  const worst = Math.max(0, ...speaking.map(part => verdicts.indexOf(part.verdict)));
  const [first] = speaking;
  const alike = (part: Part) =>
    canonicalJson([part.actor, part.verdict, part.reach, part.session]) ===
    canonicalJson(first ? [first.actor, first.verdict, first.reach, first.session] : null);
  await tx
    .insertInto('judged')
    .values({
      change_id: body.change,
      revision: body.revision,
      pos,
      asset: body.asset,
      verdict: verdicts[worst] ?? 'unattributed',
      mixed: speaking.every(alike) ? 0 : 1,
      classes: `,${[...new Set(body.classes.map(each => each.class))].sort().join(',')},`,
      // Whoever has to judge a part has to judge the change.
      awaits: body.classes.some(({ judged }) => judged === 'each')
        ? 'each'
        : body.classes.some(({ judged }) => judged === 'shift')
          ? 'shift'
          : 'nobody',
      rules_json: canonicalJson([...new Set(body.classes.flatMap(({ rule }) => rule ?? []))].sort()),
    })
    .execute();
  await insertRows(
    tx,
    'judged_person',
    // What is shown by its shift alone is not found by a person's name either.
    peopleOf(body.parts.filter((_, n) => body.classes[n]?.namesShown !== false)).map(({ person, how }) => ({
      change_id: body.change,
      person,
      how,
    })),
  );
  const sessions = new Set(
    body.parts.flatMap(part => [part.session, ...part.candidates.map(each => each.session ?? null)]),
  );
  await insertRows(
    tx,
    'judged_session',
    [...sessions].flatMap(session => (session === null ? [] : [{ change_id: body.change, session }])),
  );
}

function peopleOf(parts: readonly Part[]): { person: string; how: string }[] {
  const found = new Map<string, { person: string; how: string }>();
  const add = (person: string, how: string) => found.set(`${person} ${how}`, { person, how });
  for (const part of parts) {
    if (part.actor.kind === 'person')
      add(
        part.actor.person,
        part.verdict === 'bracketed' ? 'in-session' : part.verdict === 'claimed' ? 'claims' : 'named',
      );
    for (const { actor } of part.candidates) if (actor.kind === 'person') add(actor.person, 'candidate');
    for (const { code, person } of part.reasons)
      if (code === 'claim-awaiting' && person !== undefined) add(person, 'claims');
  }
  return [...found.values()];
}
