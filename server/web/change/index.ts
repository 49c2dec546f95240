export { ChangeView } from './view.tsx';
