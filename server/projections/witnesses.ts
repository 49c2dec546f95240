import { canonicalJson } from '@witnessmark/shared/log';
import { setCapabilities } from './capabilities.ts';
import { assetOf, type Projectors } from './projector.ts';
import { indexStatement } from './statements.ts';
import { plain, takeFact } from './streams.ts';

/** Statements (as an index; who they name is sealed) and notices. */
export const witnessProjectors: Projectors = {
  'statement.recorded': async (tx, body, { event, pos }) => {
    const { stream } = body.fact;
    await takeFact(tx, body.fact, event.actor.id, pos);
    await indexStatement(tx, body, { stream, asset: assetOf(stream), agent: event.actor.id, pos });
  },

  'statement.collected': async (tx, body, { pos }) => {
    await indexStatement(tx, body, { stream: null, asset: body.asset, agent: null, pos });
  },

  'notice.recorded': async (tx, { fact, notice }, { event, pos }) => {
    const { stream } = fact;
    const late = await takeFact(tx, fact, event.actor.id, pos);
    const { capabilities } = notice;
    if (capabilities !== undefined && !late) await setCapabilities(tx, stream, capabilities, pos);
    await tx
      .insertInto('notice')
      .values({
        pos,
        stream,
        asset: assetOf(stream),
        agent: event.actor.id,
        code: notice.code,
        says: plain(notice.says),
        data_json: canonicalJson(notice.data),
        at: fact.at.wall,
      })
      .execute();
    const { order } = notice.data;
    if ((notice.code === 'order.done' || notice.code === 'order.failed') && typeof order === 'string') {
      const state = notice.code === 'order.done' ? 'done' : 'failed';
      await tx
        .updateTable('agent_order')
        .set({ state })
        .where('id', '=', order)
        .where('agent', '=', event.actor.id)
        .execute();
    }
    if (notice.code === 'device.identified' || notice.code === 'device.different') {
      const state = notice.code === 'device.identified' ? 'proven' : 'different';
      await tx
        .updateTable('stream')
        .set({ identity_state: state, identity_json: canonicalJson(notice.data) })
        .where('id', '=', stream)
        .execute();
    }
  },
};
