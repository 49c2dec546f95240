export { TagsView } from './view.tsx';
