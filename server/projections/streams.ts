import { canonicalJson } from '@witnessmark/shared/log';
import { type Flag, type Tx, upsertRows } from '../db/index.ts';
import type { FactHead } from '../events/index.ts';
import { endUnprovenCoverage } from './lost-coverage.ts';
import type { Projectors } from './projector.ts';

/** What the streams' own events leave: who holds what, how far each epoch was taken. */
export const streamProjectors: Projectors = {
  'stream.declared': async (tx, body, { event, pos }) => {
    const agent = event.actor.id;
    const declared = {
      asset: body.asset,
      source: body.stream.slice(body.asset.length + 1),
      type: body.source,
      address: body.address,
      sees_json: canonicalJson(body.kinds),
      weakened: body.weakened,
      pos,
    };
    await tx
      .insertInto('stream')
      .values({
        id: body.stream,
        ...declared,
        holder: null,
        assigned_pos: null,
        assigned_at: null,
        epoch: null,
        manifest: null,
        manifest_known: 0,
        refused: 0,
        identity_state: 'unproven',
        identity_json: '{}',
      })
      .onConflict(conflict => conflict.column('id').doUpdateSet(declared))
      .execute();
    await tx
      .insertInto('epoch')
      .values({ stream: body.stream, epoch: body.epoch, agent, state: 'declared', seq: 0, head: null, pos })
      .onConflict(conflict => conflict.doNothing())
      .execute();
    await upsertRows(
      tx,
      'claim',
      ['stream', 'agent'],
      [{ stream: body.stream, agent, epoch: body.epoch, pos }],
    );
  },

  'stream.assigned': async (tx, body, { event, pos }) => {
    await tx
      .updateTable('stream')
      .set({ holder: body.agent, assigned_pos: pos, assigned_at: event.at })
      .where('id', '=', body.stream)
      .execute();
    const epochs = () => tx.updateTable('epoch').where('stream', '=', body.stream);
    await epochs()
      .set({ state: 'late' })
      .where('agent', '!=', body.agent)
      .where('state', '!=', 'forked')
      .execute();
    await epochs()
      .set({ state: 'declared' })
      .where('agent', '=', body.agent)
      .where('state', '=', 'late')
      .execute();
  },

  'stream.gap': async (tx, body, { event, pos }) => {
    const { stream, epoch, agent, after, first } = body;
    await upsertRows(
      tx,
      'epoch',
      ['stream', 'epoch'],
      [{ stream, epoch, agent, state: 'current', seq: first - 1, head: null, pos }],
    );
    await endOtherEpochs(tx, stream, agent, epoch);
    await tx.updateTable('stream').set({ epoch, manifest_known: 0 }).where('id', '=', stream).execute();
    await endUnprovenCoverage(tx, stream, pos);
    await tx
      .insertInto('stream_gap')
      .values({ pos, stream, epoch, after_epoch: after.epoch, after_seq: after.seq, at: event.at })
      .execute();
  },

  'stream.forked': async (tx, body, { event, pos }) => {
    const { stream, epoch, seq } = body;
    await tx
      .updateTable('epoch')
      .set({ state: 'forked' })
      .where('stream', '=', stream)
      .where('epoch', '=', epoch)
      .execute();
    await tx
      .insertInto('fork')
      .values({ pos, stream, epoch, seq, agent: event.actor.id, at: event.at })
      .execute();
  },

  'fact.refused': async (tx, body, { event, pos }) => {
    const stream = body.fact?.stream ?? null;
    await tx
      .insertInto('refused')
      .values({
        pos,
        stream,
        key: body.reference,
        agent: event.actor.id,
        code: body.code,
        says: plain(body.says),
        ref: body.ref,
        at: event.at,
      })
      .execute();
    if (body.fact === null || stream === null) return;
    const { epoch, seq } = body.fact;
    const late = await takeFact(tx, { stream, epoch, seq, hash: body.hash }, event.actor.id, pos);
    await tx
      .updateTable('stream')
      .set(row => ({ refused: row('refused', '+', 1) }))
      .where('id', '=', stream)
      .execute();
    if (body.result === null || late) return;
    await tx
      .updateTable('stream')
      .set({ manifest: body.result, manifest_known: 0 })
      .where('id', '=', stream)
      .execute();
  },

  'backup.taken': async (tx, body, { pos }) => {
    await upsertRows(
      tx,
      'backup_cover',
      ['stream', 'epoch'],
      body.covers.map(cover => ({ ...cover, pos })),
    );
  },
};

/** Takes an epoch one fact further; gives whether it is one whose agent lost the stream. */
export async function takeFact(
  tx: Tx,
  fact: Pick<FactHead, 'stream' | 'epoch' | 'seq'> & { readonly hash: string | null },
  agent: string,
  pos: number,
): Promise<boolean> {
  const { stream, epoch, seq, hash } = fact;
  const row = await tx
    .selectFrom('epoch')
    .selectAll()
    .where('stream', '=', stream)
    .where('epoch', '=', epoch)
    .executeTakeFirst();
  const late = row?.state === 'late';
  const state = late ? 'late' : 'current';
  await upsertRows(
    tx,
    'epoch',
    ['stream', 'epoch'],
    [{ stream, epoch, agent, state, seq, head: hash, pos: row?.pos ?? pos }],
  );
  if (!late && row?.state !== 'current') {
    await endOtherEpochs(tx, stream, agent, epoch);
    await tx.updateTable('stream').set({ epoch }).where('id', '=', stream).execute();
  }
  return late;
}

/** Another agent's epochs stay: it may have declared one while it waits to be given the stream. */
async function endOtherEpochs(tx: Tx, stream: string, agent: string, epoch: string): Promise<void> {
  await tx
    .updateTable('epoch')
    .set({ state: 'ended' })
    .where('stream', '=', stream)
    .where('agent', '=', agent)
    .where('epoch', '!=', epoch)
    .where('state', 'in', ['current', 'declared'])
    .execute();
}

/** The stream's own row after an observation of its holder. */
export async function setManifest(tx: Tx, stream: string, manifest: string, known: Flag): Promise<void> {
  await tx.updateTable('stream').set({ manifest, manifest_known: known }).where('id', '=', stream).execute();
}

/** PostgreSQL's text holds no NUL; the exact text stands in the entry's bytes. */
export function plain(text: string): string {
  return text.replaceAll('\u0000', '\u2400');
}
