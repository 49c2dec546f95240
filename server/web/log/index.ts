export { LogView } from './view.tsx';
