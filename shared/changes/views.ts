import type { ItemDiff } from './schema.ts';

/** Ways to look at a difference, from the shortest to the file itself. */
export const diffViews = ['summary', 'table', 'listing', 'rung', 'raw'] as const;
export type DiffView = (typeof diffViews)[number];

/** The views that have something to show of this difference; none where its form is shown in one way alone. */
export function viewsOf(diff: ItemDiff): readonly DiffView[] {
  const has = hasOf(diff);
  return diffViews.filter(view => has[view]);
}

function hasOf(diff: ItemDiff): Partial<Record<DiffView, boolean>> {
  switch (diff.form) {
    case 'logic':
      return {
        table: diff.statements.length + diff.variables.length + diff.values.length + diff.fields.length > 0,
        listing: diff.listing.hunks.length > 0,
      };
    case 'code':
      return {
        summary: true,
        table: diff.changes.length > 0,
        listing: diff.networks.some(({ lines }) => lines.length > 0),
        rung: diff.networks.some(({ picture }) => picture !== null),
        raw: diff.raw.hunks.length > 0,
      };
    case 'values':
    case 'text':
    case 'bytes':
    case 'none':
      return {};
  }
}
