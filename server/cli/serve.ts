import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pino, { type Logger } from 'pino';
import { createAgentListener, createInvitations, openSiteCa } from '../agents/index.ts';
import { loadServerConfig, type ServerConfig } from '../config/index.ts';
import { type CoreOptions, createVaultKeyStore, openCore } from '../core/index.ts';
import { serveGit } from '../git-http/index.ts';
import { createHttp } from '../http/index.ts';
import { Identity, VaultAccounts } from '../identity/index.ts';
import { openPlant } from '../plant/index.ts';
import { PolicyBook } from '../policy/index.ts';
import { startBackups } from './backups.ts';
import { build } from './build.ts';
import { CommandEnd, exit } from './exit.ts';
import { openWitnesses } from './witnesses.ts';
import { openWork } from './work.ts';

const agentDays = 30;
const renewWithinDays = 30;
const agentRequestsPerSecond = 50;
const housekeepingMs = 60_000;

/** What of the configuration opens the core; the database's address comes from the environment alone. */
export function coreOptions(config: ServerConfig, logger: Logger): CoreOptions {
  const { database } = config;
  if (database === 'sqlite') return { dataDir: config.dataDir, site: config.site.name, logger };
  const databaseUrl = process.env[database.env];
  if (!databaseUrl)
    throw new CommandEnd(
      exit.usage,
      `The environment variable ${database.env}, which database.env names, is not set.`,
    );
  return { dataDir: config.dataDir, site: config.site.name, logger, databaseUrl };
}

export function createLogger(level: string): Logger {
  return pino({
    level,
    base: null,
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: ['*.password', '*.token', '*.secret', '*.authorization', '*.cookie', 'req.headers'],
      censor: '[redacted]',
    },
  });
}

/** Runs the server until it is told to stop: what listens is composed here, from the bottom up. */
export async function serve(configFile: string, stop: AbortSignal): Promise<void> {
  const config = await loadServerConfig(configFile);
  const logger = createLogger(config.log.level);
  const now = Date.now;
  const core = await openCore(coreOptions(config, logger));
  const closing: (() => Promise<void>)[] = [() => core.stop()];
  try {
    const accounts = new VaultAccounts(core.vault, core.log);
    await accounts.load();
    const { idleMinutes, absoluteHours, proofMinutes } = config.people.signIn;
    const identity = new Identity(accounts, {
      limits: {
        idleMs: idleMinutes * 60_000,
        absoluteMs: absoluteHours * 3_600_000,
        stepUpMs: proofMinutes * 60_000,
      },
    });
    const first = await identity.people.ensureAdministrator(process.env['WITNESSMARK_FIRST_PASSWORD']);
    if (first && process.env['WITNESSMARK_FIRST_PASSWORD'] === undefined) {
      process.stderr.write(
        `\nFirst sign-in: user ${first.user}, password ${first.password}\nIt is shown this once. Change it after signing in.\n\n`,
      );
    }

    const ca = await openSiteCa({
      keys: createVaultKeyStore(core.vault, core.log),
      site: config.site.name,
      hosts: [
        ...new Set([
          config.agents.url ? new URL(config.agents.url).hostname : config.agents.listen.host,
          '127.0.0.1',
          'localhost',
        ]),
      ],
      now,
      agentDays,
    });
    // The address in invitations is known when the listener has its port.
    let agentsUrl = config.agents.url ?? '';
    const invitations = createInvitations({
      registry: core.registry,
      ca,
      url: () => agentsUrl,
      now,
    });
    const policies = new PolicyBook(core.log, config.policy ?? null);
    await policies.load();
    closing.push(rereadPolicy(policies, logger));

    const plant = openPlant({
      core,
      invitations,
      dataDir: config.dataDir,
      timeZone: config.site.timeZone,
      shifts: config.site.shifts,
      policy: () => policies.now.attribution,
      now,
      failed: error => logger.error({ err: error }, 'live events could not be told'),
    });
    closing.push(() => plant.stop());

    const work = openWork({
      core,
      plant,
      policies,
      now,
      failed: error => logger.error({ err: error }, 'work behind the log failed; it is tried again'),
    });
    closing.push(() => work.stop());

    const witnesses = await openWitnesses({
      core,
      config,
      env: process.env,
      now,
      failed: error =>
        logger.error({ err: error }, 'what a witness said is not stored yet; it is tried again'),
    });
    closing.push(() => witnesses.stop());
    const heardOn = await witnesses.start();
    if (heardOn) logger.info(heardOn, 'listening to syslog');

    const listener = createAgentListener({
      listen: config.agents.listen,
      site: config.site.name,
      ca,
      invitations,
      registry: core.registry,
      ingest: core.ingest,
      checkpoints: core.checkpoints,
      orders: core.orders,
      beats: core.beats,
      logKey: async () => core.logKey(),
      stagingDir: join(core.dirs.blobs, 'staging'),
      now,
      log: logger,
      renewWithinDays,
      requestsPerSecond: agentRequestsPerSecond,
    });
    const { port } = await listener.start();
    closing.push(() => listener.stop());
    agentsUrl = config.agents.url ?? `https://${urlHost(config.agents.listen.host)}:${port}`;

    const app = await createHttp({
      identity,
      plant,
      sessions: work.sessions,
      registry: work.registry,
      witnesses,
      policy: policies,
      git: (asset, request) => serveGit(core.store, asset, request),
      log: logger,
      site: config.site,
      build,
      tls: config.people.tls ?? null,
      ...(config.people.url === undefined ? {} : { url: config.people.url }),
      trustedProxies: config.people.trustedProxies,
      page: fileURLToPath(new URL('../web/dist', import.meta.url)),
    });
    closing.push(async () => app.close());
    const address = await app.listen({ host: config.people.listen.host, port: config.people.listen.port });

    const housekeeping = setInterval(() => {
      Promise.all([identity.tidy(), core.vault.dropExpired(new Date().toISOString())]).catch(
        (error: unknown) => logger.error({ err: error }, 'housekeeping failed'),
      );
    }, housekeepingMs);
    closing.push(async () => {
      clearInterval(housekeeping);
      await identity.tidy();
    });

    if (config.backup)
      closing.push(startBackups({ core, site: config.site.name, ...config.backup, log: logger }));

    logger.info({ people: config.people.url ?? address, agents: agentsUrl }, 'listening');
    await new Promise<void>(resolve => {
      if (stop.aborted) resolve();
      stop.addEventListener('abort', () => resolve(), { once: true });
    });
    logger.info({}, 'stopping');
  } finally {
    for (const close of closing.reverse()) await close();
  }
  logger.info({}, 'stopped');
}

/** Reads the policy again on SIGHUP, which Windows has not: there a restart reads it. Returns the way to stop. */
function rereadPolicy(policies: PolicyBook, logger: Logger): () => Promise<void> {
  let reading: Promise<void> = Promise.resolve();
  const reread = () => {
    reading = policies.load().then(
      isNew => logger.info({ digest: policies.now.digest, isNew }, 'the policy was read again'),
      (error: unknown) =>
        logger.error({ err: error }, 'the policy cannot be taken; the one before goes on holding'),
    );
  };
  process.on('SIGHUP', reread);
  return () => {
    process.off('SIGHUP', reread);
    return reading;
  };
}

function urlHost(host: string): string {
  return host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
}
