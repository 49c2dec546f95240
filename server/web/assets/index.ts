export function AssetsView() {
  return null;
}
