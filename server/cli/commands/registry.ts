import { readFile } from 'node:fs/promises';
import {
  assetPathsSchema,
  type IdentityDeclaration,
  identitiesSchema,
  identityDeclarationSchema,
  identitySchemeSchema,
  type MeaningShown,
  pathsDeclarationSchema,
  peopleKnownSchema,
  sharedAccountsSchema,
} from '@witnessmark/shared/api';
import { parseConfiguration } from '@witnessmark/shared/configuration';
import type { Command } from 'commander';
import { z } from 'zod';
import { type Remote, withServer } from '../context.ts';
import { CommandEnd, exit } from '../exit.ts';
import { momentOf } from '../moment.ts';
import { columns, printable, siteTime } from '../paint.ts';
import { lineOf } from './witnesses.ts';

interface ListOptions {
  readonly unresolved?: boolean;
  readonly asset?: string;
  readonly limit: string;
}
interface DeclareOptions {
  readonly person?: string;
  readonly system?: string;
  readonly shared?: readonly string[];
  readonly unknown?: boolean;
  readonly asset?: string;
  readonly from?: string;
  readonly until?: string;
}

/** Commands about who is who, and by which ways assets can be written. */
export function addRegistryCommands(program: Command): void {
  const identities = program
    .command('identities')
    .description('list accounts, stations and addresses, and whom they mean; unresolved ones first')
    .option('--unresolved', 'only those nobody has said anything of')
    .option('--asset <id>', 'seen on one asset')
    .option('--limit <n>', 'at most so many', '50');
  const declared = z.strictObject({ identity: z.string() });

  identities.action(({ unresolved, asset, limit }: ListOptions, command: Command) =>
    withServer(command, async remote => {
      const query = { limit, asset, state: unresolved ? 'unresolved' : undefined };
      const page = await remote.client.get('/api/v1/identities', identitiesSchema, query);
      if (remote.json) return remote.print(JSON.stringify(page, null, 2));
      if (page.rows.length === 0) return remote.print('No identity was seen or declared.');
      remote.print(
        columns(
          page.rows.map(row => [
            row.id,
            row.scheme,
            printable(row.name ?? 'name not known'),
            row.asset === null ? 'the whole site' : printable(row.asset.name),
            meaningText(row.meaning, remote),
            row.shared === null || row.shared === 'declared'
              ? ''
              : remote.paint.warned(`! seems shared (${row.shared})`),
            `${row.seen} × in 35 days`,
            row.lastSeen === null ? 'never seen' : `last ${siteTime(row.lastSeen, remote.timeZone)}`,
          ]),
        ),
      );
      remote.print(`${page.unresolved} of ${page.total} are unresolved.`);
    }),
  );

  identities
    .command('shared')
    .description('accounts that more than one person uses, declared or found')
    .action((_options: object, command: Command) =>
      withServer(command, async remote => {
        const { rows } = await remote.client.get('/api/v1/identities/shared', sharedAccountsSchema);
        if (remote.json) return remote.print(JSON.stringify(rows, null, 2));
        if (rows.length === 0) return remote.print('No shared account is known.');
        remote.print(
          columns(
            rows.map(({ identity, says, at }) => [
              identity.scheme,
              printable(identity.name ?? identity.id),
              at === null ? says : `${says}, last ${siteTime(at, remote.timeZone)}`,
            ]),
          ),
        );
      }),
    );

  identities
    .command('declare <scheme> <name>')
    .description(`say whom a name means; scheme: ${identitySchemeSchema.options.join(', ')}`)
    .option('--person <name>', 'a person: the name as shown, or an id')
    .option('--system <word>', 'a system, such as mes')
    .option('--shared <name...>', 'an account these people share')
    .option('--unknown', 'nobody knows any more')
    .option('--asset <id>', 'on this asset alone')
    .option('--from <moment>', 'from then on')
    .option('--until <moment>', 'until then')
    .action((scheme: string, value: string, options: DeclareOptions, command: Command) =>
      withServer(command, async remote => {
        const { asset = null, from, until } = options;
        const wanted = identityDeclarationSchema.safeParse({
          scheme,
          value,
          asset,
          meaning: await meaningOf(options, remote),
          from: from === undefined ? null : momentOf(from),
          until: until === undefined ? null : momentOf(until),
        });
        if (!wanted.success)
          throw new CommandEnd(exit.usage, wanted.error.issues[0]?.message ?? 'not understood');
        const made = await remote.client.post('/api/v1/identities', wanted.data, declared);
        if (remote.json) return remote.print(JSON.stringify(made, null, 2));
        remote.print(`Declared as ${made.identity}. What it bears on is judged anew.`);
      }),
    );

  program
    .command('paths <asset>')
    .description('the ways an asset can be written, and which witness watches each')
    .option(
      '--set <file>',
      'declare all of them anew from a YAML file: {reason, paths: [{id, kinds, witnesses}]}',
    )
    .action((asset: string, { set }: { set?: string }, command: Command) =>
      withServer(command, async remote => {
        const address = `/api/v1/assets/${encodeURIComponent(asset)}/paths`;
        if (set !== undefined) {
          const text = await readFile(set, 'utf8').catch((cause: NodeJS.ErrnoException) => {
            throw new CommandEnd(exit.usage, `${set}: it cannot be read (${cause.code}).`, { cause });
          });
          const wanted = parseConfiguration(text, set, pathsDeclarationSchema);
          await remote.client.post(address, wanted, z.null());
        }
        const shown = await remote.client.get(address, assetPathsSchema);
        if (remote.json) return remote.print(JSON.stringify(shown, null, 2));
        printPaths(shown, remote);
      }),
    );
}

