import { createHash } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { itemPath } from '@witnessmark/shared/items';
import type { ItemReading, Listing, ReadRequest, SourceLog, Unread, Visibility } from '../../source.ts';
import { connectionCounts, readSzl } from '../szl/index.ts';
import { loadBetween, type S7Transport, type StatedFailure } from '../transport/index.ts';
import { type BlockRef, type BlockType, blockName, blockOfName } from './block-type.ts';
import { itemContent } from './image.ts';
import { type BlockInfo, readBlockInfo } from './info.ts';
import { countBlocks, listBlocks } from './list.ts';
import type { Outcome, Timed } from './outcome.ts';
import { uploadBlock } from './upload.ts';

/** Which blocks are items. */
export interface BlockRules {
  readonly types: readonly BlockType[];
  /** Of a block's name, `FC12`. */
  readonly matches: (name: string) => boolean;
}

export interface BlockReaderParts {
  readonly transport: S7Transport;
  readonly rules: BlockRules;
  /** Names the controller in reasons. */
  readonly subject: string;
  readonly log: SourceLog;
}

/**
 * What a reading of blocks found. `unread` says why it ended before the last block; null where it did not, or
 * where only the time that was asked for was over.
 */
export interface BlocksReading {
  readonly items: readonly ItemReading[];
  /** Every block asked for is listed. */
  readonly whole: boolean;
  readonly unread: Unread | null;
}

/** A block's content as last uploaded: its info then, and the hash of the item made of it. */
interface Held {
  readonly stamp: string;
  readonly sha256: string;
  readonly bytes: number;
}

/** Uploads between two looks at whether a programming device has come. */
const uploadsPerLook = 16;
/** Uploads of one block until two block infos around one of them agree. */
const maxPasses = 2;
const notGiven = 'this controller does not give its logic over classic S7 communication';

/**
 * Reads program blocks: block infos first, and an upload of those whose info moved or whose content is not
 * held; in a thorough reading of all. Reads none while a programming device is connected, and stops where one
 * comes or the controller is busy.
 */
export class BlockReader {
  readonly #parts: BlockReaderParts;
  readonly #held = new Map<string, Held>();

  constructor(parts: BlockReaderParts) {
    this.#parts = parts;
  }

  /** Forgets what was uploaded: another device may answer now. */
  reset(): void {
    this.#held.clear();
  }

