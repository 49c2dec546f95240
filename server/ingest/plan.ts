import type { Refusal } from '@witnessmark/shared/wire';
import type { EpochRow } from '../db/index.ts';
import type { EventDraft } from '../log/index.ts';
import type { StoreCommit } from '../store/index.ts';
import type { StreamView } from './stream-view.ts';

/** What is to be done for one fact. */
export type Planned =
  /** On disk already: acknowledged again. */
  | { readonly state: 'known' }
  /** To be appended, and acknowledged then. `commit` goes to git first and is named by `observation.recorded`. */
  | { readonly state: 'take'; readonly drafts: readonly EventDraft[]; readonly commit: StoreCommit | null }
  /** Never acceptable: logged with its bytes kept, and passed over. */
  | { readonly state: 'reject'; readonly drafts: readonly EventDraft[]; readonly refusal: Refusal }
  /** Answered only; with `retry` the stream waits here. */
  | { readonly state: 'refuse'; readonly drafts: readonly EventDraft[]; readonly refusal: Refusal };

/** Where an epoch stands once the fact is taken; the view moves on so that the next fact is planned on it. */
export function advance(
  view: StreamView,
  epoch: EpochRow,
  fact: { readonly seq: number; readonly hash: string; readonly head: string },
): void {
  const { seq, hash, head } = fact;
  const state = epoch.state === 'late' || epoch.state === 'ended' ? epoch.state : 'current';
  view.epochs.set(epoch.epoch, { ...epoch, state, seq, head });
  view.planned.set(`${epoch.epoch}/${seq}`, hash);
}
