import { setMeta, type Tx } from '../db/index.ts';
import { type BodyType, bodyOf, hasBody } from '../events/index.ts';
import type { Entry } from '../log/index.ts';
import { agentProjectors } from './agents.ts';
import { assetProjectors } from './assets.ts';
import { coverageProjectors } from './coverage.ts';
import { judgementProjectors } from './judgements.ts';
import { observationProjectors } from './observations.ts';
import type { Projector, Projectors } from './projector.ts';
import { registryProjectors } from './registry.ts';
import { sessionProjectors } from './sessions.ts';
import { streamProjectors } from './streams.ts';
import { indexSeals, vaultProjectors } from './vault-index.ts';
import { witnessProjectors } from './witnesses.ts';

const projectors: Projectors = {
  ...agentProjectors,
  ...assetProjectors,
  ...coverageProjectors,
  ...judgementProjectors,
  ...observationProjectors,
  ...registryProjectors,
  ...sessionProjectors,
  ...streamProjectors,
  ...vaultProjectors,
  ...witnessProjectors,
};

/** Applies entries in order, in the transaction that appends or replays them. */
export async function project(tx: Tx, entries: readonly Entry[]): Promise<void> {
  for (const entry of entries) {
    await indexSeals(tx, entry);
    const { type } = entry.event;
    if (hasBody(type)) await apply(tx, type, entry);
  }
  const last = entries.at(-1);
  if (last) await setMeta(tx, 'projected', String(last.pos + 1));
}

async function apply<Type extends BodyType>(tx: Tx, type: Type, entry: Entry): Promise<void> {
  const projector = projectors[type] as Projector<Type> | undefined;
  if (projector !== undefined) await projector(tx, bodyOf(type, entry.event), entry);
}
