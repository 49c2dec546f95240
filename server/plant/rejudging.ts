import type { rejudgeRequestSchema } from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import type { z } from 'zod';
import type { Database } from '../db/index.ts';
import { toBody } from '../events/index.ts';
import type { Reach } from '../identity/index.ts';
import type { Log } from '../log/index.ts';
import { withinReach } from './reach.ts';

const changesAtMost = 100_000;
/** So many stand in one event. */
const atOnce = 2000;

/** Has changes judged anew because a person asks for it: rules and policy never change a judgement by themselves. */
export class Rejudging {
  readonly #database: Database;
  readonly #log: Log;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /**
   * Orders it, and gives how many changes it is about; they are judged behind the log, the newest first, also after a
   * stop in between. Throws http.too-large for more than 100,000 at once.
   */
  async order(
    { because, reason, asset, since }: z.infer<typeof rejudgeRequestSchema>,
    reach: Reach,
    by: { readonly person: string; readonly request: string },
  ): Promise<number> {
    let found = this.#database.read
      .selectFrom('change')
      .innerJoin('asset', 'asset.id', 'change.asset')
      .select('change.id')
      .where('change.sort', '=', 'change')
      .orderBy('change.pos', 'desc')
      .limit(changesAtMost + 1);
    const within = withinReach(reach);
    if (within) found = found.where(within);
    if (asset !== undefined) found = found.where('change.asset', '=', asset);
    if (since !== undefined) found = found.where('change.window_to', '>=', since);
    const ids = (await found.execute()).map(({ id }) => id);
    if (ids.length > changesAtMost)
      throw new WitnessError(
        'http.too-large',
        'changes',
        `name an asset or a moment: more than ${changesAtMost}`,
      );
    const drafts = Array.from({ length: Math.ceil(ids.length / atOnce) }, (_, n) => ({
      type: 'attribution.rejudge-ordered' as const,
      key: `${by.request}/rejudge/${n}`,
      actor: { kind: 'person' as const, id: by.person },
      request: by.request,
      subject: asset === undefined ? 'attribution' : `asset:${asset}`,
      body: toBody('attribution.rejudge-ordered', {
        because,
        reason,
        changes: ids.slice(n * atOnce, (n + 1) * atOnce),
      }),
    }));
    if (drafts.length > 0) await this.#log.append(drafts);
    return ids.length;
  }
}
