import { blockListingSchema } from '@witnessmark/shared/api';
import type { Command } from 'commander';
import { type Remote, withServer } from '../context.ts';
import { momentOf } from '../moment.ts';
import { originLines, withNote } from '../name-text.ts';
import { printable } from '../paint.ts';

/** The command that shows a program block as its instructions, names beside addresses. */
export function addListingCommand(program: Command): void {
  program
    .command('listing <asset> <block>')
    .description('show a program block, e.g. FC10, as statements with the names that files of the asset give')
    .option('--at <moment>', 'at that moment')
    .action((asset: string, block: string, { at }: { at?: string }, command: Command) =>
      withServer(command, remote => showListing(remote, asset, block, at)),
    );
}

async function showListing(
  remote: Remote,
  asset: string,
  block: string,
  at: string | undefined,
): Promise<void> {
  const address = `/api/v1/assets/${encodeURIComponent(asset)}/listing`;
  const listing = await remote.client.get(address, blockListingSchema, {
    path: block.startsWith('raw/') ? block : `raw/${block.toUpperCase().replaceAll(' ', '')}.mc7`,
    at: at === undefined ? undefined : momentOf(at),
  });
  if (remote.json) return remote.print(JSON.stringify(listing, null, 2));
  remote.print(listing.lines.map(({ text, names }) => withNote(printable(text), names)).join('\n'));
  if (listing.truncated) remote.print('… more lines than are shown');
  for (const line of originLines(listing.names, remote.paint)) remote.print(line);
}
