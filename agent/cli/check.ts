import { createAgentClock } from '../clock/index.ts';
import { loadConfig } from '../config/index.ts';
import { createLog, planStreams, planWitnesses } from '../run/index.ts';

/** Checks a configuration as a running agent would before it takes it. */
export async function check(file: string): Promise<string> {
  const loaded = await loadConfig(file);
  const clock = await createAgentClock(loaded.dataDir);
  const plans = planStreams(loaded, { clock, log: createLog('error') });
  const witnesses = await planWitnesses(loaded);
  const assets = new Set(plans.map(({ asset }) => asset));
  const lines = plans.map(({ stream, phase, weakened }) =>
    [`  ${stream}  ${phase}`, ...(weakened === null ? [] : [`    weakened: ${weakened}`])].join('\n'),
  );
  const witnessed = witnesses.map(({ name, assets: about }) => `  witness ${name}  ${about.join(', ')}`);
  const counts = [
    `${assets.size} assets`,
    `${plans.length} streams`,
    ...(witnesses.length === 0 ? [] : [`${witnesses.length} witnesses`]),
  ];
  return [`${loaded.file} holds: ${counts.join(', ')}`, ...lines, ...witnessed].join('\n');
}
