import { createHash } from 'node:crypto';
import { streamId } from '@witnessmark/shared/items';
import { canonicalJson } from '@witnessmark/shared/log';
import type { LoadedConfig } from '../config/index.ts';
import type { WatchSpool } from '../watch/index.ts';
import { planWitness, type WitnessPlan } from '../witnesses/index.ts';

/** The witnesses the configuration wants. Throws where one of them names what cannot be read or does not hold. */
export async function planWitnesses({ config, baseDir }: LoadedConfig): Promise<WitnessPlan[]> {
  const plans: WitnessPlan[] = [];
  for (const [name, witness] of Object.entries(config.witnesses)) {
    const { reads, create } = await planWitness(witness, baseDir);
    const key = createHash('sha256')
      .update(canonicalJson([baseDir, witness, reads]))
      .digest('hex');
    plans.push({ name, key, baseDir, assets: witness.assets, create });
  }
  return plans;
}

/** What is told of an asset rides the first of its streams; null for an asset that is not watched. */
export function statementStream({ config }: LoadedConfig, asset: string): string | null {
  const sources = config.assets.find(({ id }) => id === asset)?.sources ?? {};
  const [first] = Object.keys(sources);
  return first === undefined ? null : streamId(asset, first);
}

export function timeZoneOf({ config }: LoadedConfig, asset: string): string {
  return config.assets.find(({ id }) => id === asset)?.timeZone ?? config.timeZone;
}

/** The spool for the watchers; a change that they found is told to `stir` once it is stored. */
export function stirring(spool: WatchSpool, stir: (asset: string) => void): WatchSpool {
  return {
    state: stream => spool.state(stream),
    watermark: (stream, marks) => spool.watermark(stream, marks),
    async append(draft, contents, next) {
      const fact = await spool.append(draft, contents, next);
      const [asset] = draft.stream.split('/');
      if (draft.kind === 'observation' && draft.body.base !== null && asset !== undefined) stir(asset);
      return fact;
    },
  };
}
