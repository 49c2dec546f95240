import { WitnessError } from '@witnessmark/shared/errors';
import type { IsoTime } from '@witnessmark/shared/time';
import { mainRef } from './layout.ts';
import { formatMessage } from './message.ts';
import type { StoreCommit } from './store.ts';

/** One file operation of a commit: new bytes, bytes git already has by id, or removal. */
export type FileChange =
  | { readonly path: string; readonly content: Uint8Array }
  | { readonly path: string; readonly blob: string }
  | { readonly path: string; readonly removed: true };

export interface StreamCommit {
  readonly author: StoreCommit['author'];
  readonly at: IsoTime;
  /** Made by the server out of what it had, not by a witness: the server is its author. */
  readonly derived: boolean;
  /** Whole message as git keeps it. */
  readonly message: string;
  readonly files: readonly FileChange[];
}

/** The same for every site and time: a commit's id must depend on its parent and its fact alone. */
export const serverMail = 'server@witnessmark.invalid';
const committer = `Witnessmark <${serverMail}>`;
const agentDomain = '@agents.witnessmark.invalid';

/** Last line of git's answer to each stream. */
export const streamRead = 'progress ok\n';
/** After the last stream; git ends. */
export const streamEnd = 'done\n';

/**
 * A stream for `git fast-import --done` (git-fast-import(1)) that puts commits on `main` after `parent`.
 * It answers one line with each commit's id before it moves the branch, and `progress ok` after that.
 * Cut before its `checkpoint`, as by a kill, it changes nothing.
 */
export function commitStream(parent: string | null, commits: readonly StreamCommit[]): Buffer {
  const parts: (string | Uint8Array)[] = [];
  for (const [index, commit] of commits.entries()) {
    const when = `${seconds(commit.at)} +0000`;
    parts.push(
      `commit ${mainRef}\nmark :${index + 1}\nauthor ${commit.derived ? committer : authorLine(commit.author)} ${when}\ncommitter ${committer} ${when}\n`,
    );
    pushData(parts, Buffer.from(commit.message, 'utf8'));
    if (index === 0 && parent !== null) parts.push(`from ${parent}\n`);
    for (const file of commit.files) {
      if ('removed' in file) parts.push(`D ${file.path}\n`);
      else if ('blob' in file) parts.push(`M 100644 ${file.blob} ${file.path}\n`);
      else {
        parts.push(`M 100644 inline ${file.path}\n`);
        pushData(parts, file.content);
      }
    }
    parts.push(`\nget-mark :${index + 1}\n`);
  }
  // Forgotten, the branch is not written again at the process's end, where it may stand elsewhere by then;
  // and what the next commits are made from is in the repository, not in what git remembers.
  return finished(parts, `reset ${mainRef}\n\n`);
}

/** Stores contents without any commit, so that a commit of any size needs only a bounded stream. */
export function blobStream(contents: readonly Uint8Array[]): Buffer {
  const parts: (string | Uint8Array)[] = [];
  for (const content of contents) {
    parts.push('blob\n');
    pushData(parts, content);
  }
  return finished(parts);
}

/**
 * Ids that fast-import told, in order; null unless it told them all. Whether they are on `main` is another
 * matter: only the branch itself says so.
 */
export function readAnswer(text: string, commits: number): string[] | null {
  const end = text.endsWith(streamRead) ? -streamRead.length : undefined;
  const lines = text
    .slice(0, end)
    .split('\n')
    .filter(line => line !== '');
  if (lines.length !== commits) return null;
  return lines.every(line => /^[0-9a-f]{40}$/.test(line)) ? lines : null;
}

/** Checks what becomes part of the stream's own lines; throws `store.commit-invalid`. */
export function checkedMessage(asset: string, commit: StoreCommit): string {
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/.test(commit.author.id)) {
    throw new WitnessError('store.commit-invalid', asset, 'author id');
  }
  if (!Number.isFinite(Date.parse(commit.at))) throw new WitnessError('store.commit-invalid', asset, 'time');
  const message = formatMessage(commit.subject, commit.trailers);
  if (message === null) throw new WitnessError('store.commit-invalid', asset, 'subject or trailer');
  return message;
}

/** The inverse of an author's e-mail; the whole address where it is not one of ours. */
export function authorId(email: string): string {
  return email.endsWith(agentDomain) ? email.slice(0, -agentDomain.length) : email;
}

function authorLine(author: StoreCommit['author']): string {
  const name = author.name
    .toWellFormed()
    .replace(/[<>\p{Cc}\p{Zl}\p{Zp}]/gu, ' ')
    .trim()
    .slice(0, 200);
  return `${name === '' ? author.id : name.toWellFormed()} <${author.id}${agentDomain}>`;
}

// git's dates do not go below 1970; the exact time stands in the trailers.
function seconds(at: IsoTime): number {
  return Math.max(0, Math.floor(Date.parse(at) / 1000));
}

function pushData(parts: (string | Uint8Array)[], content: Uint8Array): void {
  parts.push(`data ${content.byteLength}\n`, content, '\n');
}

/** The pack is ended and synced, then the branch moved, both before git reads what follows `checkpoint`. */
function finished(parts: (string | Uint8Array)[], then = ''): Buffer {
  parts.push(`checkpoint\n${then}${streamRead}`);
  return Buffer.concat(parts.map(part => (typeof part === 'string' ? Buffer.from(part, 'utf8') : part)));
}
