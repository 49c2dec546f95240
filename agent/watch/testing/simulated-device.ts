import { createHash } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Capability } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type {
  Connection,
  DeviceIdentity,
  FingerprintReading,
  Hint,
  ItemReading,
  Reading,
  ReadRequest,
  RoundSource,
  Source,
  Unread,
} from '../../sources/index.ts';
import type { VirtualTime } from './virtual-time.ts';

interface Version {
  readonly from: number;
  readonly content: string | null;
}

/** A controller whose whole history is known, so that what a watcher says can be held against it. */
export class SimulatedDevice {
  readonly time: VirtualTime;
  readonly random: () => number;
  identity: DeviceIdentity = { serial: 'S1' };
  /** Milliseconds one request takes. */
  latencyMs = 20;
  /** Milliseconds an item of a kind takes, where it is another than a request's. */
  itemMs: Partial<Record<Kind, number>> = {};
  /** Kinds that are read in rounds; of effect for the sources made after it was set. */
  inRounds: readonly Kind[] = [];
  /** Kinds the fingerprint covers; empty = the device has none. */
  covers: readonly Kind[] = [];
  /** A fingerprint may move for more than it is declared to cover. */
  movesWith: 'everything' | 'covered' = 'everything';
  /** A forged fingerprint stays what it is. */
  forged = false;
  /** 'cut' refuses every call, 'frozen' answers none, 'deaf' does not even end an aborted one. */
  link: 'up' | 'cut' | 'frozen' | 'deaf' = 'up';
  unreadable = new Map<string, string>();
  /** Of unreadable items a hash of the content stands for it. */
  checksums = false;
  blind: Partial<Record<Kind, string>> = {};
  /** Kinds that are not read at the moment. */
  unread: Unread | null = null;
  /** Items have fingerprints of their own, which stand still whatever is written. */
  stuck = false;
  calls = 0;
  overlaps = 0;
  running = 0;
  connections = 0;
  readings: ReadRequest[] = [];
  /** What the source says it can see here; null where it does not say. */
  capabilities: readonly Capability[] | null = null;
  readonly lookouts = new Set<(capabilities: readonly Capability[]) => void>();
  readonly hints = new Set<(hint: Hint) => void>();
  readonly #versions = new Map<string, { kind: Kind; versions: Version[] }>();
  #moves: { readonly kind: Kind; readonly mono: number }[] = [];

  constructor(time: VirtualTime, random: () => number) {
    this.time = time;
    this.random = random;
  }

  /** Writes an item now; null removes it. */
  write(path: string, content: string | null, kind: Kind = 'setpoint'): void {
    const item = this.#versions.get(path) ?? { kind, versions: [] };
    if (this.at(path, this.time.mono) === content) return;
    item.versions.push({ from: this.time.mono, content });
    this.#versions.set(path, item);
    this.#moves.push({ kind: item.kind, mono: this.time.mono });
  }

  at(path: string, mono: number): string | null {
    let content: string | null = null;
    for (const version of this.#versions.get(path)?.versions ?? []) {
      if (version.from <= mono) content = version.content;
    }
    return content;
  }

  /** Every content the item had within the interval, in order. */
  within(path: string, from: number, to: number): (string | null)[] {
    const contents = [this.at(path, from)];
    for (const version of this.#versions.get(path)?.versions ?? []) {
      if (version.from > from && version.from <= to) contents.push(version.content);
    }
    return contents;
  }

  now(): Map<string, string> {
    const contents = new Map<string, string>();
    for (const path of this.#versions.keys()) {
      const content = this.at(path, this.time.mono);
      if (content !== null) contents.set(path, content);
    }
    return contents;
  }

  items(): IterableIterator<[string, { kind: Kind }]> {
    return this.#versions.entries();
  }

  movesUntil(mono: number): number {
    const counts = (kind: Kind) => this.movesWith === 'everything' || this.covers.includes(kind);
    return this.#moves.filter(move => move.mono <= mono && counts(move.kind)).length;
  }

  /** What it lets see becomes known, or another, while it is connected. */
  show(capabilities: readonly Capability[]): void {
    this.capabilities = capabilities;
    for (const listener of this.lookouts) listener(capabilities);
  }

  hint(hint: Omit<Hint, 'at'>): void {
    for (const listener of this.hints) listener({ at: this.time.now(), ...hint });
  }
}

