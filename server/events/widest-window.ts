/** The window that holds all of these: open at the start where one of them is. Times are UTC text. */
export function widestWindow(
  windows: readonly { readonly from: string | null; readonly to: string }[],
): { readonly from: string | null; readonly to: string } | null {
  const [first, ...rest] = windows;
  if (first === undefined) return null;
  let { from, to } = first;
  for (const window of rest) {
    if (from !== null && (window.from === null || window.from < from)) from = window.from;
    if (window.to > to) to = window.to;
  }
  return { from, to };
}
