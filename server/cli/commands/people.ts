import {
  erasedSchema,
  type GrantScope,
  grantSchema,
  type Person,
  peopleSchema,
  personCreatedSchema,
  personIdSchema,
  roleSchema,
  setUpLinkSchema,
} from '@witnessmark/shared/api';
import type { Command } from 'commander';
import { z } from 'zod';
import { type Remote, withServer } from '../context.ts';
import { CommandEnd, exit } from '../exit.ts';
import { columns, printable, siteTime } from '../paint.ts';
import { readProfile } from '../profile.ts';

interface AddOptions {
  readonly name: string;
  readonly grant: readonly string[];
  readonly sponsor?: string;
  readonly until?: string;
}

/** Commands about people: who may come in, as what, and where. */
export function addPeopleCommands(program: Command, stop: AbortSignal): void {
  const people = program.command('people').description('list the people who may come in, and as what');
  const collect = (value: string, before: readonly string[]) => [...before, value];

  people.action((_options: object, command: Command) =>
    withServer(command, async remote => {
      const { rows } = await remote.client.get('/api/v1/people', peopleSchema);
      if (remote.json) return remote.print(JSON.stringify(rows, null, 2));
      remote.print(columns(rows.map(row => lineOf(row, remote))));
    }),
  );

  people
    .command('show <person>')
    .description('one person with every grant; a user name, or an id')
    .action((who: string, _options: object, command: Command) =>
      withServer(command, async remote => {
        const person = await find(remote, who);
        if (remote.json) return remote.print(JSON.stringify(person, null, 2));
        remote.print(columns([lineOf(person, remote)]));
        for (const { id, role, scope } of person.grants) remote.print(`  ${id}  ${role} ${whereOf(scope)}`);
      }),
    );

  people
    .command('add <user>')
    .description('add a person, who chooses a password by a one-time link')
    .requiredOption('--name <name>', 'name as others are shown it')
    .option(
      '--grant <role@scope>',
      'engineer@site, engineer@area:hall-a or viewer@asset:press-2; may be given again',
      collect,
      [],
    )
    .option('--sponsor <person>', 'who answers for a vendor')
    .option('--until <moment>', 'when the account ends, as an ISO 8601 moment; needed for a vendor')
    .action((user: string, options: AddOptions, command: Command) =>
      withServer(command, async remote => {
        const sponsor = options.sponsor === undefined ? null : (await find(remote, options.sponsor)).person;
        const made = await remote.client.post(
          '/api/v1/people',
          {
            user,
            name: options.name,
            grants: options.grant.map(grantOf),
            sponsor,
            expiresAt: options.until === undefined ? null : momentOf(options.until),
          },
          personCreatedSchema,
        );
        if (remote.json) return remote.print(JSON.stringify(made, null, 2));
        remote.print(`${made.person} was added.`);
        if (made.setUp) await sayLink(remote, made.setUp);
      }),
    );

  people
    .command('grant <person> <role@scope>')
    .description('grant a role for the site, an area or an asset')
    .action((who: string, text: string, _options: object, command: Command) =>
      withServer(command, async remote => {
        const { person } = await find(remote, who);
        const grant = await remote.client.post(`/api/v1/people/${person}/grants`, grantOf(text), grantSchema);
        if (remote.json) return remote.print(JSON.stringify(grant, null, 2));
        remote.print(`${grant.id}: ${grant.role} ${whereOf(grant.scope)}`);
      }),
    );

  people
    .command('revoke <person> <grant>')
    .description('take a grant back; its id, or role@scope')
    .action((who: string, text: string, _options: object, command: Command) =>
      withServer(command, async remote => {
        const { person, grants } = await find(remote, who);
        const named = text.includes('@') ? nameOf(grantOf(text)) : text;
        const grant = grants.find(each => each.id === named || nameOf(each) === named);
        if (!grant) throw new CommandEnd(exit.usage, `${who} holds no grant ${text}.`);
        await remote.client.delete(`/api/v1/people/${person}/grants/${grant.id}`);
        remote.print(`${grant.role} ${whereOf(grant.scope)} was taken back.`);
      }),
    );

  for (const act of ['disable', 'enable'] as const) {
    people
      .command(`${act} <person>`)
      .description(
        act === 'disable'
          ? 'close an account at once: its sign-ins and tokens end'
          : 'open a disabled account again, with the grants it had',
      )
      .action((who: string, _options: object, command: Command) =>
        withServer(command, async remote => {
          const { person } = await find(remote, who);
          await remote.client.post(`/api/v1/people/${person}/${act}`, null, z.null());
          remote.print(`${person} is ${act}d.`);
        }),
      );
  }

  people
    .command('erase <person>')
    .description(
      'erase a disabled account and the names of its person for good, with every record that holds one; an id where it was done before',
    )
    .requiredOption(
      '--reason <text>',
      'the rule it is done under; it stands in the log, so no name belongs in it',
    )
    .action((who: string, { reason }: { reason: string }, command: Command) =>
      withServer(command, async remote => {
        const person = personIdSchema.safeParse(who).data ?? (await find(remote, who)).person;
        const gone = await remote.client.post(`/api/v1/people/${person}/erase`, { reason }, erasedSchema);
        if (remote.json) return remote.print(JSON.stringify({ person, ...gone }, null, 2));
        remote.print(
          `${person} is erased. Names of accounts and stations gone: ${gone.identities}; records gone: ${gone.records}.`,
        );
        remote.print('Backups taken before still hold them.');
      }),
    );

  people
    .command('sponsor <person>')
    .description('say who answers for a person, and when the account ends')
    .option('--by <person>', 'the sponsor; nobody where absent')
    .option('--until <moment>', 'when the account ends; never where absent')
    .action((who: string, options: { by?: string; until?: string }, command: Command) =>
      withServer(command, async remote => {
        const { person } = await find(remote, who);
        const sponsor = options.by === undefined ? null : (await find(remote, options.by)).person;
        const expiresAt = options.until === undefined ? null : momentOf(options.until);
        await remote.client.post(`/api/v1/people/${person}/sponsor`, { sponsor, expiresAt }, z.null());
        remote.print(`${person} is sponsored by ${sponsor ?? 'nobody'}, and ends ${expiresAt ?? 'never'}.`);
      }),
    );

  people
    .command('set-up <person>')
    .description('a new one-time link, for somebody who forgot the password')
    .option('--drop-second-factor', 'also for somebody who lost it')
    .action((who: string, { dropSecondFactor = false }: { dropSecondFactor?: boolean }, command: Command) =>
      withServer(command, async remote => {
        const { person } = await find(remote, who);
        const path = `/api/v1/people/${person}/set-up`;
        const link = await remote.client.post(path, { dropSecondFactor }, setUpLinkSchema);
        if (remote.json) return remote.print(JSON.stringify(link, null, 2));
        await sayLink(remote, link);
      }),
    );

  people
    .command('rescue <user>')
    .description(
      'on the server itself, while it is stopped: a one-time link that also drops the second factor, where no administrator can sign in any more',
    )
    .requiredOption('--config <file>', "the server's configuration")
    .action(async (user: string, { config }: { config: string }) => {
      const { rescue } = await import('../own-data.ts');
      await rescue(user, config, stop);
    });
}

