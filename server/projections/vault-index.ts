import type { Tx } from '../db/index.ts';
import { upsertRows } from '../db/index.ts';
import type { Entry } from '../log/index.ts';
import type { Projectors } from './projector.ts';
import { plain } from './streams.ts';

/** Notes which entry speaks for a vault row, whatever the entry's type. */
export async function indexSeals(tx: Tx, { event, pos }: Entry): Promise<void> {
  const rows = (event.sealed ?? []).map(({ ref, commitment }) => {
    return { ref, commitment, pos, erased_pos: null, erased_under: null };
  });
  await upsertRows(tx, 'vault_index', ['ref', 'pos'], rows);
}

export const vaultProjectors: Projectors = {
  'content.erased': async (tx, { refs, under }, { pos }) => {
    for (const ref of refs) {
      await tx
        .updateTable('vault_index')
        .set({ erased_pos: pos, erased_under: plain(under) })
        .where('ref', '=', ref)
        .where('erased_pos', 'is', null)
        .execute();
    }
  },
};
