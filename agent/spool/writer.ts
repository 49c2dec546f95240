import type { DatabaseSync } from 'node:sqlite';
import { WitnessError } from '@witnessmark/shared/errors';
import { sqliteFailure } from './sqlite-failure.ts';

/**
 * The spool's only writer. Work asked for in the same turn shares one transaction, thus one sync of the
 * disk; each piece stands in a savepoint of its own, so a failing one fails alone. A promise resolves
 * after the commit. Order of work is the order of the calls.
 */
export interface Writer {
  run<T>(work: () => T): Promise<T>;
  /** Like `run`, but may wait up to `lazyMs` for other work to share its commit. */
  runLazily<T>(work: () => T): Promise<T>;
  /** Commits what was asked for, then refuses more. */
  close(): void;
}

const lazyMs = 250;

interface Piece {
  attempt(): void;
  settle(): void;
  fail(error: unknown): void;
}

export function createWriter(database: DatabaseSync, subject: string, afterCommit: () => void): Writer {
  let pieces: Piece[] = [];
  let soon: NodeJS.Immediate | undefined;
  let later: NodeJS.Timeout | undefined;
  let closed = false;

  function commit(): void {
    clearImmediate(soon);
    clearTimeout(later);
    soon = undefined;
    later = undefined;
    const group = pieces;
    pieces = [];
    if (group.length === 0) return;
    try {
      database.exec('BEGIN IMMEDIATE');
      for (const piece of group) piece.attempt();
      database.exec('COMMIT');
    } catch (error) {
      if (database.isTransaction) database.exec('ROLLBACK');
      for (const piece of group) piece.fail(failure(error, subject));
      return;
    }
    for (const piece of group) piece.settle();
    afterCommit();
  }

  function add<T>(work: () => T): Promise<T> {
    if (closed) return Promise.reject(new WitnessError('agent.spool-closed', subject));
    return new Promise<T>((resolve, reject) => {
      let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
      pieces.push({
        attempt() {
          database.exec('SAVEPOINT piece');
          try {
            outcome = { value: work() };
          } catch (error) {
            // SQLite ends the whole transaction by itself on some failures (disk full, I/O).
            if (!database.isTransaction) throw error;
            database.exec('ROLLBACK TO piece');
            outcome = { error: failure(error, subject) };
          }
          database.exec('RELEASE piece');
        },
        settle() {
          if (outcome === undefined) reject(new WitnessError('agent.spool-closed', subject));
          else if ('value' in outcome) resolve(outcome.value);
          else reject(outcome.error);
        },
        fail: reject,
      });
    });
  }

  return {
    run(work) {
      const done = add(work);
      if (!closed) soon ??= setImmediate(commit);
      return done;
    },
    runLazily(work) {
      const done = add(work);
      if (!closed) later ??= setTimeout(commit, lazyMs);
      return done;
    },
    close() {
      if (closed) return;
      closed = true;
      commit();
    },
  };
}

function failure(error: unknown, subject: string): unknown {
  switch (sqliteFailure(error)) {
    case 'full':
      return new WitnessError('agent.spool-full', subject, 'the disk has no room left', { cause: error });
    case 'damaged':
      return new WitnessError('agent.spool-damaged', subject, String(error), { cause: error });
    default:
      return error;
  }
}
