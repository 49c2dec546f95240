import { WitnessError } from '@witnessmark/shared/errors';
import { type LoadedConfig, loadConfig } from '../config/index.ts';
import { endHandsOff, listHandsOff, setHandsOff } from '../watch/index.ts';

/** Stops all contact with an asset, or ends that. Works while the agent runs and without any server. */
export async function handsOff(
  asset: string,
  options: { config: string; end?: true; reason: string },
): Promise<string> {
  const loaded = await loadConfig(options.config);
  const listed = await listHandsOff(loaded.dataDir);
  if (options.end) {
    if (!listed.has(asset)) refuseUnknown(loaded, asset);
    const ended = await endHandsOff(loaded.dataDir, asset);
    return ended ? `${asset}: hands-off has ended` : `${asset}: was not under hands-off`;
  }
  refuseUnknown(loaded, asset);
  await setHandsOff(loaded.dataDir, asset, options.reason);
  return `${asset}: no contact any more; end it with --end`;
}

function refuseUnknown({ config }: LoadedConfig, asset: string): void {
  if (config.assets.some(({ id }) => id === asset)) return;
  const known = config.assets.map(({ id }) => id).slice(0, 20);
  throw new WitnessError('agent.asset-unknown', asset, `known: ${known.join(', ') || 'none'}`);
}
