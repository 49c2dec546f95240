const suffix = '.original';

/**
 * Where an item stands in a commit's tree. The text that names an original stands at the item's path
 * plus `.original`; an item whose own name ends so is written with `%2Eoriginal`, which no item path
 * holds behind another character, because only a leading or a trailing dot is ever encoded.
 */
export function treePath(path: string, original: boolean): string {
  const own = /[^/]\.original$/i.test(path)
    ? `${path.slice(0, -suffix.length)}%2E${path.slice(-suffix.length + 1)}`
    : path;
  return original ? own + suffix : own;
}

/** The inverse of `treePath`. */
export function itemOfTreePath(tree: string): { readonly path: string; readonly original: boolean } {
  const original = tree.endsWith(suffix);
  const own = original ? tree.slice(0, -suffix.length) : tree;
  return { path: own.replace(/([^/])%2E(original)$/i, '$1.$2'), original };
}
