import type { Command } from 'commander';
import { loadServerConfig } from '../../config/index.ts';
import { openCore } from '../../core/index.ts';
import { verify } from '../../integrity/index.ts';
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
}

async function verifyHere(configFile: string, json: boolean, stop: AbortSignal): Promise<void> {
  const core = await openCore(coreOptions(await loadServerConfig(configFile), createLogger('warn')));
  try {
    const result = await verify({
      database: core.database,
      store: core.store,
      vault: core.vault,
      verifiers: core.verifiers(),
      lateFile: core.ingest.lateFile,
      undisturbed: (asset, work) => core.ingest.undisturbed(asset, work),
      progress: progressLine('verified'),
      signal: stop,
    });
    process.stderr.write('\n');
    process.stdout.write(
      json ? `${JSON.stringify(result)}\n` : `${result.holds ? 'Holds' : 'Does not hold'}: ${result.says}\n`,
    );
    if (!result.holds) throw new CommandEnd(exit.differs, '');
  } finally {
    await core.stop();
  }
}

async function rebuildHere(configFile: string, stop: AbortSignal): Promise<void> {
  const core = await openCore(coreOptions(await loadServerConfig(configFile), createLogger('warn')));
  try {
    await rebuild(core.database, progressLine('rebuilt'), stop);
    process.stderr.write('\n');
    process.stdout.write('Every table is made anew from the log.\n');
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
    process.stderr.write(`\r${word} ${done} of ${total}`);
  };
}
