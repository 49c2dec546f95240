import { isWitnessError } from '@witnessmark/shared/errors';
import { Command, CommanderError } from 'commander';
import { build } from './build.ts';
import { addAgentCommands } from './commands/agents.ts';
import { addAttributionCommands } from './commands/attribution.ts';
import { addCapabilityCommand } from './commands/capabilities.ts';
import { addDataBlockCommand } from './commands/data-block.ts';
import { addHistoryCommands } from './commands/history.ts';
import { addListingCommand } from './commands/listing.ts';
import { addLocalCommands } from './commands/local.ts';
import { addLoginCommands } from './commands/login.ts';
import { addPeopleCommands } from './commands/people.ts';
import { addPolicyCommands } from './commands/policy.ts';
import { addRegistryCommands } from './commands/registry.ts';
import { addSessionCommands } from './commands/sessions.ts';
import { addShiftCommands } from './commands/shifts.ts';
import { addUsesCommand } from './commands/uses.ts';
import { addWitnessCommands } from './commands/witnesses.ts';
import { CommandEnd, exit } from './exit.ts';
import { printable } from './paint.ts';

/** The `witnessmark` command line. Gives the exit code; messages went to standard error. */
export async function run(argv: readonly string[], stop: AbortSignal): Promise<number> {
  const program = new Command('witnessmark')
    .description(
      'Who changed what on which controller, how surely, and how to get the known-good version back.',
    )
    .version(build)
    .option('--json', 'print one JSON document for machines')
    .exitOverride()
    .showHelpAfterError('(add --help for what this command takes)');
  addLocalCommands(program, stop);
  addLoginCommands(program);
  addHistoryCommands(program);
  addAttributionCommands(program);
  addShiftCommands(program);
  addCapabilityCommand(program);
  addDataBlockCommand(program);
  addListingCommand(program);
  addUsesCommand(program);
  addAgentCommands(program);
  addPeopleCommands(program, stop);
  addSessionCommands(program);
  addPolicyCommands(program);
  addRegistryCommands(program);
  addWitnessCommands(program);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exit.ok;
  } catch (error) {
    return codeOf(error);
  }
}

function codeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? exit.ok : exit.usage;
  if (error instanceof CommandEnd) {
    // It may quote what a server, or whatever answered in its place, has sent.
    if (error.message !== '') process.stderr.write(`${printable(error.message)}\n`);
    return error.code;
  }
  if (isWitnessError(error)) {
    process.stderr.write(`${printable(error.message)}\n`);
    return error.status >= 500 ? exit.unreachable : exit.usage;
  }
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return exit.unreachable;
}
