import type { Overview } from '@witnessmark/shared/api';
import type { Database } from '../db/index.ts';
import type { Reach } from '../identity/index.ts';
import type { Log } from '../log/index.ts';
import type { Agents } from './agents.ts';
import type { Assets } from './assets.ts';
import { exportRequests } from './exports.ts';
import type { Queues } from './queues.ts';
import type { Shifts } from './shifts.ts';
import type { Verifications } from './verification.ts';

/** What needs somebody now within a reach: not watched, unwell, pending, different, damaged; and how the log stands. */
export async function overview(parts: {
  readonly database: Database;
  readonly log: Log;
  readonly assets: Assets;
  readonly agents: Agents;
  readonly queues: Queues;
  readonly shifts: Shifts;
  readonly verifications: Verifications;
  readonly now: () => string;
  readonly reach: Reach;
}): Promise<Overview> {
  const { reach } = parts;
  const [assets, agents] = await Promise.all([parts.assets.all(reach), parts.agents.all(reach)]);
  const ids = new Set(assets.map(({ id }) => id));
  const different = await parts.database.read
    .selectFrom('stream')
    .innerJoin('asset', 'asset.id', 'stream.asset')
    .select(['stream.id', 'stream.asset', 'asset.name', 'stream.identity_json'])
    .where('stream.identity_state', '=', 'different')
    .execute();
  const { checkpoint } = parts.log;
  return {
    at: parts.now(),
    assets: assets.length,
    changes24h: assets.reduce((sum, asset) => sum + asset.changes24h, 0),
    awaiting: assets.reduce((sum, asset) => sum + asset.awaiting, 0),
    queue: { ...(await parts.queues.counts(reach)), shifts: await parts.shifts.open(reach) },
    notWatched: assets.flatMap(asset =>
      asset.coverage.flatMap(({ kind, state, reason, since }) =>
        state === 'watched'
          ? []
          : [
              {
                asset: asset.id,
                name: asset.name,
                area: asset.area,
                kind,
                state,
                reason: reason ?? state,
                since,
              },
            ],
      ),
    ),
    drifted: [],
    unwell: agents
      .filter(agent => agent.state === 'joined' && !agent.well)
      .map(agent => ({
        agent: agent.id,
        name: agent.name,
        why: agent.complaints.join('; '),
        since: agent.lastContact,
      })),
    pending: agents.flatMap(agent =>
      agent.streams
        .filter(stream => stream.state === 'pending')
        .map(stream => ({ stream: stream.stream, agent: agent.id, name: agent.name })),
    ),
    differentDevice: different
      .filter(row => ids.has(row.asset))
      .map(row => ({
        asset: row.asset,
        name: row.name,
        stream: row.id,
        fields: row.identity_json,
      })),
    damaged: assets.flatMap(asset =>
      asset.damaged === null ? [] : [{ asset: asset.id, name: asset.name, why: asset.damaged }],
    ),
    exportsWanted: (await exportRequests(parts.database.read, { state: 'open' })).filter(({ asset }) =>
      ids.has(asset.id),
    ),
    log: {
      origin: checkpoint.origin,
      size: checkpoint.size,
      root: Buffer.from(checkpoint.root).toString('hex'),
      // What it found may name any asset.
      lastVerified: reach === 'site' ? parts.verifications.last : null,
    },
  };
}
