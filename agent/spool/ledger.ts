import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { WitnessError } from '@witnessmark/shared/errors';
import {
  type Fact,
  type FactKey,
  factHash,
  factKey,
  factLimits,
  factSchema,
} from '@witnessmark/shared/facts';
import { canonicalJson } from '@witnessmark/shared/log';
import type { FactDraft } from './fact-draft.ts';
import { mergedAtOnce, prepareStatements } from './statements.ts';
import type { OfferedFact, QuarantinedFact, StreamTip } from './store.ts';

type Row = Record<string, SQLOutputValue>;

export type TotalName = 'unsent' | 'acked' | 'quarantined' | 'blob' | 'blob-unsent';
export interface Total {
  readonly rows: number;
  readonly bytes: number;
}

export interface TailFact {
  readonly id: number;
  readonly seq: number;
  readonly prev: string | null;
  readonly draft: FactDraft;
}

/**
 * The facts and their states in the database: statements and nothing else. Whoever calls a method that
 * writes stands inside a transaction.
 */
export interface Ledger {
  meta(key: string): string | null;
  setMeta(key: string, value: string): void;
  total(name: TotalName): Total;
  /** Appends at the stream's tip; throws `agent.fact-invalid`. `sizes` has each blob the fact names. */
  append(epoch: string, draft: FactDraft, sizes: ReadonlyMap<string, number>): Fact;
  hasStream(epoch: string, stream: string): boolean;
  tips(epoch: string): StreamTip[];
  waiting(epoch: string): string[];
  blobSize(sha256: string): number | null;
  blobs(): string[];
  unsentBlobs(epoch: string, stream: string, facts: number): { sha256: string; bytes: number }[];
  offer(
    epoch: string,
    stream: string,
    bounds: { readonly facts: number; readonly bytes: number },
  ): OfferedFact[];
  setBlobSent(sha256: string, sent: boolean): void;
  loseBlobs(key: FactKey): void;
  hashAt(key: FactKey): string | null;
  tip(epoch: string, stream: string): { last: number; acked: number; covered: number } | null;
  acknowledge(key: FactKey): void;
  quarantine(key: FactKey, code: string, says: string): void;
  quarantineEpoch(epoch: string, code: string, says: string): number;
  quarantined(limit: number): QuarantinedFact[];
  release(key: FactKey): void;
  rewind(epoch: string, stream: string, expected: number): number;
  /** The newest facts of the stream that were never offered, oldest first, within what one merge may load. */
  tail(epoch: string, stream: string): TailFact[];
  newest(epoch: string, stream: string): Fact | null;
  replaceTail(epoch: string, tail: readonly TailFact[], drafts: readonly FactDraft[]): void;
  /** Streams with more than `facts` never offered facts, the largest first. */
  mergeable(epoch: string, facts: number): string[];
  /** Removes the oldest fact of this state with all of its stream before it; null where there is none. */
  dropOldest(state: 'acked' | 'quarantined'): { key: FactKey; facts: number } | null;
  oldestUnsent(): string | null;
  garbage(limit: number): string[];
  forgetGarbage(sha256: string): void;
}

