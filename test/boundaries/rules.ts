/** One import statement found in a source file; both paths are relative to the repository's root. */
export interface ImportFound {
  readonly file: string;
  /** As written, e.g. `../store/index.ts`, `node:fs`, `@witnessmark/shared/items`. */
  readonly specifier: string;
  /** Where a relative specifier leads; null for packages. */
  readonly target: string | null;
}

/** Packages with inner folders that are modules of their own below a common folder. */
const nestedModules = new Set([
  'agent/sources',
  'shared/languages',
  'agent/witnesses',
  'test/plant',
  'test/e2e',
]);

/** Which folder may use a package that is dangerous or heavy everywhere else. */
const confined: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^kysely/, ['server/db']],
  [/^pg$/, ['server/db']],
  // The store uses it for the one thing Node lacks: a lock on its folder.
  [/^node:sqlite$/, ['server/db', 'agent/spool', 'server/backup', 'server/store']],
  [/^simple-git$/, ['server/store']],
  [/^(node:)?child_process$/, ['server/store']],
  [/^node-opcua/, ['agent/sources/opcua']],
  [/^nodes7/, ['agent/sources/s7']],
  [/^fastify|^@fastify\//, ['server/http', 'server/agents', 'server/git-http']],
  [/^react|^@tanstack\//, ['server/web']],
];

/** What `shared` may import: it computes and does no input or output. */
const pureBuiltins = /^node:(crypto|buffer|util|assert)$/;

/** Server modules from the top down; a module imports its own layer and those below. */
const serverLayers: readonly (readonly string[])[] = [
  ['http', 'cli'],
  ['ingest', 'agents', 'backup', 'integrity', 'identity', 'core', 'metrics'],
  ['git-http', 'projections'],
  ['log', 'vault'],
  ['store', 'db', 'config'],
];

/** The module a file belongs to: `server/store` for `server/store/tree.ts`, `agent/sources/s7` for a file in there. */
export function moduleOf(path: string): string {
  const parts = path.split('/');
  if (path.startsWith('server/web/')) return 'server/web';
  if (parts.length <= 2) return parts[0] ?? '';
  const two = parts.slice(0, 2).join('/');
  return nestedModules.has(two) && parts.length > 3 ? parts.slice(0, 3).join('/') : two;
}

/** The sentence that says which boundary an import crosses; null where it crosses none. */
export function violation({ file, specifier, target }: ImportFound): string | null {
  const top = file.split('/')[0] ?? '';
  const from = moduleOf(file);
  if (target !== null) return relativeViolation(file, from, top, target);
  if (top === 'test') return null;
  if (/\.test\.ts$/.test(file)) return null;

  if (top === 'shared' && specifier.startsWith('node:') && !pureBuiltins.test(specifier)) {
    return `${file} imports ${specifier}: shared does no input or output`;
  }
  const own = /^@witnessmark\/(agent|server|test|web)/.exec(specifier);
  if (own && own[1] !== top) return `${file} imports ${specifier}: server and agent depend on shared alone`;
  for (const [packages, folders] of confined) {
    if (
      packages.test(specifier) &&
      !folders.some(folder => from === folder || from.startsWith(`${folder}/`))
    ) {
      return `${file} imports ${specifier}: only ${folders.join(', ')} may`;
    }
  }
  return null;
}

function relativeViolation(file: string, from: string, top: string, target: string): string | null {
  const to = moduleOf(target);
  if (target.split('/')[0] !== top)
    return `${file} reaches ${target} by a relative path: use the package's name`;
  if (from === to || from.startsWith(`${to}/`)) return null;
  if (from !== top && !target.endsWith('/index.ts') && to !== top)
    return `${file} reaches past the face of ${to}: import its index.ts`;
  if (top === 'server') {
    const layer = (module: string) =>
      serverLayers.findIndex(names => names.includes(module.split('/')[1] ?? ''));
    const [upper, lower] = [layer(from), layer(to)];
    if (upper > 0 && lower >= 0 && lower < upper)
      return `${file} imports ${to}: dependencies point down, from http to store`;
  }
  return null;
}
