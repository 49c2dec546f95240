import { type DiffView, diffViews as ids } from '@witnessmark/shared/changes/views';

export { type DiffView, viewsOf } from '@witnessmark/shared/changes/views';

const names: Readonly<Record<DiffView, string>> = {
  summary: 'Summary',
  table: 'Table',
  listing: 'Listing',
  rung: 'Rung',
  raw: 'Raw',
};

/** The views of a difference, each with the key that shows it. */
export const diffViews = ids.map((id, at) => ({ id, name: names[id], keys: `${at + 1}` }));

/** The view an address names; the summary where it names none. */
export function viewOf(text: string | undefined): DiffView {
  return ids.find(id => id === text) ?? 'summary';
}
