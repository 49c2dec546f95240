import { isWitnessError } from '@witnessmark/shared/errors';
import { Command, CommanderError } from 'commander';
import { build } from '../run/index.ts';
import { check } from './check.ts';
import { type DiscoverOptions, discover } from './discover.ts';
import { exit, exitCodeOf } from './exit.ts';
import { handsOff } from './hands-off.ts';
import { join } from './join.ts';
import { runAgent } from './run.ts';
import { renderStatus, reportStatus } from './status.ts';

const defaultConfig = 'agent.yaml';

/** Runs the command line; resolves to the exit code. */
export async function runProgram(
  argv: readonly string[],
  print: (text: string) => void,
  complain: (text: string) => void,
): Promise<number> {
  let code: number = exit.ok;
  const program = new Command('witnessmark-agent')
    .description(
      'Watches controllers and folders, and tells a Witnessmark server. It cannot write to any of them.',
    )
    .version(build)
    .exitOverride()
    .configureOutput({ writeOut: text => print(text.trimEnd()), writeErr: text => complain(text.trimEnd()) });
  const withConfig = (name: string) =>
    program.command(name).option('--config <file>', 'configuration file', defaultConfig);

  withConfig('run')
    .description('watch, until SIGINT or SIGTERM; SIGHUP loads the configuration again')
    .action(({ config }: { config: string }) => runAgent(config));
  withConfig('join <token>')
    .description('join a site by the one-time token an administrator made')
    .option('--name <name>', 'how people will see this agent (the machine’s name)')
    .action(async (token: string, options: { config: string; name?: string }) =>
      print(await join(token, options)),
    );
  withConfig('check')
    .description('check a configuration file')
    .action(async ({ config }: { config: string }) => print(await check(config)));
  withConfig('hands-off <asset>')
    .description('stop all contact with an asset at once, or end that')
    .option('--end', 'take up contact again')
    .option('--reason <text>', 'why; it is logged', 'by hand on the agent’s machine')
    .action(async (asset: string, options: { config: string; end?: true; reason: string }) =>
      print(await handsOff(asset, options)),
    );
  withConfig('status')
    .description('what the agent last said about itself')
    .option('--json', 'for machines')
    .action(async ({ config, json }: { config: string; json?: true }) => {
      const report = await reportStatus(config);
      print(json ? JSON.stringify(report, null, 2) : renderStatus(report));
      code = report.alive ? exit.ok : exit.fails;
    });
  program
    .command('discover')
    .description('look at a device and propose rules for its configuration')
    .command('opcua <target>')
    .description('target: opc.tcp://host:port, or asset/source with --config')
    .option('--config <file>', 'configuration that names the stream')
    .option('--seconds <n>', 'how long to watch for values that move by themselves', '60')
    .option('--server-certificate <thumbprint>', 'trust the server with this certificate')
    .option('--insecure', 'without signing and encryption')
    .option('--json', 'for machines')
    .action(async (target: string, options: DiscoverOptions) => {
      const interrupt = new AbortController();
      process.once('SIGINT', () => interrupt.abort(new Error('interrupted')));
      print(await discover(target, options, interrupt.signal));
    });

  try {
    await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage;
    complain(
      isWitnessError(error)
        ? error.message
        : error instanceof Error
          ? (error.stack ?? error.message)
          : String(error),
    );
    return isWitnessError(error) ? exitCodeOf(error.code) : exit.fails;
  }
}
