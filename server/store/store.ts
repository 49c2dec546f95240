import type { Readable } from 'node:stream';
import type { IsoTime } from '@witnessmark/shared/time';
import type { CloneBounds } from './upload-pack.ts';
import type { UploadPackCall } from './upload-pack-call.ts';

/**
 * The history of every asset as plain git: one bare repository an asset, branch `main`, nothing else
 * writes. `docs/format.md` describes the bytes on disk.
 *
 * DO treat a commit as acknowledged only when `commit` has resolved: then pack, branch and directories are
 * on disk and survive kill -9 and a power cut. DO send the same commits again after a failure: a commit is
 * a pure function of its parent and what the caller gives, so a repetition makes the same id. DON'T put
 * a clock, a random number or a host name into a `StoreCommit`. DON'T write into the folder otherwise, and
 * DON'T have more under way than memory holds: calls are queued without a bound.
 *
 * Every method rejects with a WitnessError (`store.*`); asset ids and paths are checked here, whoever calls.
 */
export interface Store {
  /**
   * Appends commits to an asset's `main`, in order, all or none; the repository is made at the first.
   * Calls for one asset are kept in order and may share one pack; assets run side by side.
   * Changes nothing when it rejects with `store.path-invalid`, `store.path-conflict`,
   * `store.commit-invalid` or `store.content-mismatch` (these can never succeed); `store.second-writer`,
   * `store.damaged`, `store.disk-full` and `store.git-failed` are for the operator, the caller may try again.
   */
  commit(asset: string, commits: readonly StoreCommit[]): Promise<readonly CommitRecord[]>;

  /** Newest commit of `main`; null where the asset has none yet. */
  tip(asset: string): Promise<string | null>;

  /** Every asset that has a repository, sorted. */
  assets(): Promise<readonly string[]>;

  /** One item as a commit holds it; null where the commit has no such item. `store.commit-missing` for an unknown commit. */
  read(asset: string, commit: string, path: string): Promise<StoredItem | null>;

  /** Every item of a commit, sorted by path bytes. */
  tree(asset: string, commit: string): Promise<readonly TreeItem[]>;

  /** Manifest of a commit, computed from git: what `CommitRecord.manifest` said when it was made. */
  manifest(asset: string, commit: string): Promise<string>;

  /** Newest first, of the asset or of one item; commits that only renewed derived text are left out. */
  history(asset: string, page: HistoryPage): Promise<readonly CommitSummary[]>;

  /** Who last touched each line of an item's text; commits that only renewed derived text are passed over. */
  blame(asset: string, commit: string, path: string): Promise<readonly BlamedLine[]>;

  /**
   * Commits after `commit` (all for null), oldest first, at most `limit`: what a crash left beyond the
   * logged tip, to be adopted. `store.commit-missing` where git does not have `commit` on `main` (damaged).
   */
  commitsAfter(asset: string, commit: string | null, limit: number): Promise<readonly CommitSummary[]>;

  /** Item paths that differ between two commits, sorted by path bytes; `from` null means "nothing yet". */
  diffNames(asset: string, from: string | null, to: string): Promise<readonly PathDifference[]>;

  /**
   * Checks an asset: git's own consistency, that `known` commits (what the log vouches for) are on `main`,
   * and that every original named by the tip is whole. Reads every object; seconds on a large asset.
   */
  check(asset: string, known?: readonly string[]): Promise<CheckResult>;

  /** Repacks and refreshes the commit graph. The store does it by itself after a number of batches. */
  maintain(asset: string): Promise<void>;

  /** Writes the whole history as a git bundle, durably; gives the tip it holds. Originals are files beside, see `originals`. */
  exportBundle(asset: string, file: string): Promise<string>;

  /** Absolute paths of the asset's originals, for a backup to copy. */
  originals(asset: string): Promise<readonly OriginalFile[]>;

  /** Puts back an original from a backup; `store.content-mismatch` unless the file has this content. */
  restoreOriginal(asset: string, sha256: string, file: string): Promise<void>;

  /**
   * Rebuilds an asset's repository from a bundle and from whatever is still whole in the damaged one,
   * which is kept under `.work`. Gives the new tip: commits after it must be sent again.
   */
  restoreFrom(asset: string, bundle: string): Promise<{ readonly tip: string; readonly kept: string }>;

  /**
   * Runs `git upload-pack --stateless-rpc`: the read-only half of smart HTTP; see `server/git-http`. The
   * answer must be read to its end or destroyed. `store.busy` where too many clones wait already.
   */
  uploadPack(asset: string, call: UploadPackCall): Promise<Readable>;