export function createLedger(db: DatabaseSync): Ledger {
  const sql = prepareStatements(db);

  function insert(
    epoch: string,
    draft: FactDraft,
    seq: number,
    prev: string | null,
    sizes: ReadonlyMap<string, number>,
  ): Fact {
    const fact = toFact(epoch, draft, seq, prev);
    const bytes = Buffer.from(canonicalJson(fact), 'utf8');
    if (bytes.byteLength > factLimits.factBytes) {
      throw new WitnessError('agent.fact-invalid', factKey(fact), `${bytes.byteLength} bytes`);
    }
    const hash = factHash(fact);
    const id = sql.insert.run(
      epoch,
      draft.stream,
      seq,
      hash,
      draft.kind,
      draft.at.wall,
      bytes.byteLength,
      bytes,
    ).lastInsertRowid;
    for (const sha256 of blobsNamed(draft)) {
      const size = sizes.get(sha256);
      if (size === undefined) throw new WitnessError('agent.content-missing', factKey(fact), sha256);
      sql.addBlob.run(sha256, size);
      sql.addNaming.run(id, sha256);
    }
    sql.setTip.run(seq, hash, epoch, draft.stream);
    return fact;
  }

  return {
    meta: key => textOrNull(sql.meta.get(key), 'value'),
    setMeta: (key, value) => void sql.setMeta.run(key, value),
    total: name => {
      const row = sql.total.get(name);
      return { rows: number(row, 'rows'), bytes: number(row, 'bytes') };
    },
    append(epoch, draft, sizes) {
      sql.addStream.run(epoch, draft.stream);
      const row = sql.stream.get(epoch, draft.stream);
      return insert(epoch, draft, number(row, 'last') + 1, textOrNull(row, 'head'), sizes);
    },
    hasStream: (epoch, stream) => sql.stream.get(epoch, stream) !== undefined,
    tips: epoch =>
      sql.tips.all(epoch).map(row => ({
        stream: text(row, 'stream'),
        epoch,
        first: row['first'] === null ? number(row, 'last') + 1 : number(row, 'first'),
        last: number(row, 'last'),
        head: textOrNull(row, 'head'),
        acked: number(row, 'acked'),
      })),
    waiting(epoch) {
      // One step down the index a stream: DISTINCT would walk over every waiting fact.
      const streams: string[] = [];
      for (let stream = ''; ; streams.push(stream)) {
        const next = textOrNull(sql.nextWaiting.get(epoch, stream), 'stream');
        if (next === null) return streams;
        stream = next;
      }
    },
    blobSize: sha256 => {
      const row = sql.blob.get(sha256);
      return row === undefined ? null : number(row, 'size');
    },
    unsentBlobs: (epoch, stream, facts) =>
      sql.unsentBlobs
        .all(epoch, stream, facts)
        .map(row => ({ sha256: text(row, 'sha256'), bytes: number(row, 'size') })),
    offer(epoch, stream, bounds) {
      const offered: OfferedFact[] = [];
      let room = bounds.bytes;
      for (const row of sql.next.iterate(epoch, stream, bounds.facts)) {
        room -= number(row, 'size');
        if (row['held'] !== 0 || (room < 0 && offered.length > 0)) break;
        offered.push({
          key: { epoch, stream, seq: number(row, 'seq') },
          hash: text(row, 'hash'),
          bytes: blob(row, 'bytes'),
        });
      }
      const last = offered.at(-1)?.key.seq;
      if (last !== undefined) sql.setOffered.run(last, epoch, stream, last);
      return offered;
    },
    setBlobSent: (sha256, sent) => void sql.setSent.run(sent ? 1 : 0, sha256),
    loseBlobs: key => void sql.loseBlobs.run(key.epoch, key.stream, key.seq, key.seq),
    hashAt: key => textOrNull(sql.hashAt.get(key.epoch, key.stream, key.seq), 'hash'),
    tip(epoch, stream) {
      const row = sql.stream.get(epoch, stream);
      if (row === undefined) return null;
      return { last: number(row, 'last'), acked: number(row, 'acked'), covered: number(row, 'covered') };
    },
    acknowledge(key) {
      sql.ackFacts.run(key.epoch, key.stream, key.seq);
      sql.ackStream.run(key.seq, key.seq, key.epoch, key.stream);
    },
    quarantine: (key, code, says) => void sql.quarantine.run(code, says, key.epoch, key.stream, key.seq),
    quarantineEpoch: (epoch, code, says) => Number(sql.quarantineEpoch.run(code, says, epoch).changes),
    quarantined: limit =>
      sql.quarantined.all(limit).map(row => ({
        key: keyOf(row),
        code: text(row, 'code'),
        says: text(row, 'says'),
        bytes: blob(row, 'bytes'),
      })),
    release(key) {
      sql.release.run(key.epoch, key.stream, key.seq);
      sql.setCovered.run(key.seq, key.epoch, key.stream);
    },
    rewind(epoch, stream, expected) {
      sql.loseBlobs.run(epoch, stream, expected, Number.MAX_SAFE_INTEGER);
      sql.rewindStream.run(expected - 1, expected - 1, epoch, stream);
      return Number(sql.rewindFacts.run(epoch, stream, expected).changes);
    },
    tail(epoch, stream) {
      const tail: TailFact[] = [];
      let bytes = 0;
      for (const row of sql.tail.iterate(epoch, stream)) {
        const stored = blob(row, 'bytes');
        bytes += stored.byteLength;
        if (bytes > mergedAtOnce.bytes && tail.length > 1) break;
        const fact = parseFact(stored);
        tail.push({ id: number(row, 'id'), seq: fact.seq, prev: fact.prev, draft: toDraft(fact) });
      }
      return tail.reverse();
    },
    newest(epoch, stream) {
      const row = sql.newest.get(epoch, stream);
      return row === undefined ? null : parseFact(blob(row, 'bytes'));
    },
    blobs: () => sql.allBlobs.all().map(row => text(row, 'sha256')),
    replaceTail(epoch, tail, drafts) {
      const first = tail[0];
      if (first === undefined) return;
      const sizes = new Map<string, number>();
      for (const fact of tail) {
        for (const row of sql.naming.all(fact.id)) sizes.set(text(row, 'sha256'), number(row, 'size'));
      }
      // The first old fact holds every content until the new facts name what they need, so that "sent" is kept.
      for (const fact of tail.slice(1)) sql.hold.run(first.id, fact.id);
      for (const fact of tail.slice(1)) sql.deleteFact.run(fact.id);
      sql.stepAside.run(first.id);
      let prev = first.prev;
      for (const [index, draft] of drafts.entries()) {
        prev = factHash(insert(epoch, draft, first.seq + index, prev, sizes));
      }
      sql.deleteFact.run(first.id);
    },
    mergeable: (epoch, facts) => sql.mergeable.all(epoch, facts).map(row => text(row, 'stream')),
    dropOldest(state) {
      const row = sql.oldest.get(state);
      if (row === undefined) return null;
      const key = keyOf(row);
      const facts = Number(sql.dropBefore.run(key.epoch, key.stream, key.seq).changes);
      return { key, facts };
    },
    oldestUnsent: () => textOrNull(sql.oldestUnsent.get(), 'wall'),
    garbage: limit => sql.garbage.all(limit).map(row => text(row, 'sha256')),
    forgetGarbage: sha256 => void sql.forgetGarbage.run(sha256),
  };
}

