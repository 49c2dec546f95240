import type { EventDraft } from '../log/index.ts';

/** The draft with the commit it vouches for. */
export function withCommit(
  draft: EventDraft,
  asset: string,
  { id, manifest }: { readonly id: string; readonly manifest: string },
): EventDraft {
  return { ...draft, commits: [{ asset, ref: 'refs/heads/main', id }], manifest };
}
