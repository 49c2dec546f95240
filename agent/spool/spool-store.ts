import { randomBytes } from 'node:crypto';
import type { DatabaseSync } from 'node:sqlite';
import { WitnessError } from '@witnessmark/shared/errors';
import { type Fact, factKey } from '@witnessmark/shared/facts';
import { kinds } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { StreamReached } from '@witnessmark/shared/wire';
import type { Birth } from './birth.ts';
import { type BlobFolder, holds } from './blobs.ts';
import type { FactDraft } from './fact-draft.ts';
import { blobsNamed, type Ledger } from './ledger.ts';
import { makeRoom, usedBytes, waitingBytes } from './room.ts';
import type { Content, StreamState, Watermarks } from './spool.ts';
import type { SpoolStore } from './store.ts';
import { createTold, type Telling } from './told.ts';
import { createWriter } from './writer.ts';

/** The part of pino's Logger the spool needs. */
export interface SpoolLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

export interface SpoolStoreParts {
  readonly dir: string;
  readonly capacityBytes: number;
  readonly now: () => Instant;
  readonly log: SpoolLog;
  readonly database: DatabaseSync;
  readonly ledger: Ledger;
  readonly blobs: BlobFolder;
  readonly unlock: () => void;
}

const nearlyFull = 0.8;
const roomyAgain = 0.7;
const releasedNoticeEveryMs = 24 * 60 * 60 * 1000;
const unlinkedAtOnce = 200;

