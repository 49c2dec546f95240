import { readFile } from 'node:fs/promises';
import { recordsTakenSchema, unmatchedSchema, type Witness, witnessesSchema } from '@witnessmark/shared/api';
import type { Command } from 'commander';
import { refusal } from '../client.ts';
import { type Remote, withServer } from '../context.ts';
import { CommandEnd, exit } from '../exit.ts';
import { columns, printable, siteTime } from '../paint.ts';

const fileBytes = 4 * 1024 * 1024;

interface ImportOptions {
  readonly mapping?: string;
  readonly gateway?: string;
}

/** Commands about witnesses: which live, what was not understood, and bringing in what they wrote. */
export function addWitnessCommands(program: Command): void {
  const witnesses = program
    .command('witnesses')
    .description('list the witnesses, when each last spoke, and since when it is proven alive');

  witnesses.action((_options: object, command: Command) =>
    withServer(command, async remote => {
      const { rows } = await remote.client.get('/api/v1/witnesses', witnessesSchema);
      if (remote.json) return remote.print(JSON.stringify(rows, null, 2));
      if (rows.length === 0) return remote.print('No witness has spoken yet.');
      remote.print(columns(rows.map(row => lineOf(row, remote))));
    }),
  );

  witnesses
    .command('unmatched')
    .description('what came by syslog and says nothing to any rule, with a sample of each shape')
    .action((_options: object, command: Command) =>
      withServer(command, async remote => {
        const { rows } = await remote.client.get('/api/v1/witnesses/unmatched', unmatchedSchema);
        if (remote.json) return remote.print(JSON.stringify(rows, null, 2));
        if (rows.length === 0) return remote.print('Every message so far said something to a rule.');
        for (const { address, sender, count, lastAt, shapes } of rows) {
          const who = sender === null ? remote.paint.warned('! unknown sender') : printable(sender);
          remote.print(`${printable(address)}  ${who}  ${count}, last ${siteTime(lastAt, remote.timeZone)}`);
          for (const { count: times, sample } of shapes) remote.print(`  ${times} ×  ${printable(sample)}`);
        }
      }),
    );

  witnesses
    .command('import <file>')
    .description("take a gateway's file, CSV or JSON; what it tells is claimed by you and proves nothing")
    .option('--mapping <name>', 'ewon, secomea, generic, or one of the configuration')
    .option('--gateway <name>', 'the configured gateway that wrote it')
    .action((file: string, { mapping, gateway }: ImportOptions, command: Command) =>
      withServer(command, async remote => {
        if (mapping === undefined && gateway === undefined)
          throw new CommandEnd(exit.usage, 'Say by which --mapping or of which --gateway the file is.');
        const bytes = await readFile(file).catch((cause: NodeJS.ErrnoException) => {
          throw new CommandEnd(exit.usage, `${file}: it cannot be read (${cause.code}).`, { cause });
        });
        if (bytes.length > fileBytes)
          throw new CommandEnd(exit.usage, `${file}: larger than 4 MB; cut it into parts.`);
        const query = new URLSearchParams({
          ...(mapping === undefined ? {} : { mapping }),
          ...(gateway === undefined ? {} : { gateway }),
        });
        const answer = await remote.client.raw(`/api/v1/witnesses/imports?${query.toString()}`, {
          method: 'POST',
          headers: { 'content-type': 'text/csv' },
          body: bytes,
        });
        const text = await answer.text();
        if (!answer.ok) throw refusal(answer.status, text);
        const taken = recordsTakenSchema.parse(JSON.parse(text));
        if (remote.json) return remote.print(JSON.stringify(taken, null, 2));
        remote.print(
          `${taken.taken} statements are new, ${taken.known} were known, ${taken.unmatched} records were not understood, ${taken.unplaced} are about no asset that is known.`,
        );
      }),
    );
}

/** One witness as a line of a table. */
export function lineOf({ kind, name, id, asset, lastAt, alive, gap }: Witness, remote: Remote): string[] {
  const when = (at: string) => siteTime(at, remote.timeZone);
  return [
    printable(name ?? `${kind}/${id}`),
    asset === null ? 'the whole site' : printable(asset.name),
    lastAt === null ? 'no record yet' : `last record ${when(lastAt)}`,
    alive === null
      ? remote.paint.warned('! never proven alive')
      : `proven alive ${when(alive.from)} to ${when(alive.until)}`,
    gap === null ? '' : remote.paint.warned(`! not from ${when(gap.from)} to ${when(gap.to)}`),
  ];
}
