import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { createAgentClock } from '../clock/index.ts';
import { type AgentConfig, loadConfig } from '../config/index.ts';
import { createLog } from '../run/index.ts';
import type { SourceContext } from '../sources/index.ts';
import {
  discoverOpcua,
  type OpcuaSourceConfig,
  opcuaSourceSchema,
  renderDiscovery,
} from '../sources/opcua/index.ts';

export interface DiscoverOptions {
  readonly config?: string;
  readonly seconds: string;
  readonly insecure?: true;
  readonly serverCertificate?: string;
  readonly json?: true;
}

/**
 * Crawls an OPC UA server, watches it for a while and proposes rules. `target` is an endpoint, or with a
 * configuration a stream of it, whose security, user and roots are then used.
 */
export async function discover(
  target: string,
  options: DiscoverOptions,
  signal: AbortSignal,
): Promise<string> {
  const watchFor = Number(options.seconds) * 1000;
  if (!(watchFor >= 1000 && watchFor <= 86_400_000)) {
    throw new WitnessError('agent.usage', '--seconds', 'a number from 1 to 86400');
  }
  const scratch = await mkdtemp(join(tmpdir(), 'witnessmark-discover-'));
  try {
    const { config, context } = await chosen(target, options, scratch);
    const discovery = await discoverOpcua(config, context, { watchFor }, signal);
    return options.json ? JSON.stringify(discovery, null, 2) : renderDiscovery(discovery);
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

async function chosen(
  target: string,
  options: DiscoverOptions,
  scratch: string,
): Promise<{ config: OpcuaSourceConfig; context: SourceContext }> {
  const log = createLog('error');
  const { now } = await createAgentClock(scratch);
  if (target.startsWith('opc.tcp://')) {
    const weak = { mode: 'None', policy: 'None', reason: 'asked for on the command line' };
    const config = opcuaSourceSchema.safeParse({
      type: 'opcua',
      endpoint: target,
      ...(options.insecure ? { security: weak } : {}),
      ...(options.serverCertificate === undefined ? {} : { serverCertificate: options.serverCertificate }),
    });
    if (!config.success) {
      throw new WitnessError(
        'agent.usage',
        target,
        config.error.issues.map(({ message }) => message).join('; '),
      );
    }
    return {
      config: config.data,
      context: { asset: 'discover', source: 'opcua', now, log, dataDir: scratch },
    };
  }
  if (options.config === undefined) throw new WitnessError('agent.usage', target, 'an endpoint, or --config');
  const loaded = await loadConfig(options.config);
  const [asset = '', source = ''] = target.split('/');
  const config = sourceOf(loaded.config, asset, source);
  if (config === null) throw new WitnessError('agent.stream-unknown', target);
  const dataDir = join(loaded.dataDir, 'sources', asset, source);
  return { config, context: { asset, source, now, log, dataDir } };
}

function sourceOf({ assets }: AgentConfig, asset: string, name: string): OpcuaSourceConfig | null {
  const found = assets.find(({ id }) => id === asset)?.sources[name]?.source;
  return found?.type === 'opcua' ? found : null;
}
