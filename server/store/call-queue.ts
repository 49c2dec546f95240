import { sizeOf } from './preparation.ts';
import type { CommitRecord, StoreCommit } from './store.ts';

/** One stream takes calls up to these bounds; a larger single call goes alone. */
const groupCommits = 500;
export const groupBytes = 32 * 1024 * 1024;

export interface Call {
  readonly commits: readonly StoreCommit[];
  readonly bytes: number;
  readonly resolve: (records: readonly CommitRecord[]) => void;
  readonly reject: (error: unknown) => void;
}

/** Calls that wait for their asset's turn; those that came while git worked share the next stream. */
export class CallQueue {
  readonly #calls: Call[] = [];

  get empty(): boolean {
    return this.#calls.length === 0;
  }

  add(commits: readonly StoreCommit[]): Promise<readonly CommitRecord[]> {
    let bytes = 0;
    for (const { changes } of commits)
      for (const { content } of changes) bytes += content ? sizeOf(content) : 0;
    return new Promise((resolve, reject) => {
      this.#calls.push({ commits, bytes, resolve, reject });
    });
  }

  /** The oldest calls that fit one stream, in order; none where none waits. */
  take(): readonly Call[] {
    let commits = 0;
    let bytes = 0;
    const end = this.#calls.findIndex((call, at) => {
      commits += call.commits.length;
      bytes += call.bytes;
      return at > 0 && (commits > groupCommits || bytes > groupBytes);
    });
    return this.#calls.splice(0, end === -1 ? this.#calls.length : end);
  }
}