  /** Whether this controller gives its blocks. */
  async probe(signal: AbortSignal): Promise<Visibility> {
    const { transport } = this.#parts;
    const { failure } = await countBlocks(transport, signal);
    if (failure === null) return { sees: true };
    return { sees: false, reason: failure.code === 's7.not-available' ? notGiven : this.#reason(failure) };
  }

  /** The blocks there are, where they may be uploaded now. */
  async list(signal: AbortSignal): Promise<Listing> {
    const { transport } = this.#parts;
    const before = transport.load();
    const requestedAt = transport.now();
    const engineer = await this.#engineer(signal);
    const listed = engineer === null ? await this.#list(signal) : null;
    const failure = engineer ?? listed?.failure ?? null;
    return {
      requestedAt,
      arrivedAt: transport.now(),
      paths: (listed?.value ?? []).map(pathOf),
      ...(failure === null ? {} : { unread: this.#unread(failure) }),
      load: loadBetween(before, transport.load()),
    };
  }

  /** Reads the blocks asked for. Throws what ends the connection, and the signal's reason. */
  async read(request: ReadRequest, signal: AbortSignal): Promise<BlocksReading> {
    const named = request.paths === undefined ? null : this.#asked(request.paths);
    if (named?.value?.length === 0) return { items: [], whole: true, unread: null };
    // Before anything else: what could not be uploaded need not be listed over and over either.
    const engineer = await this.#engineer(signal);
    if (engineer !== null) return this.#ended([], engineer);
    const asked = named ?? (await this.#list(signal));
    if (asked.failure !== null) return this.#ended([], asked.failure);
    const items: ItemReading[] = [];
    let uploads = 0;
    const { withinMs = Infinity } = request;
    const until = this.#parts.transport.now().mono + withinMs;
    for (const block of asked.value) {
      if (items.length > 0 && this.#parts.transport.now().mono >= until) {
        return { items, whole: false, unread: null };
      }
      const path = pathOf(block);
      const info = await readBlockInfo(this.#parts.transport, block, signal);
      if (info.failure !== null) {
        items.push(this.#withoutContent(path, info.failure, info));
        continue;
      }
      const held = this.#held.get(path);
      const known = request.known?.(path) ?? null;
      const unmoved = held !== undefined && held.stamp === info.value.stamp;
      if (unmoved && held.sha256 === known && request.thorough !== true) {
        const { requestedAt, arrivedAt } = info;
        const { sha256, bytes } = held;
        const same = { state: 'present', same: true, by: 'fingerprint', sha256, bytes } as const;
        items.push({ path, kind: 'logic', requestedAt, arrivedAt, ...same });
        continue;
      }
      const look = uploads > 0 && uploads % uploadsPerLook === 0;
      const came = look ? await this.#engineer(signal) : null;
      if (came !== null) return this.#ended(items, came);
      uploads += 1;
      const read = await this.#upload(block, info.value, signal);
      if (read.failure?.code === 's7.busy') return this.#ended(items, read.failure);
      items.push(
        read.failure === null
          ? this.#withContent(path, read, known, unmoved ? held : null)
          : this.#withoutContent(path, read.failure, read),
      );
    }
    this.#forgetOthers(request, items);
    return { items, whole: true, unread: null };
  }

  /** Uploads until the block infos before and after agree; otherwise two versions could be mixed. */
  async #upload(
    block: BlockRef,
    before: BlockInfo,
    signal: AbortSignal,
  ): Promise<Outcome<{ readonly content: Uint8Array; readonly stamp: string }>> {
    const { transport } = this.#parts;
    let { stamp } = before;
    for (let pass = 1; ; pass += 1) {
      const uploaded = await uploadBlock(transport, block, signal);
      if (uploaded.failure !== null) return uploaded;
      const after = await readBlockInfo(transport, block, signal);
      const { requestedAt } = uploaded;
      const { arrivedAt } = after;
      if (after.failure !== null) return { ...after, requestedAt };
      if (after.value.stamp === stamp) {
        const made = itemContent(uploaded.value, block);
        if (made.failure !== null) return { failure: made.failure, requestedAt, arrivedAt };
        const { content } = made;
        return { failure: null, value: { content, stamp }, requestedAt, arrivedAt: uploaded.arrivedAt };
      }
      ({ stamp } = after.value);
      const failure = { code: 's7.block-changed', detail: `${pass} uploads` } as const;
      if (pass === maxPasses) return { failure, requestedAt, arrivedAt };
    }
  }

  #withContent(
    path: string,
    read: Timed & { readonly value: { readonly content: Uint8Array; readonly stamp: string } },
    known: string | null,
    unmoved: Held | null,
  ): ItemReading {
    const { content, stamp } = read.value;
    const sha256 = createHash('sha256').update(content).digest('hex');
    const bytes = content.length;
    if (unmoved !== null && unmoved.sha256 !== sha256) {
      const { subject, log } = this.#parts;
      log.warn({ subject, path }, 'a block changed while its length, checksum and time stamps did not');
    }
    this.#held.set(path, { stamp, sha256, bytes });
    const { requestedAt, arrivedAt } = read;
    const head = { path, kind: 'logic', requestedAt, arrivedAt, state: 'present' } as const;
    return sha256 === known ? { ...head, same: true, sha256, bytes } : { ...head, content };
  }

  /** A missing block is absent, be it deleted since it was listed; any other refusal is unreadable. */
  #withoutContent(path: string, failure: StatedFailure, { requestedAt, arrivedAt }: Timed): ItemReading {
    this.#held.delete(path);
    const head = { path, kind: 'logic', requestedAt, arrivedAt } as const;
    if (failure.code === 's7.missing') return { ...head, state: 'absent' };
    return { ...head, state: 'unreadable', reason: this.#reason(failure, path) };
  }

  /** The blocks of the configured types and names, in the order of types and numbers. */
  async #list(signal: AbortSignal): Promise<Outcome<readonly BlockRef[]>> {
    const { transport, rules } = this.#parts;
    const counts = await countBlocks(transport, signal);
    if (counts.failure !== null) return counts;
    const blocks: BlockRef[] = [];
    let { arrivedAt } = counts;
    for (const type of rules.types) {
      if ((counts.value.get(type) ?? 0) === 0) continue;
      const listed = await listBlocks(transport, type, signal);
      if (listed.failure !== null) return listed;
      ({ arrivedAt } = listed);
      blocks.push(
        ...listed.value.map(({ number }) => ({ type, number })).filter(block => this.#isItem(block)),
      );
    }
    return { failure: null, value: blocks, requestedAt: counts.requestedAt, arrivedAt };
  }

  #asked(paths: readonly string[]): Outcome<readonly BlockRef[]> {
    const at = this.#parts.transport.now();
    const value = paths.flatMap(path => {
      const block = blockOfPath(path);
      return block !== null && this.#isItem(block) ? [block] : [];
    });
    return { failure: null, value, requestedAt: at, arrivedAt: at };
  }

  #isItem(block: BlockRef): boolean {
    const { types, matches } = this.#parts.rules;
    return types.includes(block.type) && matches(blockName(block));
  }

  /**
   * Why no upload may begin now. Our own connection is never a programming device's, so every one counted is
   * somebody else's. A controller that does not tell gives no reason.
   */
  async #engineer(signal: AbortSignal): Promise<StatedFailure | null> {
    const list = await readSzl(this.#parts.transport, 0x0132, 1, signal);
    const devices = list === null ? 0 : (connectionCounts(list.records)?.programmingDevices ?? 0);
    if (devices === 0) return null;
    return { code: 's7.engineer-connected', detail: `${devices} connected` };
  }

  /** What a whole reading no longer listed is not held any more. */
  #forgetOthers({ paths }: ReadRequest, items: readonly ItemReading[]): void {
    if (paths !== undefined) return;
    const listed = new Set(items.map(({ path }) => path));
    for (const path of this.#held.keys()) if (!listed.has(path)) this.#held.delete(path);
  }

  #ended(items: readonly ItemReading[], failure: StatedFailure): BlocksReading {
    return { items, whole: false, unread: this.#unread(failure) };
  }

  #unread(failure: StatedFailure): Unread {
    const gaps = { 's7.engineer-connected': 'engineer-connected', 's7.busy': 'overloaded' } as const;
    const gap = failure.code in gaps ? gaps[failure.code as keyof typeof gaps] : 'refused';
    return { kinds: ['logic'], gap, reason: this.#reason(failure) };
  }

  /** The code first, so that it can be told apart by machine and by eye. */
  #reason({ code, detail }: StatedFailure, subject = this.#parts.subject): string {
    return `${code}: ${new WitnessError(code, subject, detail).message}`.slice(0, 2000);
  }
}

function pathOf(block: BlockRef): string {
  return itemPath('raw', `${blockName(block)}.mc7`);
}

function blockOfPath(path: string): BlockRef | null {
  const name = /^raw\/(.+)\.mc7$/.exec(path)?.[1];
  return name === undefined ? null : blockOfName(name);
}
