import { createAgentClock } from '../clock/index.ts';
import { loadConfig } from '../config/index.ts';
import { createLog, planStreams } from '../run/index.ts';

/** Checks a configuration as a running agent would before it takes it. */
export async function check(file: string): Promise<string> {
  const loaded = await loadConfig(file);
  const clock = await createAgentClock(loaded.dataDir);
  const plans = planStreams(loaded, { clock, log: createLog('error') });
  const assets = new Set(plans.map(({ asset }) => asset));
  const lines = plans.map(({ stream, phase, weakened }) =>
    [`  ${stream}  ${phase}`, ...(weakened === null ? [] : [`    weakened: ${weakened}`])].join('\n'),
  );
  return [`${loaded.file} holds: ${assets.size} assets, ${plans.length} streams`, ...lines].join('\n');
}
