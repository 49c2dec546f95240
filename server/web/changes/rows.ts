import type { ChangeSummary, Gaps } from '@witnessmark/shared/api';
import { wallOf } from '../time/index.ts';

export type Gap = Gaps['rows'][number];
export type ListRow =
  | { readonly type: 'day'; readonly date: string; readonly offset: string }
  | { readonly type: 'gap'; readonly gap: Gap }
  | { readonly type: 'ongoing'; readonly gaps: readonly Gap[] }
  | { readonly type: 'change'; readonly change: ChangeSummary };

/** Beyond this many, what is not watched now is one row that leads to the overview. */
const ongoingShown = 3;

export function keyOf(row: ListRow): string {
  if (row.type === 'day') return `day ${row.date}`;
  if (row.type === 'gap')
    return `gap ${row.gap.asset.id} ${row.gap.source} ${row.gap.from} ${row.gap.kinds.join()}`;
  if (row.type === 'ongoing') return 'ongoing';
  return row.change.id;
}

/**
 * Changes in the server's order with the blanks between them: a gap stands before the first change that
 * arrived earlier than the gap's end, one that still lasts at the top. Days are headed by the site's date.
 */
export function listRows(changes: readonly ChangeSummary[], gaps: readonly Gap[], zone: string): ListRow[] {
  const rows: ListRow[] = [];
  const ongoing = gaps.filter(gap => gap.to === null);
  if (ongoing.length > ongoingShown) rows.push({ type: 'ongoing', gaps: ongoing });
  else for (const gap of ongoing) rows.push({ type: 'gap', gap });
  const ended = gaps
    .filter(gap => gap.to !== null)
    .sort((a, b) => Date.parse(b.to ?? '') - Date.parse(a.to ?? ''));
  let next = 0;
  let day = '';
  const head = (at: string) => {
    const { date, offset } = wallOf(new Date(at), zone);
    if (date !== day) rows.push({ type: 'day', date, offset });
    day = date;
  };
  for (const change of changes) {
    for (
      let gap = ended[next];
      gap?.to && Date.parse(gap.to) >= Date.parse(change.recordedAt);
      gap = ended[next]
    ) {
      head(gap.to);
      rows.push({ type: 'gap', gap });
      next += 1;
    }
    head(change.recordedAt);
    rows.push({ type: 'change', change });
  }
  return rows;
}
