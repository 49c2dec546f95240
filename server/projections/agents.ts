import { canonicalJson } from '@witnessmark/shared/log';
import type { Tx } from '../db/index.ts';
import type { BodyOf } from '../events/index.ts';
import type { Projectors } from './projector.ts';
import { plain } from './streams.ts';

/** Agents, their certificates and invitations, and the orders given to them. */
export const agentProjectors: Projectors = {
  'agent.invited': async (tx, body, { event, pos }) => {
    await tx
      .insertInto('invitation')
      .values({
        id: body.id,
        secret_hash: body.secretHash,
        area: plain(body.area),
        expires: body.expires,
        invited_by: event.actor.id,
        used_by: null,
        pos,
      })
      .execute();
  },

  'agent.uninvited': async (tx, { id }) => {
    await tx.deleteFrom('invitation').where('id', '=', id).execute();
  },

  'agent.joined': async (tx, body, { pos }) => {
    await tx
      .updateTable('invitation')
      .set({ used_by: body.agent })
      .where('id', '=', body.invitation)
      .execute();
    await tx
      .insertInto('agent')
      .values({
        id: body.agent,
        name: plain(body.name),
        area: plain(body.area),
        joined_at: body.joinedAt,
        revoked_at: null,
        build: plain(body.build),
        pos,
      })
      .execute();
    for (const certificate of [...body.certificates].reverse())
      await addCertificate(tx, body.agent, certificate);
  },

  'agent.renewed': async (tx, { certificate, build }, { event }) => {
    const agent = event.subject.slice('agent:'.length);
    await addCertificate(tx, agent, certificate);
    await tx
      .updateTable('agent')
      .set({ build: plain(build) })
      .where('id', '=', agent)
      .execute();
  },

  'agent.revoked': async (tx, _body, { event }) => {
    const agent = event.subject.slice('agent:'.length);
    await tx.updateTable('agent').set({ revoked_at: event.at }).where('id', '=', agent).execute();
  },

  'order.issued': async (tx, { agent, order, reason }, { event, pos }) => {
    await tx
      .insertInto('agent_order')
      .values({
        id: order.id,
        agent,
        position: order.position,
        expires: order.expires,
        act_json: canonicalJson(order.act),
        issued_by: event.actor.id,
        reason: plain(reason),
        state: 'open',
        pos,
      })
      .execute();
  },
};

type Certificate = BodyOf<'agent.renewed'>['certificate'];

async function addCertificate(
  tx: Tx,
  agent: string,
  { serial, key, notBefore, notAfter }: Certificate,
): Promise<void> {
  const newest = await tx
    .selectFrom('agent_certificate')
    .select('n')
    .where('agent', '=', agent)
    .orderBy('n', 'desc')
    .limit(1)
    .executeTakeFirst();
  await tx
    .insertInto('agent_certificate')
    .values({ agent, n: (newest?.n ?? 0) + 1, serial, key, not_before: notBefore, not_after: notAfter })
    .execute();
}