  /** How far the notes on an asset's commits go (`refs/notes/attribution`); null where none were ever written. */
  notesTip(asset: string): Promise<NotesTip | null>;

  /**
   * Writes notes on commits, each in the place of an older one, as one commit on `refs/notes/attribution`; gives its id.
   * `store.commit-missing` where `main` has not one of the commits; `store.second-writer` where somebody else wrote notes.
   */
  note(asset: string, notes: CommitNotes): Promise<string>;

  /** Lets what was begun finish, ends the reading and writing processes and gives up the folder. */
  close(): Promise<void>;
}

export interface StoreOptions {
  /** Folder of the store; made where missing. One process at a time. */
  readonly dir: string;
  readonly log: StoreLog;
  /** Items of more bytes than this are kept as files beside git. Default 5 MiB; a site must not change it. */
  readonly originalBytes?: number;
  /** Assets written at the same time. Default 4. */
  readonly writers?: number;
  /** How many clones and fetches are served at once, and how long each. A site must not change it. */
  readonly clones?: Partial<CloneBounds>;
  /** Writing processes kept alive between batches, one an asset, 1 to 2 MB of memory each. Default 128. */
  readonly writersKept?: number;
  /** Reading processes kept at the same time. Default 8. */
  readonly readers?: number;
}

export interface StoreCommit {
  readonly changes: readonly StoreChange[];
  /** The witness: the agent's id and the name people gave it; the server itself where a trailer `Derived` stands. */
  readonly author: { readonly id: string; readonly name: string };
  /** Author and committer date, from the fact; git keeps whole seconds. */
  readonly at: IsoTime;
  /** First line of the message: one line, no control characters, at most 200 characters. */
  readonly subject: string;
  /** See `factTrailers`; names `[A-Za-z][A-Za-z-]*`, values one line. */
  readonly trailers: readonly Trailer[];
}

export interface StoreChange {
  /** An item path (`isItemPath`). */
  readonly path: string;
  /** New content; null removes the item (nothing happens where it is not there). */
  readonly content: StoreContent | null;
  /** Removes that item in the same commit, so that git sees a rename. */
  readonly renamedFrom?: string;
}

export type StoreContent =
  | Uint8Array
  /** Read during `commit` and never kept; its bytes must hash to `sha256`. */
  | { readonly file: string; readonly sha256: string; readonly bytes: number };

export type Trailer = readonly [name: string, value: string];

export interface CommitRecord {
  /** git's id, 40 hex digits. */
  readonly id: string;
  readonly parent: string | null;
  /** SHA-256 (hex) over the `sha256sum` listing of the commit's files, sorted by path bytes. */
  readonly manifest: string;
}

export type StoredItem =
  | { readonly at: 'git'; readonly content: Uint8Array }
  /** `file` is where the bytes are; `store.original-missing` is thrown where they are gone. */
  | { readonly at: 'original'; readonly sha256: string; readonly bytes: number; readonly file: string };

export interface TreeItem {
  readonly path: string;
  /** git's id of the blob, or of the text that names the original. */
  readonly blob: string;
  /** Of the item itself, also where it is an original. */
  readonly bytes: number;
  readonly original: boolean;
}

export interface HistoryPage {
  readonly path?: string;
  /** Commits older than this one only (it is left out): the last id of the page before. */
  readonly before?: string;
  /** 1 to 1000. */
  readonly limit: number;
}

export interface CommitNotes {
  readonly notes: readonly { readonly commit: string; readonly text: string }[];
  /** Position in the log up to which these notes tell everything, and the origin of that log. */
  readonly upTo: number;
  readonly origin: string;
  /** Date of the notes' commit. */
  readonly at: IsoTime;
}

export interface NotesTip {
  readonly commit: string;
  readonly upTo: number;
  readonly origin: string;
}

export interface CommitSummary {
  readonly id: string;
  readonly parent: string | null;
  readonly at: IsoTime;
  readonly author: { readonly id: string; readonly name: string };
  readonly subject: string;
  readonly trailers: readonly Trailer[];
}

export interface BlamedLine {
  readonly commit: string;
  readonly at: IsoTime;
  readonly text: string;
}

export interface PathDifference {
  readonly path: string;
  readonly change: 'added' | 'changed' | 'removed';
}

export type CheckResult =
  | { readonly whole: true; readonly tip: string | null }
  | { readonly whole: false; readonly problems: readonly string[] };

export interface OriginalFile {
  readonly sha256: string;
  readonly bytes: number;
  readonly file: string;
}

/** The part of pino's Logger the store needs: static message, data in fields. */
export interface StoreLog {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
