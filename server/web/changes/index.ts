export { ChangesView } from './view.tsx';
