import { backup, restore } from '../backup/index.ts';
import { loadServerConfig, type ServerConfig } from '../config/index.ts';
import { type Core, openCore, verifyAtRest } from '../core/index.ts';
import { Identity, VaultAccounts } from '../identity/index.ts';
import { rebuild } from '../projections/index.ts';
import { CommandEnd, exit } from './exit.ts';
import { coreOptions, createLogger } from './serve.ts';

/*
 * What commands do with a server's own data, where the server runs and is stopped. It brings the whole server along,
 * so that commands which only ask a server load it when they are called for it.
 */

/** Throws `CommandEnd` with code 1 where something does not hold. */
export async function verifyHere(configFile: string, json: boolean, stop: AbortSignal): Promise<void> {
  const config = await loadServerConfig(configFile);
  // A server's start mends what a crash left, and refuses a log that does not hold: neither belongs here.
  const options = coreOptions(config, createLogger('warn'));
  const result = await verifyAtRest(options, progressLine('verified'), stop);
  process.stdout.write(
    json ? `${JSON.stringify(result)}\n` : `${result.holds ? 'Holds' : 'Does not hold'}: ${result.says}\n`,
  );
  if (!result.holds) throw new CommandEnd(exit.differs, '');
}

/** Makes every table anew from the log. */
export async function rebuildHere(configFile: string, stop: AbortSignal): Promise<void> {
  await withCore(configFile, async core => {
    await rebuild(core.database, progressLine('rebuilt'), stop);
    process.stdout.write('Every table is made anew from the log.\n');
  });
}

/** Saves log, vault and git into a folder. */
export async function backupHere(configFile: string, dir: string, stop: AbortSignal): Promise<void> {
  await withCore(configFile, async (core, config) => {
    const now = () => new Date().toISOString();
    const manifest = await backup({
      core,
      site: config.site.name,
      dir,
      now,
      progress: progressLine('saved'),
      signal: stop,
    });
    process.stdout.write(
      `${manifest.assets.length} assets are saved in ${dir}. Keep ${core.dirs.keys}/vault.key apart from it: without that key the vault cannot be opened.\n`,
    );
  });
}

/** Restores a backup into the empty data folder of a configuration. */
export async function restoreHere(
  dir: string,
  options: { config: string; vaultKey?: string },
  stop: AbortSignal,
): Promise<void> {
  const config = await loadServerConfig(options.config);
  const { databaseUrl } = coreOptions(config, createLogger('warn'));
  const manifest = await restore({
    dir,
    dataDir: config.dataDir,
    site: config.site.name,
    logger: createLogger('warn'),
    signal: stop,
    ...(databaseUrl === undefined ? {} : { databaseUrl }),
    ...(options.vaultKey === undefined ? {} : { keyFile: options.vaultKey }),
  });
  process.stdout.write(
    `The backup of ${manifest.takenAt} is restored. The next start opens a new generation of the log, and agents refill what came after it.\n`,
  );
}

/** Issues a set-up link that also drops the second factor. */
export async function rescue(user: string, configFile: string, stop: AbortSignal): Promise<void> {
  const core = await openCore(coreOptions(await loadServerConfig(configFile), createLogger('warn')));
  try {
    stop.throwIfAborted();
    const accounts = new VaultAccounts(core.vault, core.log);
    await accounts.load();
    const account = await accounts.byUser(user.toLowerCase());
    if (!account) throw new CommandEnd(exit.usage, `There is no user ${user}.`);
    const { people } = new Identity(accounts);
    const link = await people.issueSetUp(account.person, true, { person: null, request: null });
    process.stdout.write(
      `Start the server and open /set-up#${link.secret} on its page before ${link.expiresAt}.\n`,
    );
  } finally {
    await core.stop();
  }
}

async function withCore(
  configFile: string,
  work: (core: Core, config: ServerConfig) => Promise<void>,
): Promise<void> {
  const config = await loadServerConfig(configFile);
  const core = await openCore(coreOptions(config, createLogger('warn')));
  try {
    await work(core, config);
  } finally {
    await core.stop();
  }
}

/** Progress on one line of a terminal; nothing where standard error is a file. */
function progressLine(word: string): (at: { readonly done: number; readonly total: number }) => void {
  let last = 0;
  return ({ done, total }) => {
    const now = Date.now();
    if (!process.stderr.isTTY || (now - last < 200 && done < total)) return;
    last = now;
    process.stderr.write(`\r${word} ${done} of ${total}${done === total ? '\n' : ''}`);
  };
}
