export { AssetsView } from './view.tsx';
