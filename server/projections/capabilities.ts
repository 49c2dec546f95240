import type { Capability } from '@witnessmark/shared/facts';
import { insertRows, type Tx } from '../db/index.ts';
import { assetOf } from './projector.ts';
import { plain } from './streams.ts';

/** What the stream's source sees is this from here on; what it does not name any more is gone. */
export async function setCapabilities(
  tx: Tx,
  stream: string,
  found: readonly Capability[],
  pos: number,
): Promise<void> {
  const before = await tx
    .selectFrom('capability')
    .select(['id', 'state', 'since'])
    .where('stream', '=', stream)
    .execute();
  await tx.deleteFrom('capability').where('stream', '=', stream).execute();
  await insertRows(
    tx,
    'capability',
    found.map((each, n) => {
      const same = before.find(row => row.id === each.id && row.state === each.state);
      return {
        stream,
        id: each.id,
        asset: assetOf(stream),
        n,
        serves: each.serves,
        state: each.state,
        found: plain(each.found),
        at: each.at,
        since: same?.since ?? each.at,
        pos,
      };
    }),
  );
}
