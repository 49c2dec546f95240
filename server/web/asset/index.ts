export function AssetView() {
  return null;
}
