/** For tests: an agent that speaks facts as the real one does, without a network. */
import { createHash, randomBytes } from 'node:crypto';
import {
  type Capability,
  type Fact,
  factHash,
  type ItemObservation,
  type Observation,
  type Statement,
} from '@witnessmark/shared/facts';
import { type Kind, type ManifestEntry, manifestHash } from '@witnessmark/shared/items';
import { canonicalJson } from '@witnessmark/shared/log';
import type { Instant } from '@witnessmark/shared/time';
import type { StreamDeclaration } from '@witnessmark/shared/wire';
import type { AgentRecord, IncomingFact } from '../../agents/index.ts';

export function sha(text: string | Uint8Array): string {
  return createHash('sha256').update(text).digest('hex');
}

export function testAgent(id = `agent-${randomBytes(8).toString('hex')}`, area = 'hall'): AgentRecord {
  return {
    id,
    name: 'Test agent',
    area,
    joinedAt: '2026-01-01T00:00:00.000Z',
    revokedAt: null,
    certificates: [],
  };
}

export function incoming(fact: Fact): IncomingFact {
  const { epoch, stream, seq } = fact;
  const bytes = Buffer.from(canonicalJson(fact));
  return { state: 'valid', key: { epoch, stream, seq }, fact, bytes, hash: factHash(fact) };
}

const boot = 'b'.repeat(32);

/** `seconds` after the beginning of 2026. */
export function instant(seconds: number): Instant {
  return { wall: new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString(), mono: seconds * 1000, boot };
}

export interface Write {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly kind?: Kind;
  readonly state?: 'absent' | 'unreadable' | 'withheld';
  readonly more?: Partial<ItemObservation>;
}

/** One stream's spool: writes facts in order, with hashes and manifests as an agent keeps them. */
export class TestStream {
  readonly stream: string;
  epoch: string;
  seq = 0;
  head: string | null = null;
  readonly manifest = new Map<string, ManifestEntry>();
  #observed = false;
  #time = 0;

  constructor(stream: string, epoch: string = randomBytes(16).toString('hex')) {
    this.stream = stream;
    this.epoch = epoch;
  }

  /** A lost disk: a new epoch that knows nothing. */
  forget(): void {
    this.epoch = randomBytes(16).toString('hex');
    this.seq = 0;
    this.head = null;
    this.manifest.clear();
    this.#observed = false;
  }

  /** Another life of the same spool, as a cloned machine has. */
  clone(): TestStream {
    const other = new TestStream(this.stream, this.epoch);
    other.seq = this.seq;
    other.head = this.head;
    for (const [path, entry] of this.manifest) other.manifest.set(path, entry);
    other.#observed = this.#observed;
    other.#time = this.#time + 1;
    return other;
  }

  declaration(area = 'hall', kinds: readonly Kind[] = ['setpoint', 'config']): StreamDeclaration {
    const [asset = '', source = ''] = this.stream.split('/');
    return {
      stream: this.stream,
      asset: { id: asset, name: `Asset ${asset}`, site: 'test-site', area, timeZone: 'Europe/Ljubljana' },
      source: 'opcua',
      address: `opc.tcp://${asset}.example:4840/${source}`,
      kinds: Object.fromEntries(
        (['logic', 'setpoint', 'recipe', 'config'] as const).map(kind => [
          kind,
          kinds.includes(kind) ? { sees: true } : { sees: false, reason: 'not configured' },
        ]),
      ) as StreamDeclaration['kinds'],
      weakened: null,
      epoch: this.epoch,
      first: 1,
      last: this.seq,
      head: this.head,
    };
  }

