import type { Command } from 'commander';

/** Commands that work on a server's own data: they run where the server runs. */
export function addLocalCommands(program: Command, stop: AbortSignal): void {
  program
    .command('server')
    .description('run the server until it is stopped')
    .requiredOption('--config <file>', 'its configuration')
    .action(async ({ config }: { config: string }) => {
      const { serve } = await import('../serve.ts');
      await serve(config, stop);
    });

  program
    .command('verify')
    .description(
      'hold the log, git and the vault against each other; the server must be stopped. Exit code 1 where something does not hold',
    )
    .requiredOption('--config <file>', "the server's configuration")
    .action(async ({ config }: { config: string }, command: Command) => {
      const { verifyHere } = await import('../own-data.ts');
      await verifyHere(config, command.optsWithGlobals()['json'] === true, stop);
    });

  program
    .command('rebuild')
    .description('make every table anew from the log; the server must be stopped')
    .requiredOption('--config <file>', "the server's configuration")
    .action(async ({ config }: { config: string }) => {
      const { rebuildHere } = await import('../own-data.ts');
      await rebuildHere(config, stop);
    });

  program
    .command('backup <folder>')
    .description(
      'save log, vault and git; a later one into the same folder copies only what is new. The server must be stopped: a running one takes backups by `backup` in its configuration',
    )
    .requiredOption('--config <file>', "the server's configuration")
    .action(async (dir: string, { config }: { config: string }) => {
      const { backupHere } = await import('../own-data.ts');
      await backupHere(config, dir, stop);
    });

  program
    .command('restore <folder>')
    .description(
      'restore a backup into an empty data folder; the next start opens a new generation of the log',
    )
    .requiredOption('--config <file>', "the new server's configuration")
    .option('--vault-key <file>', "the vault's key, which is kept apart from backups")
    .action(async (dir: string, options: { config: string; vaultKey?: string }) => {
      const { restoreHere } = await import('../own-data.ts');
      await restoreHere(dir, options, stop);
    });
}
