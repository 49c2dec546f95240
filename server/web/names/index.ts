export { AssetNamesPanel } from './asset-names.tsx';
export { Names, NamesOrigin } from './names.tsx';
