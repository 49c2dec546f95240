export { ItemDiff } from './item-diff.tsx';
