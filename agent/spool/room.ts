import type { Ledger } from './ledger.ts';
import { mergeTail } from './merge.ts';

export interface RoomMade {
  /** Acknowledged facts let go although no backup covers them. */
  readonly released: number;
  readonly quarantineDropped: number;
  readonly merged: readonly string[];
  /** Still more than the capacity: what is left is the newest state of every stream. */
  readonly over: boolean;
}

/** Merges one append may make: each holds the event loop for as long as it runs. */
const mergesAtOnce = 8;

/** Coverage, merge notice, observation: what a merged tail consists of. */
const mergedFacts = 3;

/**
 * Brings the spool back within its capacity, dearest last: acknowledged facts first (the server has
 * them), then quarantined ones beyond a tenth of the room, then intermediate versions of the stream that
 * grew, then of the others, then statements and notices nobody has seen yet.
 */
export function makeRoom(ledger: Ledger, epoch: string, stream: string, capacityBytes: number): RoomMade {
  const over = () => usedBytes(ledger) > capacityBytes;
  let released = 0;
  let quarantineDropped = 0;
  const merged = new Set<string>();

  while (over()) {
    const dropped = ledger.dropOldest('acked');
    if (dropped === null) break;
    released += dropped.facts;
  }
  while (over() && ledger.total('quarantined').bytes > capacityBytes / 10) {
    const dropped = ledger.dropOldest('quarantined');
    if (dropped === null) break;
    quarantineDropped += dropped.facts;
  }
  let merges = 0;
  for (const keepOthers of [true, false]) {
    if (!over()) break;
    for (const candidate of candidates(ledger, epoch, stream)) {
      if (!over() || merges >= mergesAtOnce) break;
      const tail = ledger.tail(epoch, candidate);
      const before = tail.map(fact => fact.draft);
      const after = mergeTail(before, keepOthers);
      merges += 1;
      if (after === before) continue;
      ledger.replaceTail(epoch, tail, after);
      merged.add(candidate);
    }
  }
  return { released, quarantineDropped, merged: [...merged], over: over() };
}

/** The stream that grew, and only if that was not enough the others: finding them walks over all facts. */
function* candidates(ledger: Ledger, epoch: string, stream: string): Iterable<string> {
  yield stream;
  yield* ledger.mergeable(epoch, mergedFacts).filter(other => other !== stream);
}

export function usedBytes(ledger: Ledger): number {
  return (
    ledger.total('unsent').bytes +
    ledger.total('acked').bytes +
    ledger.total('quarantined').bytes +
    ledger.total('blob').bytes
  );
}

/** What cannot be let go without losing something the server has not got. */
export function waitingBytes(ledger: Ledger): number {
  return ledger.total('unsent').bytes + ledger.total('quarantined').bytes + ledger.total('blob-unsent').bytes;
}