export function digestOf(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

const allKinds: readonly Kind[] = ['logic', 'setpoint', 'recipe', 'config'];

/** A source over a simulated device: each item is looked at at a moment of its own within its request. */
export class SimulatedSource implements Source {
  readonly type = 'files';
  readonly rounds?: RoundSource;
  readonly #device: SimulatedDevice;
  #connected = false;
  #listeners: ((hint: Hint) => void)[] = [];

  constructor(device: SimulatedDevice) {
    this.#device = device;
    const kinds = device.inRounds;
    if (kinds.length > 0) this.rounds = { kinds, list: signal => this.#list(kinds, signal) };
  }

  connect(signal: AbortSignal): Promise<Connection> {
    return this.#call(signal, async () => {
      await this.#request(signal);
      if (!this.#connected) this.#device.connections += 1;
      this.#connected = true;
      const sees = Object.fromEntries(
        allKinds.map(kind => {
          const reason = this.#device.blind[kind];
          return [kind, reason === undefined ? { sees: true } : { sees: false, reason }];
        }),
      ) as Connection['sees'];
      const { connections, identity } = this.#device;
      const capabilities = this.#device.capabilities;
      return {
        connection: connections,
        identity,
        sees,
        deviceTime: null,
        ...(capabilities === null ? {} : { capabilities }),
      };
    });
  }

  fingerprint(signal: AbortSignal): Promise<FingerprintReading | null> {
    return this.#call(signal, async () => {
      const { covers, forged } = this.#device;
      if (covers.length === 0) return null;
      const { requestedAt, arrivedAt, looked } = await this.#request(signal);
      const value = forged ? 'forged' : `moves ${this.#device.movesUntil(looked)}`;
      return { requestedAt, arrivedAt, value, covers, load: { requests: 1, bytes: 8, ms: 1 } };
    });
  }

  read(request: ReadRequest, signal: AbortSignal): Promise<Reading> {
    return this.#call(signal, async () => {
      this.#device.readings.push(request);
      const requestedAt = this.#device.time.now();
      const items: ItemReading[] = [];
      const asked = [...this.#device.items()].filter(([path, { kind }]) =>
        request.paths === undefined ? (request.kinds?.includes(kind) ?? true) : request.paths.includes(path),
      );
      const { stuck, itemMs, time } = this.#device;
      const until = time.mono + (request.withinMs ?? Infinity);
      let unread: Unread | null = null;
      let whole = true;
      let requests = 0;
      for (const [path, { kind }] of asked) {
        if (this.#device.unread?.kinds.includes(kind)) {
          unread = this.#device.unread;
          continue;
        }
        whole = items.length === 0 || time.mono < until;
        if (!whole) break;
        const seen = await this.#request(signal, itemMs[kind]);
        requests += 1;
        const head = { path, kind, requestedAt: seen.requestedAt, arrivedAt: seen.arrivedAt };
        const reason = this.#device.unreadable.get(path);
        const content = this.#device.at(path, seen.looked);
        const held = stuck && request.thorough !== true ? (request.known?.(path) ?? null) : null;
        if (reason !== undefined) {
          const stands = this.#device.checksums ? { checksum: digestOf(content ?? '').slice(0, 8) } : {};
          items.push({ ...head, state: 'unreadable', reason, ...stands });
        } else if (held !== null) items.push(unmoved(head, held));
        else if (content !== null) items.push({ ...head, state: 'present', content: Buffer.from(content) });
        else if (request.withinMs !== undefined) items.push({ ...head, state: 'absent' });
      }
      const load = { requests, bytes: 0, ms: 0 };
      const arrivedAt = this.#device.time.now();
      const complete = unread === null && whole;
      return { requestedAt, arrivedAt, items, complete, ...(unread === null ? {} : { unread }), load };
    });
  }

  onHint(listener: (hint: Hint) => void): () => void {
    this.#listeners.push(listener);
    this.#device.hints.add(listener);
    return () => this.#device.hints.delete(listener);
  }

  onCapabilities(listener: (capabilities: readonly Capability[]) => void): () => void {
    this.#device.lookouts.add(listener);
    return () => this.#device.lookouts.delete(listener);
  }

  async close(): Promise<void> {
    this.#connected = false;
    for (const listener of this.#listeners) this.#device.hints.delete(listener);
  }

  #list(kinds: readonly Kind[], signal: AbortSignal) {
    return this.#call(signal, async () => {
      const { requestedAt, arrivedAt, looked } = await this.#request(signal);
      const { unread } = this.#device;
      const refused = unread?.kinds.some(kind => kinds.includes(kind)) ?? false;
      const paths = [...this.#device.items()].flatMap(([path, { kind }]) =>
        kinds.includes(kind) && this.#device.at(path, looked) !== null ? [path] : [],
      );
      const load = { requests: 1, bytes: 0, ms: 0 };
      return { requestedAt, arrivedAt, paths, ...(refused && unread !== null ? { unread } : {}), load };
    });
  }

  async #call<T>(signal: AbortSignal, run: () => Promise<T>): Promise<T> {
    const device = this.#device;
    device.calls += 1;
    device.running += 1;
    if (device.running > 1) device.overlaps += 1;
    try {
      return await run();
    } catch (error) {
      this.#connected = false;
      throw error;
    } finally {
      if (!signal.aborted || device.link !== 'deaf') device.running -= 1;
    }
  }

  async #request(signal: AbortSignal, latencyMs = this.#device.latencyMs) {
    const { time, random } = this.#device;
    this.#refuseIfCut();
    if (this.#device.link === 'frozen') await time.delay(1e9, signal);
    if (this.#device.link === 'deaf') await time.delay(1e9);
    const requestedAt = time.now();
    const ms = latencyMs * (0.5 + random());
    const before = ms * random();
    await time.delay(before, signal);
    const looked = time.mono;
    await time.delay(ms - before, signal);
    this.#refuseIfCut();
    return { requestedAt, arrivedAt: time.now(), looked };
  }

  #refuseIfCut(): void {
    if (this.#device.link === 'cut') throw new WitnessError('s7.link-lost', 'the simulated device');
  }
}

function unmoved(head: Pick<ItemReading, 'path' | 'kind' | 'requestedAt' | 'arrivedAt'>, sha256: string) {
  return { ...head, state: 'present', same: true, by: 'fingerprint', sha256, bytes: 1 } as const;
}
