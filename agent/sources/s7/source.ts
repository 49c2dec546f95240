import { WitnessError } from '@witnessmark/shared/errors';
import type { Capability, Load, Statement } from '@witnessmark/shared/facts';
import { itemPath, type Kind } from '@witnessmark/shared/items';
import { programPath, type TagReading, tagFingerprint, tagItem, tagUnread } from '../checksum-tag/index.ts';
import type {
  Connection,
  DeviceIdentity,
  FingerprintReading,
  ItemReading,
  Listing,
  Reading,
  ReadRequest,
  RoundSource,
  Source,
  SourceContext,
  Visibility,
} from '../source.ts';
import { type Addresses, addressesOf, addressesReading } from './addresses.ts';
import { BlockReader, type BlocksReading } from './blocks/index.ts';
import { CapabilityProbe } from './capabilities.ts';
import { ChecksumTag } from './checksum-tag.ts';
import type { S7SourceConfig } from './config.ts';
import {
  actedMembers,
  cpuText,
  protectionMembers,
  readCpuState,
  readIdentity,
  readProtection,
} from './cpu.ts';
import { CpuWitness, countedOf } from './evidence/index.ts';
import { memberMatcher } from './layout/index.ts';
import { TargetReader, unreadableReason } from './read-targets.ts';
import { type CpuIdentity, connectionCounts, readClock, StatusLists, type Szl } from './szl/index.ts';
import { loadTargets, type Target } from './targets.ts';
import { loadBetween, remoteTsap, S7Transport } from './transport/index.ts';

const blocksOff = 'this source is configured not to read program blocks';

/**
 * Reads a SIMATIC controller over classic S7 communication: what it tells of itself, data blocks and variables
 * as value text, and program blocks as they are uploaded, where it gives them. Nothing but reading services can leave it (see the transport's allow-list).
 */
export class S7Source implements Source {
  readonly type = 's7';
  readonly rounds: RoundSource;
  readonly #config: S7SourceConfig;
  readonly #context: SourceContext;
  readonly #baseDir: string;
  readonly #transport: S7Transport;
  readonly #lists: StatusLists;
  readonly #witness: CpuWitness;
  readonly #reader: TargetReader;
  readonly #capabilities: CapabilityProbe;
  /** Null where blocks are configured off. */
  readonly #blocks: BlockReader | null;
  readonly #tag: ChecksumTag | null;
  #connections = 0;
  #targets: readonly Target[] = [];
  /** Where the members of the targets lie; null where none does. */
  #addresses: Addresses | null = null;
  #logic: Visibility = { sees: false, reason: 'not connected yet' };
  /** Of the device whose blocks are held. */
  #identity: string | null = null;

