export { NewsBar } from './news-bar.tsx';
export { type ListHandle, type RowState, VirtualList } from './virtual-list.tsx';
