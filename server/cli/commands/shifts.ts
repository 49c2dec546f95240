import { type Shift, shiftChangesSchema, shiftsSchema } from '@witnessmark/shared/api';
import type { Command } from 'commander';
import { z } from 'zod';
import { type Remote, withServer } from '../context.ts';
import { momentOf } from '../moment.ts';
import { columns, printable, siteTime } from '../paint.ts';

/** Commands about operators' changes, which are signed off a shift at a time. */
export function addShiftCommands(program: Command): void {
  const shifts = program
    .command('shifts')
    .description('list shifts with operators’ changes, and whether they were signed off')
    .option('--area <name>', 'of one area')
    .option('--since <moment>', 'a week ago where it is not given');
  shifts.action((options: { area?: string; since?: string }, command: Command) =>
    withServer(command, async remote => {
      const { rows, truncated } = await remote.client.get('/api/v1/shifts', shiftsSchema, {
        area: options.area,
        since: options.since === undefined ? undefined : momentOf(options.since),
      });
      if (remote.json) return remote.print(JSON.stringify(rows, null, 2));
      if (rows.length === 0) return remote.print('No changes wait for their shift.');
      remote.print(columns(rows.map(row => shiftLine(row, remote))));
      if (truncated) remote.print('… older shifts are not shown: there is more than can be counted at once.');
    }),
  );

  shifts
    .command('show <area> <from>')
    .description('the operators’ changes of a shift, by its beginning')
    .action((area: string, from: string, _options: object, command: Command) =>
      withServer(command, async remote => {
        const found = await shiftAt(remote, area, from);
        if (remote.json) return remote.print(JSON.stringify(found, null, 2));
        const { paint, timeZone } = remote;
        remote.print(paint.bold(shiftLine(found.shift, remote).join('  ')));
        for (const { rule, count } of found.shift.rules) remote.print(`  ${count} by "${printable(rule)}"`);
        remote.print(
          columns(
            found.rows.map(row => [
              paint.dim(siteTime(row.window.to, timeZone)),
              row.id,
              printable(row.asset.name),
              printable(row.sentence.replaceAll('`', '')),
            ]),
          ),
        );
        if (found.truncated)
          remote.print(`… of ${found.shift.count} the newest ${found.rows.length} are shown.`);
      }),
    );

  shifts
    .command('sign-off <area> <from>')
    .description('sign off the operators’ changes of a shift as they stand now, as a set')
    .option('--note <text>', 'kept in the log', '')
    .action((area: string, from: string, { note }: { note: string }, command: Command) =>
      withServer(command, async remote => {
        const { shift } = await shiftAt(remote, area, from);
        const body = { area, from: shift.from, digest: shift.digest, note };
        await remote.client.post('/api/v1/shifts/sign-off', body, z.null());
        remote.print(
          remote.json
            ? JSON.stringify({ area, from: shift.from, count: shift.count })
            : `Signed off: ${shift.count} changes of ${area}, shift from ${siteTime(shift.from, remote.timeZone)}.`,
        );
      }),
    );
}

function shiftAt(remote: Remote, area: string, from: string) {
  return remote.client.get('/api/v1/shifts/changes', shiftChangesSchema, { area, from: momentOf(from) });
}

function shiftLine({ area, from, count, since, state, signOffs }: Shift, { timeZone }: Remote): string[] {
  const [last] = signOffs;
  const signed = last === undefined ? '' : `, ${printable(last.who.label)} signed ${last.count}`;
  const words = { running: 'still running', open: 'to be signed off', signed: 'signed off' };
  return [
    printable(area),
    siteTime(from, timeZone),
    from,
    `${count} change${count === 1 ? '' : 's'}`,
    `${words[state]}${state !== 'signed' && last !== undefined ? ` (${since} since the last sign-off)` : ''}${signed}`,
  ];
}
