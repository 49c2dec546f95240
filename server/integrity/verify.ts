import type { NoteVerifier } from '@witnessmark/shared/log';
import type { Database } from '../db/index.ts';
import { LogReader } from '../log/index.ts';
import type { Store } from '../store/index.ts';
import type { Vault } from '../vault/index.ts';
import { type CheckTools, type Finding, firstOf, type Progress } from './finding.ts';
import { checkAsset, type VouchedCommit, vouchedCommits } from './git-check.ts';
import { checkLog } from './log-check.ts';
import { ExpectedLate, ExpectedSeals } from './vault-check.ts';

export interface VerifyOptions {
  readonly database: Database;
  readonly store: Store;
  readonly vault: Vault;
  readonly verifiers: readonly NoteVerifier[];
  /** Where the content of late observations rests. */
  readonly lateFile: (sha256: string) => string;
  /** Runs `work` while nothing is written to the asset. */
  readonly undisturbed: <Result>(asset: string, work: () => Promise<Result>) => Promise<Result>;
  readonly progress?: (at: Progress) => void;
  readonly signal?: AbortSignal;
}

export type VerifyResult =
  | { readonly holds: true; readonly entries: number; readonly commits: number; readonly says: string }
  | { readonly holds: false; readonly first: Finding; readonly says: string };

/**
 * Holds everything against everything: the log against itself and its checkpoints, git against the log, the
 * vault against its commitments. Names the first entry that does not hold. A log that does not hold is
 * not believed any further: git and vault are then not looked at. Rejects with the signal's reason.
 */
export async function verify(options: VerifyOptions): Promise<VerifyResult> {
  const { database, store, vault, signal } = options;
  const entries = await new LogReader(database.read).count();
  const commits = new Map<string, VouchedCommit[]>();
  const seals = new ExpectedSeals();
  const late = new ExpectedLate();
  let base = 0;
  let total = entries;
  const tools: CheckTools = { signal, step: done => options.progress?.({ done: base + done, total }) };
  const inLog = await checkLog(
    database.read,
    options.verifiers,
    entries,
    entry => {
      seals.see(entry);
      late.see(entry);
      for (const commit of vouchedCommits(entry)) {
        const known = commits.get(commit.asset);
        if (known) known.push(commit);
        else commits.set(commit.asset, [commit]);
      }
    },
    tools,
  );
  if (inLog !== null) return doesNotHold(inLog);
  const count = [...commits.values()].reduce((sum, each) => sum + each.length, 0);
  total += count;
  base = entries;
  const findings: (Finding | null)[] = [];
  for (const asset of new Set([...commits.keys(), ...(await store.assets())])) {
    const vouched = commits.get(asset) ?? [];
    const check = async () =>
      checkAsset(store, asset, [...vouched, ...(await appendedSince(database, asset, entries))], tools);
    findings.push(await options.undisturbed(asset, check));
    base += vouched.length;
  }
  findings.push(await seals.check(vault, tools), await late.check(options.lateFile, tools));
  const first = firstOf(findings);
  if (first !== null) return doesNotHold(first);
  const says = `${entries} entries, ${count} commits of ${commits.size} assets and the vault hold`;
  return { holds: true, entries, commits: count, says };
}

/** Commits logged while the walk went on. */
async function appendedSince(database: Database, asset: string, from: number): Promise<VouchedCommit[]> {
  const entries = await new LogReader(database.read).from(from, 100_000, 'observation.recorded');
  return entries.flatMap(entry => vouchedCommits(entry)).filter(commit => commit.asset === asset);
}

function doesNotHold(first: Finding): VerifyResult {
  const where = first.pos === null ? '' : `entry ${first.pos}: `;
  return { holds: false, first, says: `${where}${first.what}` };
}