function printPaths(
  { declared, paths, unreached, idle }: z.infer<typeof assetPathsSchema>,
  remote: Remote,
): void {
  const { paint, print, timeZone } = remote;
  if (declared === null)
    print(
      paint.warned('! Nobody has declared by which ways it can be written: nothing of it is ever bracketed.'),
    );
  else
    print(
      `Declared ${siteTime(declared.at, timeZone)} by ${printable(declared.by.label)}: ${printable(declared.reason)}`,
    );
  for (const { id, kinds, items, closedNow, watch } of paths) {
    print(`\n${id}: ${kinds.join(', ')}${items === null ? '' : ` (${printable(items.join(' '))})`}`);
    if (closedNow) print('  technically closed now');
    else if (watch.length === 0) print(paint.warned('  ! no witness watches it'));
    for (const { name, heard } of watch)
      print(
        heard === null
          ? paint.warned(`  ! ${printable(name)}: never heard`)
          : `  ${lineOf(heard, remote).filter(Boolean).join('  ')}`,
      );
  }
  if (declared !== null && unreached.length > 0)
    print(paint.warned(`\n! By no declared way: ${unreached.join(', ')}`));
  for (const witness of idle) print(`\nWatches no declared way: ${printable(witness.name ?? witness.id)}`);
}

async function meaningOf(options: DeclareOptions, remote: Remote): Promise<IdentityDeclaration['meaning']> {
  const { person, system, shared, unknown } = options;
  const given = [person, system, shared, unknown].filter(each => each !== undefined);
  if (given.length !== 1)
    throw new CommandEnd(exit.usage, 'Say one of --person, --system, --shared and --unknown.');
  if (system !== undefined) return { to: 'system', system };
  if (unknown === true) return { to: 'unknown' };
  const { rows } = await remote.client.get('/api/v1/identities/people', peopleKnownSchema);
  const idOf = (name: string): string => {
    const found = rows.filter(row => row.person === name || row.label === name);
    const [only] = found;
    if (found.length !== 1 || only === undefined)
      throw new CommandEnd(exit.usage, `${found.length === 0 ? 'Nobody is' : 'Several are'} called ${name}.`);
    return only.person;
  };
  return person === undefined
    ? { to: 'shared', people: (shared ?? []).map(idOf) }
    : { to: 'person', person: idOf(person) };
}

function meaningText(meaning: MeaningShown, { paint }: Remote): string {
  switch (meaning.to) {
    case 'person':
      return printable(meaning.person.label);
    case 'system':
      return `system ${printable(meaning.system)}`;
    case 'shared':
      return `shared: ${printable(meaning.people.map(({ label }) => label).join(', ') || 'nobody named')}`;
    case 'unknown':
      return paint.warned('? unresolved');
  }
}
