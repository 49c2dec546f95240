import type { Command } from 'commander';
import { backup, restore } from '../../backup/index.ts';
import { loadServerConfig, type ServerConfig } from '../../config/index.ts';
import { type Core, openCore, verifyAtRest } from '../../core/index.ts';
import { rebuild } from '../../projections/index.ts';
import { CommandEnd, exit } from '../exit.ts';
import { coreOptions, createLogger, serve } from '../serve.ts';

/** Commands that work on a server's own data: they run where the server runs. */
export function addLocalCommands(program: Command, stop: AbortSignal): void {
  program
    .command('server')
    .description('run the server until it is stopped')
    .requiredOption('--config <file>', 'its configuration')
    .action(({ config }: { config: string }) => serve(config, stop));

  program
    .command('verify')
    .description(
      'hold the log, git and the vault against each other; the server must be stopped. Exit code 1 where something does not hold',
    )
    .requiredOption('--config <file>', "the server's configuration")
    .action(({ config }: { config: string }, command: Command) =>
      verifyHere(config, command.optsWithGlobals()['json'] === true, stop),
    );

  program
    .command('rebuild')
    .description('make every table anew from the log; the server must be stopped')
    .requiredOption('--config <file>', "the server's configuration")
    .action(({ config }: { config: string }) => rebuildHere(config, stop));

  program
    .command('backup <folder>')
    .description(
      'save log, vault and git; a later one into the same folder copies only what is new. The server must be stopped: a running one takes backups by `backup` in its configuration',
    )
    .requiredOption('--config <file>', "the server's configuration")
    .action((dir: string, { config }: { config: string }) => backupHere(config, dir, stop));

  program
    .command('restore <folder>')
    .description(
      'restore a backup into an empty data folder; the next start opens a new generation of the log',
    )
    .requiredOption('--config <file>', "the new server's configuration")
    .option('--vault-key <file>', "the vault's key, which is kept apart from backups")
    .action((dir: string, options: { config: string; vaultKey?: string }) => restoreHere(dir, options, stop));
}

async function verifyHere(configFile: string, json: boolean, stop: AbortSignal): Promise<void> {
  const config = await loadServerConfig(configFile);
  // A server's start mends what a crash left, and refuses a log that does not hold: neither belongs here.
  const options = coreOptions(config, createLogger('warn'));
  const result = await verifyAtRest(options, progressLine('verified'), stop);
  process.stdout.write(
    json ? `${JSON.stringify(result)}\n` : `${result.holds ? 'Holds' : 'Does not hold'}: ${result.says}\n`,
  );
  if (!result.holds) throw new CommandEnd(exit.differs, '');
}

async function rebuildHere(configFile: string, stop: AbortSignal): Promise<void> {
  await withCore(configFile, async core => {
    await rebuild(core.database, progressLine('rebuilt'), stop);
    process.stdout.write('Every table is made anew from the log.\n');
  });
}

async function backupHere(configFile: string, dir: string, stop: AbortSignal): Promise<void> {
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

async function restoreHere(
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
