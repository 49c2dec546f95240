import type { Projectors } from './projector.ts';
import { plain } from './streams.ts';

/** What an asset is, its phase, and damage to its history. */
export const assetProjectors: Projectors = {
  'asset.declared': async (tx, body, { pos }) => {
    const declared = {
      name: plain(body.name),
      site: plain(body.site),
      area: plain(body.area),
      time_zone: body.timeZone === undefined ? null : plain(body.timeZone),
      pos,
    };
    await tx
      .insertInto('asset')
      .values({
        id: body.id,
        ...declared,
        phase: body.phase ?? 'production',
        phase_until: null,
        damaged: null,
        commit_id: null,
      })
      .onConflict(conflict => conflict.column('id').doUpdateSet(declared))
      .execute();
    const ordered = await tx
      .selectFrom('phase')
      .select('pos')
      .where('asset', '=', body.id)
      .limit(1)
      .executeTakeFirst();
    // What a person set on the server stands over what a configuration says.
    if (ordered === undefined && body.phase !== undefined) {
      await tx.updateTable('asset').set({ phase: body.phase }).where('id', '=', body.id).execute();
    }
  },

  'asset.phase': async (tx, { phase, until, reason }, { event, pos }) => {
    const asset = event.subject.slice('asset:'.length);
    await tx.updateTable('asset').set({ phase, phase_until: until }).where('id', '=', asset).execute();
    await tx
      .insertInto('phase')
      .values({ pos, asset, phase, until, set_by: event.actor.id, reason: plain(reason), at: event.at })
      .execute();
  },

  'asset.identity': async (tx, { stream, verdict }) => {
    if (verdict === 'wrong') return;
    await tx.updateTable('stream').set({ identity_state: 'unproven' }).where('id', '=', stream).execute();
  },

  'asset.damaged': async (tx, { commit, says }, { event, pos }) => {
    const asset = event.subject.slice('asset:'.length);
    await tx
      .updateTable('asset')
      .set({ damaged: plain(says) })
      .where('id', '=', asset)
      .execute();
    await tx
      .insertInto('damage')
      .values({ pos, asset, commit_id: commit, says: plain(says), healed_pos: null, at: event.at })
      .execute();
  },

  'asset.healed': async (tx, _body, { event, pos }) => {
    const asset = event.subject.slice('asset:'.length);
    await tx.updateTable('asset').set({ damaged: null }).where('id', '=', asset).execute();
    await tx
      .updateTable('damage')
      .set({ healed_pos: pos })
      .where('asset', '=', asset)
      .where('healed_pos', 'is', null)
      .execute();
  },
};
