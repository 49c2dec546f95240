export { ItemDiff } from './item-diff.tsx';
export { type DiffView, diffViews, viewOf, viewsOf } from './views.ts';
