import { canonicalJson } from '@witnessmark/shared/log';
import type { Projectors } from './projector.ts';
import { plain } from './streams.ts';

/** What identities mean, and by which paths assets can be written. */
export const registryProjectors: Projectors = {
  'registry.identity-declared': async (tx, body, { event, pos }) => {
    const known = { scheme: body.scheme, asset: body.asset, ref: body.ref };
    await tx
      .insertInto('identity')
      .values({ id: body.identity, ...known, seen_pos: null, seen_at: null })
      .onConflict(conflict => conflict.column('id').doUpdateSet(known))
      .execute();
    await tx
      .insertInto('identity_meaning')
      .values({
        identity: body.identity,
        pos,
        from_at: body.from,
        until_at: body.until,
        meaning_json: canonicalJson(body.meaning),
        declared_by: event.actor.id,
        at: event.at,
      })
      .execute();
  },

  'registry.path-declared': async (tx, { asset, paths, reason }, { event, pos }) => {
    await tx
      .insertInto('asset_paths')
      .values({
        asset,
        pos,
        at: event.at,
        declared_by: event.actor.id,
        reason: plain(reason),
        paths_json: canonicalJson(paths),
      })
      .execute();
  },
};
