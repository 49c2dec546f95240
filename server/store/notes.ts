import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { syncFolder } from './durable.ts';
import { explainFailure, type Git, GitFailure } from './git.ts';
import { formatMessage, parseMessage } from './message.ts';
import { readRef, syncRepository } from './repository.ts';
import type { CommitNotes, NotesTip } from './store.ts';
import { serverMail, streamEnd } from './stream.ts';

/** Where notes on who made each commit stand (git-notes(1)); `git log --notes=attribution` shows them. */
const notesRef = 'refs/notes/attribution';

const upToTrailer = 'Up-To';
const originTrailer = 'Log';

/** How far the notes go; null where there are none. `store.second-writer` where somebody else wrote them. */
export async function readNotesTip(git: Git, asset: string, repository: string): Promise<NotesTip | null> {
  const commit = await readRef(asset, repository, notesRef);
  if (commit === null) return null;
  let text: string;
  try {
    text = await git.run(repository, ['log', '-1', '--format=%ce%n%B', '--end-of-options', commit, '--']);
  } catch (error) {
    throw explainFailure(asset, error);
  }
  const cut = text.indexOf('\n');
  const { trailers } = parseMessage(text.slice(cut + 1));
  const of = (name: string) => trailers.find(([each]) => each === name)?.[1];
  const [upTo, origin] = [Number(of(upToTrailer) ?? Number.NaN), of(originTrailer)];
  if (text.slice(0, cut) !== serverMail || !Number.isSafeInteger(upTo) || origin === undefined)
    throw new WitnessError('store.second-writer', asset, `${notesRef} at ${commit} is not of this server`);
  return { commit, upTo, origin };
}

/**
 * Puts one commit on the notes' ref; a note takes the place of an older one on the same commit. Gives the new tip.
 * A commit of notes is a pure function of the one before and what is given.
 */
export async function writeNotes(
  git: Git,
  asset: string,
  repository: string,
  { notes, upTo, origin, at }: CommitNotes,
): Promise<string> {
  const before = await readNotesTip(git, asset, repository);
  const message = formatMessage(`Say who made ${notes.length} changes`, [
    [upToTrailer, String(upTo)],
    [originTrailer, origin],
  ]);
  if (message === null || notes.some(({ commit }) => !/^[0-9a-f]{40}$/.test(commit)))
    throw new WitnessError('store.commit-invalid', asset, 'notes');
  const when = `${Math.max(0, Math.floor(Date.parse(at) / 1000))} +0000`;
  const parts: Buffer[] = [];
  const line = (text: string) => parts.push(Buffer.from(`${text}\n`, 'utf8'));
  const data = (text: string) => {
    const bytes = Buffer.from(text, 'utf8');
    line(`data ${bytes.length}`);
    parts.push(bytes);
    line('');
  };
  line(`commit ${notesRef}`);
  line(`committer Witnessmark <${serverMail}> ${when}`);
  data(message);
  if (before !== null) line(`from ${before.commit}`);
  for (const { commit, text } of notes) {
    line(`N inline ${commit}`);
    data(text);
  }
  parts.push(Buffer.from(`\n${streamEnd}`));
  try {
    // git makes the folder without syncing its name.
    await mkdir(join(repository, 'refs/notes'), { recursive: true });
    await syncFolder(join(repository, 'refs'));
    await git.run(repository, ['fast-import', '--quiet', '--done'], Buffer.concat(parts));
    await syncRepository(repository);
    await syncFolder(join(repository, 'refs/notes'));
  } catch (error) {
    throw explainFailure(asset, error);
  }
  const tip = await readRef(asset, repository, notesRef);
  if (tip === null || tip === before?.commit)
    throw explainFailure(asset, new GitFailure('fast-import', null, '', 'the notes were not written'));
  return tip;
}
