export { PathsPanel } from './paths-panel.tsx';
export { WhoIsWhoView } from './view.tsx';