  observe(writes: readonly Write[], body: Partial<Observation> = {}): IncomingFact {
    const base = this.#observed ? manifestHash(this.manifest.values()) : null;
    const at = instant(this.#time);
    const next = instant(this.#time + 10);
    const items = writes.map(({ path, content, kind = 'setpoint', state, more }): ItemObservation => {
      const head = {
        path,
        kind,
        lastClean: this.#observed ? at : null,
        firstDirty: next,
        basis: 'content' as const,
      };
      if (state === 'absent') {
        this.manifest.delete(path);
        return { ...head, state, ...more };
      }
      if (state !== undefined) {
        this.manifest.set(path, { path, kind, state, sha256: this.manifest.get(path)?.sha256 ?? null });
        return { ...head, state, reason: 'not allowed', ...more };
      }
      const data = content ?? '';
      this.manifest.set(path, { path, kind, state: 'present', sha256: sha(data) });
      const inline =
        typeof data === 'string'
          ? { encoding: 'utf8' as const, data }
          : { encoding: 'base64' as const, data: Buffer.from(data).toString('base64') };
      return {
        ...head,
        state: 'present',
        sha256: sha(data),
        bytes: typeof data === 'string' ? Buffer.byteLength(data) : data.byteLength,
        inline,
        ...more,
      };
    });
    const cause = this.#observed ? 'poll' : 'first';
    this.#observed = true;
    return this.#fact({
      kind: 'observation',
      body: {
        base,
        result: manifestHash(this.manifest.values()),
        complete: true,
        cause,
        load: { requests: 1, bytes: 100, ms: 3 },
        items,
        ...body,
      },
    });
  }

  coverage(kind: Kind, now: 'watched' | 'link-lost' | 'blind'): IncomingFact {
    const state =
      now === 'watched'
        ? { state: 'watched' as const }
        : now === 'blind'
          ? { state: 'blind' as const, reason: 'no source sees it' }
          : { state: 'gap' as const, reason: now };
    return this.#fact({
      kind: 'coverage',
      body: { changes: [{ kind, from: instant(this.#time), now: state }], digests: [] },
    });
  }

  notice(code: 'device.identified' | 'order.done', data: Record<string, string>): IncomingFact {
    return this.#fact({ kind: 'notice', body: { code, says: code, data } });
  }

  capabilities(capabilities: readonly Capability[]): IncomingFact {
    const body = { code: 'capabilities.found' as const, says: 'probed', data: {} };
    return this.#fact({ kind: 'notice', body: { ...body, capabilities: [...capabilities] } });
  }

  statement(user: string, path: string): IncomingFact {
    return this.#fact({
      kind: 'statement',
      body: {
        witness: { kind: 'opcua-audit', name: 'Press 2' },
        act: 'wrote',
        authenticity: 'authenticated',
        reach: 'account',
        identities: [{ scheme: 'opcua-user', value: user }],
        touches: [{ path, member: 'LevelSP', old: '1', new: '2' }],
        from: instant(this.#time),
        to: instant(this.#time),
        clockErrorMs: 10,
        liveness: { proof: 'none' },
      },
    });
  }

  /** Any statement, of the moment the stream stands at where it does not say another. */
  says(body: Partial<Statement>): IncomingFact {
    return this.#fact({
      kind: 'statement',
      body: {
        witness: { kind: 'opcua-audit', name: 'Press 2' },
        act: 'wrote',
        authenticity: 'authenticated',
        reach: 'account',
        identities: [],
        touches: [],
        from: instant(this.#time),
        to: instant(this.#time),
        clockErrorMs: 10,
        liveness: { proof: 'none' },
        ...body,
      },
    });
  }

  /** Lets time pass until `seconds` after the beginning, as between two readings. */
  waitUntil(seconds: number): void {
    if (seconds < this.#time) throw new RangeError('time does not run back');
    this.#time = seconds;
  }

  /** A digest of readings that found a kind equal. */
  equal(kind: Kind, first: number, last: number): IncomingFact {
    const digest = { kind, first: instant(first), last: instant(last), readings: 2 };
    return this.#fact({ kind: 'coverage', body: { changes: [], digests: [digest] } });
  }

  /** Seconds since the beginning at which the stream stands: the next reading was requested then. */
  get seconds(): number {
    return this.#time;
  }

  #fact(part: Pick<Fact, 'kind' | 'body'>): IncomingFact {
    this.#time += 10;
    const fact = {
      epoch: this.epoch,
      stream: this.stream,
      seq: ++this.seq,
      prev: this.head,
      at: instant(this.#time),
      ...part,
    } as Fact;
    this.head = factHash(fact);
    return incoming(fact);
  }
}
