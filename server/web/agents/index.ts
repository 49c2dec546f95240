export { AgentsView } from './view.tsx';
