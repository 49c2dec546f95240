export { AssetView } from './view.tsx';