  /** `baseDir` is the folder that relative layout files start from: the configuration file's. */
  constructor(config: S7SourceConfig, context: SourceContext, baseDir: string) {
    this.#config = config;
    this.#context = context;
    this.#baseDir = baseDir;
    this.#transport = new S7Transport({
      ...config,
      subject: `${context.asset}/${context.source}`,
      remoteTsap: config.remoteTsap ?? remoteTsap(config.connection, config.rack, config.slot),
      now: context.now,
    });
    const subject = `${context.asset}/${context.source}`;
    this.#lists = new StatusLists(this.#transport, subject, context.log);
    this.#witness = new CpuWitness(this.#lists, subject, this.#cpuPath());
    this.#reader = new TargetReader(this.#transport);
    this.#capabilities = new CapabilityProbe(this.#transport);
    this.#blocks = config.blocks === 'off' ? null : this.#blockReader(config.blocks);
    this.#tag =
      config.logic === undefined
        ? null
        : new ChecksumTag(config.logic.checksumTag, this.#transport, context.now);
    const inRounds = (): Kind[] => (this.#standsForLogic() ? [] : ['logic']);
    this.rounds = {
      // Reading a whole program takes minutes within the budget; one checksum does not.
      get kinds() {
        return inRounds();
      },
      list: signal => this.#listBlocks(signal),
    };
  }

  async connect(signal: AbortSignal): Promise<Connection> {
    const transport = this.#transport;
    const before = transport.load();
    const negotiated = await transport.connect(signal);
    try {
      const connections = await this.#leaveRoom(signal);
      const identity = await readIdentity(this.#lists, signal);
      const deviceTime = await readClock(transport, signal);
      const { orderNumber, serial, memoryCard } = identity;
      const device = told({ orderNumber, serial, memoryCard });
      this.#heldBy(JSON.stringify(device));
      await this.#witness.begin(countedOf(connections), identity.moduleName ?? '', signal);
      this.#logic = (await this.#blocks?.probe(signal)) ?? { sees: false, reason: blocksOff };
      this.#targets = await loadTargets(this.#config, this.#context.source, this.#baseDir);
      this.#addresses = addressesOf(this.#targets);
      this.#reader.reset();
      const capabilities = await this.#probe(identity, deviceTime !== null, signal);
      this.#connections += 1;
      this.#context.log.debug({ ...negotiated, identity }, 's7 connected');
      return {
        connection: this.#connections,
        identity: device,
        sees: this.#sees(),
        deviceTime,
        capabilities,
        load: loadBetween(before, transport.load()),
      };
    } catch (error) {
      transport.close();
      throw error;
    }
  }

  /**
   * The eight checksum bytes of list 0132, index 4, in hex. They move with hardware configuration and program,
   * never with values, mode, protection or force; so they answer for logic alone, and `config` is always read.
   * Null without valid checksums: blocks are then read in rounds, each spared by its own info where that did not
   * move.
   */
  async fingerprint(signal: AbortSignal): Promise<FingerprintReading | null> {
    const before = this.#transport.load();
    const tag = (await this.#tag?.read(signal)) ?? null;
    if (tag !== null && this.#standsForLogic()) {
      return tagFingerprint(tag, loadBetween(before, this.#transport.load()));
    }
    const own = await this.#deviceFingerprint(before, signal);
    return own === null || tag === null ? own : { ...own, value: `${own.value} ${tagText(tag)}` };
  }

  async #deviceFingerprint(before: Load, signal: AbortSignal): Promise<FingerprintReading | null> {
    const list = await readProtection(this.#lists, signal);
    if (list !== null) {
      await this.#witness.saw({ ...list, members: protectionMembers(list.protection) }, signal);
    }
    const checksums = list?.protection.checksums ?? null;
    if (list === null || checksums === null) return null;
    return {
      requestedAt: list.requestedAt,
      arrivedAt: list.arrivedAt,
      value: checksums.toString('hex'),
      covers: ['logic'],
      load: loadBetween(before, this.#transport.load()),
    };
  }

  async read(request: ReadRequest, signal: AbortSignal): Promise<Reading> {
    const before = this.#transport.load();
    const requestedAt = this.#context.now();
    if (!this.#transport.connected) {
      throw new WitnessError(
        's7.link-lost',
        `${this.#context.asset}/${this.#context.source}`,
        'not connected',
      );
    }
    const wanted = (path: string, kind: Kind) =>
      (request.kinds?.includes(kind) ?? true) && (request.paths?.includes(path) ?? true);
    const items: ItemReading[] = [];
    if (wanted(this.#cpuPath(), 'config')) items.push(await this.#readCpu(signal));
    if (this.#addresses !== null) {
      const item = addressesReading(this.#addresses, this.#context.source, this.#context.now());
      if (wanted(item.path, item.kind)) items.push(item);
    }
    const targets = this.#targets.filter(({ path, kind }) => wanted(path, kind));
    const readable = targets.filter(target => target.failure === null);
    items.push(...(await this.#reader.read(readable, signal)));
    const arrivedAt = this.#context.now();
    for (const { path, kind, failure } of targets) {
      if (failure === null) continue;
      items.push({
        path,
        kind,
        requestedAt,
        arrivedAt,
        state: 'unreadable',
        reason: unreadableReason(failure),
      });
    }
    const logic = wanted(programPath, 'logic') ? await this.#readProgram(signal) : null;
    const blocks = logic ?? (await this.#readBlocks(request, signal));
    items.push(...blocks.items);
    return {
      requestedAt,
      arrivedAt: this.#context.now(),
      items,
      complete: blocks.whole,
      ...(blocks.unread === null ? {} : { unread: blocks.unread }),
      load: loadBetween(before, this.#transport.load()),
    };
  }

  /** Classic S7 communication announces nothing that a watcher may listen to. */
  onHint(): () => void {
    return () => undefined;
  }

  /** What the CPU's own records say about acts on it: see `CpuWitness`. */
  onStatement(listener: (statement: Statement) => void): () => void {
    return this.#witness.onStatement(listener);
  }

  async close(): Promise<void> {
    this.#transport.close();
  }

  async #readBlocks(request: ReadRequest, signal: AbortSignal): Promise<BlocksReading> {
    const asked = request.kinds?.includes('logic') ?? true;
    if (this.#blocks === null || !this.#logic.sees || !asked) {
      return { items: [], whole: true, unread: null };
    }
    return this.#blocks.read(request, signal);
  }

  /** The program that a checksum tag stands for; null where blocks can be read, or no tag is declared. */
  async #readProgram(signal: AbortSignal): Promise<BlocksReading | null> {
    if (this.#tag === null || !this.#standsForLogic()) return null;
    const reading = await this.#tag.read(signal);
    const item = tagItem(reading);
    const unread = tagUnread(this.#tag.address, reading);
    return { items: item === null ? [] : [item], whole: unread === null, unread };
  }

  /** A checksum tag is declared, and blocks, which would tell more, are not to be had. */
  #standsForLogic(): boolean {
    return this.#tag !== null && !(this.#blocks !== null && this.#logic.sees);
  }

  async #listBlocks(signal: AbortSignal): Promise<Listing> {
    if (this.#blocks !== null && this.#logic.sees) return this.#blocks.list(signal);
    const at = this.#context.now();
    const reason = this.#logic.sees ? blocksOff : this.#logic.reason;
    const unread = { kinds: ['logic'], gap: 'refused', reason } as const;
    return { requestedAt: at, arrivedAt: at, paths: [], unread, load: { requests: 0, bytes: 0, ms: 0 } };
  }

  #blockReader({ types, include, exclude }: Exclude<S7SourceConfig['blocks'], 'off'>): BlockReader {
    const { asset, source, log } = this.#context;
    const included = memberMatcher(include);
    const excluded = memberMatcher(exclude);
    return new BlockReader({
      transport: this.#transport,
      rules: { types, matches: name => included(name) && !excluded(name) },
      subject: `${asset}/${source}`,
      log,
    });
  }

  /** What was uploaded from one device says nothing about another at the same address. */
  #heldBy(device: string): void {
    if (this.#identity !== device) {
      this.#blocks?.reset();
      this.#lists.reset();
      this.#witness.reset();
    }
    this.#identity = device;
  }

  async #readCpu(signal: AbortSignal): Promise<ItemReading> {
    const requestedAt = this.#context.now();
    const state = await readCpuState(this.#lists, signal);
    const content = Buffer.from(cpuText(state), 'utf8');
    const counts = await this.#witness.counts(signal);
    const transition = await this.#witness.transition(signal);
    const arrivedAt = this.#context.now();
    const look = { members: actedMembers(state), counts, transition, requestedAt, arrivedAt };
    await this.#witness.saw(look, signal);
    return { path: this.#cpuPath(), kind: 'config', requestedAt, arrivedAt, state: 'present', content };
  }

  /** Engineers and panels come first: too few free connections end ours. */
  async #leaveRoom(signal: AbortSignal): Promise<Szl | null> {
    const list = await this.#lists.read(0x0132, 1, signal);
    const counts = list === null ? null : connectionCounts(list.records);
    const { keepFreeConnections } = this.#config;
    if (counts === null || counts.free >= keepFreeConnections) return list;
    throw new WitnessError(
      's7.no-free-connection',
      `${this.#context.asset}/${this.#context.source}`,
      `${counts.free} left, ${keepFreeConnections} are kept free for others`,
    );
  }

  #probe(identity: CpuIdentity, clock: boolean, signal: AbortSignal): Promise<readonly Capability[]> {
    const blocks = this.#blocks !== null;
    const checksumTag = this.#tag?.address ?? null;
    const known = { identity, clock, blocks, checksumTag };
    return this.#capabilities.probe(this.#identity ?? '', known, signal);
  }

  #cpuPath(): string {
    return itemPath('config', `${this.#context.source}.txt`);
  }

  #sees(): Readonly<Record<Kind, Visibility>> {
    const has = (kind: Kind): Visibility =>
      this.#targets.some(target => target.kind === kind)
        ? { sees: true }
        : { sees: false, reason: `no data block or variable is configured as a ${kind} of this source` };
    return {
      logic: this.#standsForLogic() ? { sees: true } : this.#logic,
      setpoint: has('setpoint'),
      recipe: has('recipe'),
      config: { sees: true },
    };
  }
}

function tagText({ checksum }: TagReading): string {
  return `tag:${checksum ?? 'unread'}`;
}

function told(fields: Readonly<Record<string, string | undefined>>): DeviceIdentity {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