// Only what this ledger wrote, checked by schema then, is parsed here.
function parseFact(bytes: Uint8Array): Fact {
  return JSON.parse(Buffer.from(bytes).toString('utf8'));
}

/** Contents a draft names without carrying them. */
export function blobsNamed(draft: FactDraft): string[] {
  const named = new Set<string>();
  if (draft.kind === 'observation') {
    for (const item of draft.body.items) {
      if (item.sha256 !== undefined && item.inline === undefined) named.add(item.sha256);
    }
  }
  if (draft.kind === 'notice' && draft.body.evidence !== undefined) named.add(draft.body.evidence);
  return [...named];
}

function toFact(epoch: string, draft: FactDraft, seq: number, prev: string | null): Fact {
  const { stream, at, kind, body } = draft;
  const checked = factSchema.safeParse({ epoch, stream, seq, prev, at, kind, body });
  if (checked.success) return checked.data;
  const issue = checked.error.issues[0];
  throw new WitnessError(
    'agent.fact-invalid',
    factKey({ epoch, stream, seq }),
    `${issue?.path.join('.') ?? ''}: ${issue?.message ?? ''}`,
  );
}

function toDraft(fact: Fact): FactDraft {
  const { stream, at } = fact;
  switch (fact.kind) {
    case 'observation':
      return { stream, at, kind: fact.kind, body: fact.body };
    case 'coverage':
      return { stream, at, kind: fact.kind, body: fact.body };
    case 'statement':
      return { stream, at, kind: fact.kind, body: fact.body };
    case 'notice':
      return { stream, at, kind: fact.kind, body: fact.body };
  }
}

function keyOf(row: Row): FactKey {
  return { epoch: text(row, 'epoch'), stream: text(row, 'stream'), seq: number(row, 'seq') };
}

function text(row: Row | undefined, column: string): string {
  const value = row?.[column];
  if (typeof value !== 'string') throw new TypeError(`column ${column} holds no text`);
  return value;
}

function textOrNull(row: Row | undefined, column: string): string | null {
  const value = row?.[column];
  return typeof value === 'string' ? value : null;
}

function number(row: Row | undefined, column: string): number {
  const value = row?.[column];
  if (typeof value !== 'number') throw new TypeError(`column ${column} holds no number`);
  return value;
}

function blob(row: Row | undefined, column: string): Uint8Array {
  const value = row?.[column];
  if (!(value instanceof Uint8Array)) throw new TypeError(`column ${column} holds no bytes`);
  return value;
}
