import { type DataBlock, dataBlockSchema, dataBlocksSchema } from '@witnessmark/shared/api';
import type { Command } from 'commander';
import { type Remote, withServer } from '../context.ts';
import { momentOf } from '../moment.ts';
import { columns, type Paint, printable } from '../paint.ts';

/** `data-block ASSET [DB20]`: start beside actual values, and what a memory reset would lose. */
export function addDataBlockCommand(program: Command): void {
  program
    .command('data-block <asset> [block]')
    .description(
      'show start and actual values of a data block, and what a memory reset or a download would lose; without a block list them all',
    )
    .option('--at <moment>', 'at that moment')
    .action((asset: string, block: string | undefined, { at }: { at?: string }, command: Command) =>
      withServer(command, remote => {
        const moment = at === undefined ? undefined : momentOf(at);
        return block === undefined
          ? listBlocks(remote, asset, moment)
          : showBlock(remote, asset, block.toUpperCase(), moment);
      }),
    );
}

async function listBlocks(remote: Remote, asset: string, at: string | undefined): Promise<void> {
  const blocks = await remote.client.get(addressOf(asset), dataBlocksSchema, { at });
  if (remote.json) return remote.print(JSON.stringify(blocks, null, 2));
  if (blocks.rows.length === 0) return remote.print('No data block of this asset was read.');
  remote.print(
    columns([
      ['block', 'values', 'read', 'lost at memory reset or re-download', 'over a restart'],
      ...blocks.rows.map(({ block, counts, state, reason }) =>
        counts === null
          ? [block, `${state}: ${printable(reason ?? 'no reason was given')}`]
          : [
              block,
              `${counts.values}${counts.complete ? '' : ' (not all understood)'}`,
              String(counts.read),
              counts.read === 0 ? 'not known' : String(counts.lost),
              counts.retained ? 'kept' : 'not kept',
            ],
      ),
    ]),
  );
  if (blocks.truncated) remote.print('… more data blocks than are shown');
}

async function showBlock(remote: Remote, asset: string, name: string, at: string | undefined): Promise<void> {
  const block = await remote.client.get(`${addressOf(asset)}/${encodeURIComponent(name)}`, dataBlockSchema, {
    at,
  });
  if (remote.json) return remote.print(JSON.stringify(block, null, 2));
  const { paint } = remote;
  const { atReset, atRestart, unknown } = block.lost;
  remote.print(
    paint.bold(
      `${block.block} of ${asset}${block.instanceOf === null ? '' : `, instance of ${block.instanceOf}`}`,
    ),
  );
  remote.print(
    `values are ${block.retain.retained ? 'kept' : 'not kept'} over a restart: ${block.retain.says}`,
  );
  const lost = `lost at memory reset or re-download: ${counted(atReset.length)}`;
  const restart = atRestart === null ? '' : `; lost at restart: ${counted(atRestart.length)}`;
  const head = `${lost}${restart}; not known: ${counted(unknown)}`;
  remote.print(atReset.length > 0 ? paint.warned(`! ${head}`) : head);
  const isLost = new Set(atReset);
  const first = block.values.filter(({ address }) => isLost.has(address));
  if (first.length > 0) remote.print(rowsOf(first, paint));
  remote.print('\nall members, by address:');
  remote.print(rowsOf(block.values, paint));
  if (block.more > 0) remote.print(`… ${counted(block.more)} more than are shown`);
  if (!block.complete) remote.print(paint.warned('! the declaration was not understood to its end'));
  for (const { item, member, address } of block.misplaced)
    remote.print(
      paint.warned(`! ${printable(member)} of ${printable(item)}: the block declares no value at ${address}`),
    );
}

function rowsOf(values: DataBlock['values'], paint: Paint): string {
  return columns(
    values.map(({ address, type, start, actual, lost, note }) => [
      address,
      printable(actual.member ?? '-'),
      printable(type),
      printable(start),
      actual.state === 'read'
        ? `${printable(actual.value)}${actual.unit === null ? '' : ` ${printable(actual.unit)}`}`
        : 'not read',
      lost === true
        ? paint.warned('! lost')
        : lost === false
          ? 'the same'
          : printable(note ?? (actual.state === 'read' ? 'not known' : actual.reason)),
    ]),
  );
}

function counted(n: number): string {
  return `${n} value${n === 1 ? '' : 's'}`;
}

function addressOf(asset: string): string {
  return `/api/v1/assets/${encodeURIComponent(asset)}/data-blocks`;
}