async function find(remote: Remote, who: string): Promise<Person> {
  const { rows } = await remote.client.get('/api/v1/people', peopleSchema);
  const found = rows.find(({ person, user }) => person === who || user === who.toLowerCase());
  if (!found) throw new CommandEnd(exit.usage, `There is nobody with the user name or id ${who}.`);
  return found;
}

function lineOf(row: Person, { paint, timeZone }: Remote): string[] {
  const state = row.state === 'active' ? 'active' : paint.warned(`! ${row.state}`);
  return [
    row.person,
    printable(row.user ?? '–'),
    printable(row.label),
    state,
    row.secondFactor ? 'second factor' : 'password alone',
    row.grants.map(({ role, scope }) => `${role} ${whereOf(scope)}`).join(', ') || 'no grant',
    row.sponsor === null ? '' : `sponsor ${printable(row.sponsor.label)}`,
    row.expiresAt === null ? '' : `ends ${siteTime(row.expiresAt, timeZone)}`,
  ];
}

/** `engineer@area:hall-a` as a grant. */
function grantOf(text: string): { role: z.infer<typeof roleSchema>; scope: GrantScope } {
  const [, name, where] = /^([a-z]+)@(site|area:.+|asset:.+)$/.exec(text) ?? [];
  const role = roleSchema.safeParse(name);
  if (!role.success || where === undefined)
    throw new CommandEnd(
      exit.usage,
      `"${text}" is no grant. Write role@site, role@area:NAME or role@asset:ID with a role of ${roleSchema.options.join(', ')}.`,
    );
  const value = where.slice(where.indexOf(':') + 1);
  if (where.startsWith('area:')) return { role: role.data, scope: { of: 'area', area: value } };
  if (where.startsWith('asset:')) return { role: role.data, scope: { of: 'asset', asset: value } };
  return { role: role.data, scope: { of: 'site' } };
}

function nameOf({ role, scope }: { readonly role: string; readonly scope: GrantScope }): string {
  const where =
    scope.of === 'site' ? 'site' : scope.of === 'area' ? `area:${scope.area}` : `asset:${scope.asset}`;
  return `${role}@${where}`;
}

function whereOf(scope: GrantScope): string {
  if (scope.of === 'site') return 'for the whole site';
  return scope.of === 'area' ? `for area ${printable(scope.area)}` : `for asset ${scope.asset}`;
}

function momentOf(text: string): string {
  const time = Date.parse(text);
  if (Number.isNaN(time))
    throw new CommandEnd(exit.usage, `"${text}" is no moment. Write 2026-12-01 or 2026-12-01T14:00:00Z.`);
  return new Date(time).toISOString();
}

async function sayLink(
  remote: Remote,
  { path, expiresAt }: { readonly path: string; readonly expiresAt: string },
): Promise<void> {
  const { url } = await readProfile(process.env);
  remote.print(
    `Hand this over; it opens once, before ${siteTime(expiresAt, remote.timeZone)}:\n\n  ${new URL(path, url).href}\n`,
  );
}
