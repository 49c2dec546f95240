import type { ItemDiff } from '@witnessmark/shared/api';
import type { ReactNode } from 'react';
import { Tabs } from '../parts/index.ts';
import { type DiffView, diffViews, viewsOf } from './views.ts';

/** What a way of showing a difference works with, beside the difference. */
export interface Shown {
  readonly path: string;
  /** The asset whose item it is: names in the difference lead to it. */
  readonly asset: string;
  readonly view: DiffView;
  readonly onView: (view: DiffView) => void;
}

/** The views that a difference has as tabs: the wanted one, or its first where it has no such view. */
export function DiffTabs({
  diff,
  shown,
  children,
}: {
  readonly diff: ItemDiff;
  readonly shown: Shown;
  readonly children: (view: DiffView) => ReactNode;
}) {
  const offered = viewsOf(diff);
  const [first] = offered;
  if (first === undefined) return null;
  const chosen = offered.includes(shown.view) ? shown.view : first;
  if (offered.length === 1) return children(first);
  return (
    <Tabs
      label={`Views of ${shown.path}`}
      tabs={diffViews.filter(({ id }) => offered.includes(id))}
      chosen={chosen}
      onChoose={shown.onView}
    >
      {children(chosen)}
    </Tabs>
  );
}
