import { canonicalJson } from '@witnessmark/shared/log';
import { insertRows, sql, type Tx } from '../db/index.ts';
import type { Projectors } from './projector.ts';
import { plain } from './streams.ts';

/** Engineer sessions. An event that does not fit the state it meets changes nothing: the log keeps it all the same. */
export const sessionProjectors: Projectors = {
  'session.requested': async (tx, body, { event, pos }) => {
    const { newest } = await tx
      .selectFrom('engineer_session')
      .select(({ fn }) => fn.max('n').as('newest'))
      .executeTakeFirstOrThrow();
    await tx
      .insertInto('engineer_session')
      .values({
        id: body.session,
        n: Number(newest ?? 0) + 1,
        person: event.actor.id,
        vendor: body.vendor ? 1 : 0,
        sponsor: body.sponsor,
        break_glass: body.breakGlass ? 1 : 0,
        purpose: plain(body.purpose),
        ticket: body.ticket === null ? null : plain(body.ticket),
        kinds: `,${body.kinds.join(',')},`,
        from_at: body.from,
        until_at: body.until,
        needs: body.needs.approvals,
        rule: plain(body.needs.rule),
        policy: body.needs.policy,
        state: body.needs.approvals === 0 ? 'approved' : 'requested',
        state_reason: null,
        requested_at: event.at,
        started_at: null,
        ended_at: null,
        ended_how: null,
        ended_by: null,
        opening_json: null,
        closing_json: null,
        reviewed_by: null,
        reviewed_at: null,
        review: null,
        review_comment: null,
        pos,
      })
      .execute();
    await insertRows(
      tx,
      'session_asset',
      [...new Set(body.assets)].map(asset => ({ session: body.session, asset })),
    );
    await insertRows(
      tx,
      'session_plan',
      body.plan.map(({ asset, items }, n) => ({ session: body.session, n, asset, items: plain(items) })),
    );
  },

  'session.approved': async (tx, { session, comment }, { event, pos }) => {
    await tx
      .insertInto('session_approval')
      .values({ session, person: event.actor.id, at: event.at, comment: plain(comment), pos })
      .onConflict(conflict => conflict.columns(['session', 'person']).doNothing())
      .execute();
    await tx
      .updateTable('engineer_session')
      .set({ state: 'approved' })
      .where('id', '=', session)
      .where('state', '=', 'requested')
      .where('needs', '<=', eb =>
        eb
          .selectFrom('session_approval')
          .select(sql<number>`count(*)`.as('given'))
          .where('session', '=', session),
      )
      .execute();
  },

  'session.declined': (tx, { session, reason }) => refuse(tx, session, 'declined', reason),
  'session.withdrawn': (tx, { session, reason }) => refuse(tx, session, 'withdrawn', reason),

  'session.started': async (tx, { session, readings }, { event }) => {
    await tx
      .updateTable('engineer_session')
      .set({ state: 'running', started_at: event.at, opening_json: canonicalJson(readings) })
      .where('id', '=', session)
      .where(e => e.or([e('state', '=', 'approved'), e('break_glass', '=', 1)]))
      .where('started_at', 'is', null)
      .execute();
  },

  'session.extended': async (tx, { session, until, reason }, { event, pos }) => {
    await tx
      .updateTable('engineer_session')
      .set({ until_at: until })
      .where('id', '=', session)
      .where('state', '=', 'running')
      .execute();
    await tx
      .insertInto('session_extension')
      .values({
        session,
        pos,
        person: event.actor.id,
        at: event.at,
        until_at: until,
        reason: plain(reason),
      })
      .execute();
  },

  'session.ended': async (tx, { session, how, reason, readings }, { event }) => {
    await tx
      .updateTable('engineer_session')
      .set({
        state: 'ended',
        state_reason: plain(reason),
        ended_at: event.at,
        ended_how: how,
        ended_by: event.actor.kind === 'person' ? event.actor.id : null,
        closing_json: canonicalJson(readings),
      })
      .where('id', '=', session)
      .where('state', '=', 'running')
      .execute();
  },

  'session.reviewed': async (tx, { session, verdict, comment }, { event }) => {
    await tx
      .updateTable('engineer_session')
      .set({
        reviewed_by: event.actor.id,
        reviewed_at: event.at,
        review: verdict,
        review_comment: plain(comment),
      })
      .where('id', '=', session)
      .execute();
  },
};

async function refuse(tx: Tx, session: string, state: string, reason: string): Promise<void> {
  await tx
    .updateTable('engineer_session')
    .set({ state, state_reason: plain(reason) })
    .where('id', '=', session)
    .where('state', 'in', ['requested', 'approved'])
    .execute();
}
