import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import type { RuleSet } from '@witnessmark/shared/witnesses';
import type { ServerConfig } from '../config/index.ts';
import type { Core } from '../core/index.ts';
import {
  Collector,
  Gateways,
  Refusals,
  ruleFile,
  ruleFolder,
  type SyslogPorts,
  SyslogWitness,
} from '../witnesses/index.ts';
import { CommandEnd, exit } from './exit.ts';

const secretBytes = 32;
/** Beside the program, in the source tree as in a release. */
const folder = (name: string) => fileURLToPath(new URL(`../witnesses/${name}`, import.meta.url));

/** The witnesses that speak to the server itself, put together. */
export async function openWitnesses(parts: {
  readonly core: Core;
  readonly config: Pick<ServerConfig, 'site' | 'syslog' | 'gateways'>;
  readonly env: NodeJS.ProcessEnv;
  readonly now: () => number;
  readonly failed: (error: unknown) => void;
}) {
  const { core, config, env, now, failed } = parts;
  const { database, log } = core;
  const boot = randomBytes(16).toString('hex');
  const instant = () => ({
    wall: new Date(now()).toISOString(),
    mono: Math.floor(performance.now()),
    boot,
  });
  const collector = new Collector(core);
  const refusals = (door: string) => new Refusals({ door, log, boot, now, failed });
  const [bySyslog, byWebhook] = [refusals('syslog'), refusals('webhook')];

  const mappings = new Map<string, RuleSet>(await ruleFolder(folder('gateways/mappings')));
  for (const { mapping } of config.gateways) {
    const given = [...mappings.keys()].some(name => name === mapping || name.startsWith(`${mapping}.`));
    if (!given) mappings.set(mapping, await ruleFile(mapping));
  }
  const secrets = new Map<string, string>();
  for (const { name, secret } of config.gateways) if (secret) secrets.set(name, secretIn(env, secret.env));
  const gateways = new Gateways({
    gateways: config.gateways,
    mappings,
    secretOf: ({ name }) => secrets.get(name) ?? null,
    collector,
    refusals: byWebhook,
    assetNamed: async name => {
      const rows = await database.read.selectFrom('asset').select(['id', 'name']).execute();
      const wanted = name.toLowerCase();
      const found = rows.filter(asset => asset.id === name || asset.name.toLowerCase() === wanted);
      return found.length === 1 ? (found[0]?.id ?? null) : null;
    },
    timeZone: config.site.timeZone,
    instant,
    now,
  });

  let syslog: SyslogWitness | null = null;
  if (config.syslog) {
    const own = await Promise.all(config.syslog.rules.map(ruleFile));
    syslog = new SyslogWitness({
      config: config.syslog,
      rules: [...own, ...(await ruleFolder(folder('syslog/rules'))).values()],
      collector,
      refusals: bySyslog,
      assetAddresses: async () => {
        const rows = await database.read.selectFrom('stream').select(['asset', 'address']).execute();
        return hostsOf(rows);
      },
      instant,
      failed,
    });
  }
  return {
    receive: gateways.receive.bind(gateways),
    import: gateways.import.bind(gateways),
    unmatched: () => syslog?.unmatched() ?? [],
    /** Null where syslog is not configured. */
    async start(): Promise<SyslogPorts | null> {
      bySyslog.start();
      byWebhook.start();
      return (await syslog?.start()) ?? null;
    },
    async stop(): Promise<void> {
      await syslog?.stop();
      await bySyslog.stop();
      await byWebhook.stop();
    },
  };
}

function secretIn(env: NodeJS.ProcessEnv, name: string): string {
  const secret = env[name] ?? '';
  if (Buffer.byteLength(secret) >= secretBytes) return secret;
  throw new CommandEnd(
    exit.usage,
    `The environment variable ${name}, which a gateway's secret names, needs at least ${secretBytes} bytes.`,
  );
}

/** Assets by the host at which they are read; a host that stands for several stands for none. */
function hostsOf(
  streams: readonly { readonly asset: string; readonly address: string }[],
): ReadonlyMap<string, string> {
  const assets = new Map<string, Set<string>>();
  for (const { asset, address } of streams) {
    const host = hostIn(address);
    if (host !== null) assets.set(host, (assets.get(host) ?? new Set()).add(asset));
  }
  return new Map(
    [...assets].flatMap(([host, found]) => {
      const [only] = found;
      return found.size === 1 && only !== undefined ? [[host, only] as const] : [];
    }),
  );
}

function hostIn(address: string): string | null {
  const host = address.includes('://')
    ? /^[a-z.+-]+:\/\/(\[[^\]]+\]|[^:/]+)/i.exec(address)?.[1]
    : /^(\[[^\]]+\]|[^\s:/,]+)/.exec(address)?.[1];
  return host?.replace(/^\[|\]$/g, '').toLowerCase() ?? null;
}
