import { createHash } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { factLimits } from '@witnessmark/shared/facts';
import { isItemPath, type Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { ItemReading, Reading } from '../sources/index.ts';
import type { Content } from '../spool/index.ts';

/** One item as a reading found it, with its content named by hash. */
export type Found = {
  readonly path: string;
  readonly kind: Kind;
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
  readonly renamedFrom?: string;
  /** What stands for the content of an unreadable item; what a present one says its program has. */
  readonly checksum?: string;
} & (
  | {
      readonly state: 'present';
      readonly sha256: string;
      readonly bytes: number;
      /** Null where the source found what the watcher already holds. */
      readonly content: Content | null;
      /** False where only the item's own fingerprint said that it is still this content. */
      readonly read: boolean;
    }
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable' | 'withheld'; readonly reason: string }
);

/** Names the content of each item. Throws `agent.reading-malformed` for a reading that cannot be true. */
export function findItems(stream: string, reading: Reading): Map<string, Found> {
  const found = new Map<string, Found>();
  for (const item of reading.items) {
    if (!isItemPath(item.path)) {
      throw new WitnessError('agent.reading-malformed', stream, `not an item path: ${shown(item.path)}`);
    }
    if (found.has(item.path)) {
      throw new WitnessError('agent.reading-malformed', stream, `listed twice: ${item.path}`);
    }
    found.set(item.path, findItem(item));
  }
  return found;
}

function findItem(item: ItemReading): Found {
  const { path, kind, requestedAt, arrivedAt } = item;
  const renamed = item.renamedFrom === undefined ? {} : { renamedFrom: item.renamedFrom };
  const checksum = item.checksum === undefined ? {} : { checksum: item.checksum };
  const head = { path, kind, requestedAt, arrivedAt, ...renamed, ...checksum };
  if (item.state === 'absent') return { ...head, state: 'absent' };
  if (item.state !== 'present') return { ...head, state: item.state, reason: bounded(item.reason) };
  if ('same' in item) {
    const read = item.by !== 'fingerprint';
    return { ...head, state: 'present', sha256: item.sha256, bytes: item.bytes, content: null, read };
  }
  const bytes = 'content' in item ? item.content.byteLength : item.bytes;
  if (bytes > factLimits.contentBytes) {
    return { ...head, state: 'unreadable', reason: `larger than ${factLimits.contentBytes} bytes` };
  }
  if ('file' in item) {
    return {
      ...head,
      state: 'present',
      sha256: item.sha256,
      bytes,
      content: { file: item.file },
      read: true,
    };
  }
  const sha256 = createHash('sha256').update(item.content).digest('hex');
  return { ...head, state: 'present', sha256, bytes, content: { bytes: item.content }, read: true };
}

/** A reason as far as a fact may carry it. */
export function bounded(text: string): string {
  return text.length <= factLimits.textBytes ? text : `${text.slice(0, factLimits.textBytes - 1)}…`;
}

function shown(path: string): string {
  return JSON.stringify(path.slice(0, 200));
}