export function createSpoolStore(parts: SpoolStoreParts): SpoolStore {
  const { dir, capacityBytes, now, log, database, ledger, blobs } = parts;
  const writer = createWriter(database, dir, afterCommit);
  const appendedListeners = new Set<() => void>();
  const epochListeners = new Set<(epoch: string) => void>();
  /** Contents being written whose row is not committed yet; their files must not be unlinked. */
  const inHand = new Map<string, number>();
  /** The end of each stream's appends: contents are written before rows, and order has to hold. */
  const appending = new Map<string, Promise<unknown>>();
  const told = createTold(database);
  const statement = {
    state: database.prepare('SELECT body FROM state WHERE stream = ?'),
    setState: database.prepare(
      'INSERT INTO state VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET body = excluded.body',
    ),
    watermark: database.prepare('SELECT body FROM watermark WHERE stream = ?'),
    setWatermark: database.prepare(
      'INSERT INTO watermark VALUES (?, ?) ON CONFLICT (stream) DO UPDATE SET body = excluded.body',
    ),
    forgetStates: database.prepare('DELETE FROM state'),
    forgetWatermarks: database.prepare('DELETE FROM watermark'),
  };
  let epoch = ledger.meta('epoch') ?? '';
  let appended = false;
  let closing: Promise<void> | undefined;

  function afterCommit(): void {
    collectGarbage();
    if (!appended) return;
    appended = false;
    for (const listener of appendedListeners) listener();
  }

  function collectGarbage(): void {
    for (const sha256 of ledger.garbage(unlinkedAtOnce)) {
      if (inHand.has(sha256)) continue;
      blobs.remove(sha256);
      ledger.forgetGarbage(sha256);
    }
  }

  async function keepContents(
    draft: FactDraft,
    contents: ReadonlyMap<string, Content>,
  ): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    for (const sha256 of blobsNamed(draft)) {
      const known = ledger.blobSize(sha256);
      const content = contents.get(sha256);
      if (known !== null) sizes.set(sha256, known);
      else if (content === undefined) throw new WitnessError('agent.content-missing', draft.stream, sha256);
      else sizes.set(sha256, await blobs.store(sha256, content));
    }
    return sizes;
  }

  async function holding<T>(hashes: readonly string[], work: () => Promise<T>): Promise<T> {
    for (const sha256 of hashes) inHand.set(sha256, (inHand.get(sha256) ?? 0) + 1);
    try {
      return await work();
    } finally {
      for (const sha256 of hashes) {
        const left = (inHand.get(sha256) ?? 1) - 1;
        if (left > 0) inHand.set(sha256, left);
        else inHand.delete(sha256);
        if (left === 0 && database.isOpen && ledger.blobSize(sha256) === null) blobs.remove(sha256);
      }
    }
  }

  function appendNow(draft: FactDraft, sizes: ReadonlyMap<string, number>, next: StreamState | null): Fact {
    refuseStale(draft);
    if (!ledger.hasStream(epoch, draft.stream)) tellBirth(draft);
    const fact = ledger.append(epoch, draft, sizes);
    if (next === null) return settleRoom(draft, fact);
    statement.setState.run(draft.stream, JSON.stringify(next));
    statement.setWatermark.run(draft.stream, JSON.stringify(next.watermarks));
    return settleRoom(draft, fact);
  }

  /** A watcher that has not heard of a new epoch still compares with content the new epoch never had. */
  function refuseStale(draft: FactDraft): void {
    if (draft.kind !== 'observation' || draft.body.base === null) return;
    if (statement.state.get(draft.stream) === undefined) {
      throw new WitnessError('agent.epoch-changed', draft.stream);
    }
  }

  /** An epoch that did not begin afresh is told in each stream, before the first fact of that stream. */
  function tellBirth(draft: FactDraft): void {
    const stored = ledger.meta('birth');
    if (stored === null) return;
    const birth: Birth = JSON.parse(stored);
    const { stream, at } = draft;
    const code = birth.reason === 'damaged' ? 'spool.damaged' : 'spool.new-epoch';
    const body = { code, says: birth.says, data: { reason: birth.reason } } as const;
    ledger.append(epoch, { stream, at, kind: 'notice', body }, new Map());
    const changes = kinds.map(kind => ({
      kind,
      from: birth.at,
      now: { state: 'gap', reason: 'spool-lost' } as const,
    }));
    ledger.append(epoch, { stream, at, kind: 'coverage', body: { changes, digests: [] } }, new Map());
  }

  function settleRoom(draft: FactDraft, fact: Fact): Fact {
    const { stream, at } = draft;
    const made = makeRoom(ledger, epoch, stream, capacityBytes);
    if (made.merged.length > 0) log.warn({ streams: made.merged }, 'spool is full; unsent facts were merged');
    if (made.quarantineDropped > 0) {
      log.warn({ facts: made.quarantineDropped }, 'spool is full; oldest quarantined facts were dropped');
    }
    if (made.over)
      log.error({ bytes: usedBytes(ledger), capacityBytes }, 'spool holds more than its capacity');
    const newest = made.merged.includes(stream) ? (ledger.newest(epoch, stream) ?? fact) : fact;
    if (made.released > 0) tellReleased(stream, at, made.released);
    tellNearlyFull(stream, at);
    return newest;
  }

  function tellReleased(stream: string, at: Instant, facts: number): void {
    const count = Number(ledger.meta('released') ?? '0') + facts;
    const told = ledger.meta('released-told');
    if (told !== null && Date.parse(at.wall) - Date.parse(told) < releasedNoticeEveryMs) {
      ledger.setMeta('released', String(count));
      return;
    }
    ledger.setMeta('released', '0');
    ledger.setMeta('released-told', at.wall);
    log.warn({ facts: count }, 'spool let go of acknowledged facts that no backup covers');
    const body = {
      code: 'spool.released',
      says: 'Room was needed: acknowledged facts were let go before a backup of the server covered them.',
      data: { facts: count },
    } as const;
    ledger.append(epoch, { stream, at, kind: 'notice', body }, new Map());
  }

  function tellNearlyFull(stream: string, at: Instant): void {
    const waiting = waitingBytes(ledger);
    const told = ledger.meta('nearly-full') === 'told';
    if (told && waiting < capacityBytes * roomyAgain) ledger.setMeta('nearly-full', 'no');
    if (told || waiting < capacityBytes * nearlyFull) return;
    ledger.setMeta('nearly-full', 'told');
    log.warn({ bytes: waiting, capacityBytes }, 'spool is nearly full');
    const body = {
      code: 'spool.nearly-full',
      says: 'The spool is nearly full of facts the server has not acknowledged.',
      data: { bytes: waiting, capacityBytes },
    } as const;
    ledger.append(epoch, { stream, at, kind: 'notice', body }, new Map());
  }

  function acknowledgeNow(reached: readonly StreamReached[]): StreamReached[] {
    return reached.filter(point => {
      const tip = ledger.tip(point.epoch, point.stream);
      const hash = ledger.hashAt(point);
      // Nothing acknowledged yet stands as seq 0; a fact let go of earlier cannot be compared any more.
      if (point.seq === 0) return false;
      if (tip === null || point.seq > tip.last || (hash !== null && hash !== point.head)) return true;
      ledger.acknowledge(point);
      return false;
    });
  }

  return {
    get epoch() {
      return epoch;
    },

    state(stream) {
      const row = statement.state.get(stream);
      if (row === undefined) return null;
      const state: StreamState = JSON.parse(String(row['body']));
      const marks = statement.watermark.get(stream);
      const watermarks: Watermarks =
        marks === undefined ? state.watermarks : JSON.parse(String(marks['body']));
      return { ...state, watermarks };
    },

    append(draft, contents, next) {
      const before = appending.get(draft.stream) ?? Promise.resolve();
      const named = blobsNamed(draft);
      const done = before.then(() =>
        holding(named, async () => {
          const sizes = await keepContents(draft, contents);
          return writer.run(() => {
            const fact = appendNow(draft, sizes, next);
            appended = true;
            return fact;
          });
        }),
      );
      const settled = done.catch(() => undefined);
      appending.set(draft.stream, settled);
      void settled.then(() => {
        if (appending.get(draft.stream) === settled) appending.delete(draft.stream);
      });
      return done;
    },

    tell: record =>
      writer.run((): Telling => {
        const before = told.take(record);
        if (before !== null) return before;
        for (const draft of record.drafts) appendNow(draft, new Map(), null);
        appended = true;
        return 'told';
      }),
    recall: witness => told.recall(witness),
    remember: (witness, memory) => writer.run(() => told.remember(witness, memory)),

    watermark: (stream, marks) =>
      writer.runLazily(() => void statement.setWatermark.run(stream, JSON.stringify(marks))),

    onAppended(listener) {
      appendedListeners.add(listener);
      return () => appendedListeners.delete(listener);
    },
    onNewEpoch(listener) {
      epochListeners.add(listener);
      return () => epochListeners.delete(listener);
    },

    tips: () => ledger.tips(epoch),
    waiting: () => ledger.waiting(epoch),
    unsentBlobs: (stream, facts) =>
      ledger.unsentBlobs(epoch, stream, facts).map(blob => ({ ...blob, file: blobs.path(blob.sha256) })),
    offer: (stream, bounds) => writer.run(() => ledger.offer(epoch, stream, bounds)),
    blobSent: sha256 => writer.run(() => ledger.setBlobSent(sha256, true)),
    blobsLost: key => writer.run(() => ledger.loseBlobs(key)),
    blobHolds: sha256 => holds(blobs.path(sha256), sha256),
    acknowledge: reached => writer.run(() => acknowledgeNow(reached)),

    quarantine: (key, code, says) =>
      writer.run(() => {
        ledger.quarantine(key, code, says);
        log.warn({ fact: factKey(key), code, says }, 'fact was refused for good; quarantined');
      }),
    quarantined: limit => ledger.quarantined(limit),
    async release(covered) {
      const news = covered.filter(
        point => point.seq > (ledger.tip(point.epoch, point.stream)?.covered ?? point.seq),
      );
      if (news.length === 0) return;
      await writer.run(() => {
        for (const point of news) ledger.release(point);
      });
    },
    rewind: (stream, expected) => writer.run(() => ledger.rewind(epoch, stream, expected)),

    async beginEpoch(reason, says) {
      const birth: Birth = { reason, at: now(), says };
      const next = await writer.run(() => {
        const began = randomBytes(16).toString('hex');
        const kept = ledger.quarantineEpoch(epoch, 'wire.forked', says);
        ledger.setMeta('epoch', began);
        ledger.setMeta('birth', JSON.stringify(birth));
        statement.forgetStates.run();
        statement.forgetWatermarks.run();
        log.warn({ reason, old: epoch, epoch: began, quarantined: kept }, 'a new epoch begins');
        epoch = began;
        return began;
      });
      for (const listener of epochListeners) listener(next);
      return next;
    },

    stats: () => ({
      facts: ledger.total('unsent').rows,
      bytes: usedBytes(ledger),
      capacityBytes,
      quarantined: ledger.total('quarantined').rows,
      oldestUnacked: ledger.oldestUnsent(),
    }),

    close() {
      closing ??= (async () => {
        await Promise.allSettled(appending.values());
        writer.close();
        database.close();
        parts.unlock();
      })();
      return closing;
    },
  };
}
