import { readFile } from 'node:fs/promises';
import { type JudgedUnder, policyInForceSchema } from '@witnessmark/shared/api';
import type { Command } from 'commander';
import { withServer } from '../context.ts';
import { CommandEnd, exit } from '../exit.ts';
import { columns, printable, siteTime } from '../paint.ts';

/** Commands about the site's policy. */
export function addPolicyCommands(program: Command): void {
  const policy = program
    .command('policy')
    .description("the site's policy: who approves, who counts as proof");

  policy
    .command('check <file>')
    .description('say whether a policy file would be taken, with the line of each mistake; asks no server')
    .action(async (file: string, _options: object, command: Command) => {
      const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
        throw new CommandEnd(exit.usage, `${file} cannot be read: ${cause.code}`, { cause });
      });
      const { policyOf } = await import('../../policy/index.ts');
      const { digest, settings } = policyOf(text, file);
      process.stdout.write(
        command.optsWithGlobals()['json'] === true
          ? `${JSON.stringify({ digest, settings }, null, 2)}\n`
          : `${file} would be taken. sha256:${digest}\n`,
      );
    });

  policy
    .command('show')
    .description('show the policy that holds on the server')
    .action((_options: object, command: Command) =>
      withServer(command, async remote => {
        const held = await remote.client.get('/api/v1/policy', policyInForceSchema);
        if (remote.json) return remote.print(JSON.stringify(held, null, 2));
        const { file, digest, adoptedAt, text, judged } = held;
        remote.print(
          columns([
            ['file', file === null ? 'none: the built-in policy holds' : printable(file)],
            ['sha256', digest],
            ['since', adoptedAt === null ? 'the beginning' : siteTime(adoptedAt, remote.timeZone)],
          ]),
        );
        if (judged.otherwise > 0) remote.print(`\n${standing(judged, remote.timeZone)}`);
        if (text !== '') remote.print(`\n${text.split('\n').map(printable).join('\n')}`);
      }),
    );
}

/** What a newer policy did not change, and how it is made to. */
function standing({ otherwise, orderedAt }: JudgedUnder, timeZone: string): string {
  const were = `${otherwise} change${otherwise === 1 ? ' was' : 's were'} judged under another policy`;
  return orderedAt === null
    ? `${were}, and stand as they are. To have them judged anew: witnessmark rejudge --because policy --reason "…"`
    : `${were}. They were ordered to be judged anew ${siteTime(orderedAt, timeZone)}: what comes out otherwise is a newer revision.`;
}
