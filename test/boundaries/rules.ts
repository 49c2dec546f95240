/** One import statement found in a source file; both paths are relative to the repository's root. */
export interface ImportFound {
  readonly file: string;
  /** As written, e.g. `../store/index.ts`, `node:fs`, `@witnessmark/shared/items`. */
  readonly specifier: string;
  /** Where a relative specifier leads; null for packages. */
  readonly target: string | null;
}

/** Packages with inner folders that are modules of their own below a common folder. */
const nestedModules = new Set(['agent/sources', 'shared/languages', 'agent/witnesses', 'test/plant']);

/** Which folder may use a package that is dangerous or heavy everywhere else. */
const confined: readonly (readonly [RegExp, readonly string[]])[] = [
  [/^kysely/, ['server/db']],
  [/^pg$/, ['server/db']],
  // The store uses it for the one thing Node lacks: a lock on its folder.
  [/^node:sqlite$/, ['server/db', 'agent/spool', 'server/backup', 'server/store']],
  [/^simple-git$/, ['server/store']],
  [/^(node:)?child_process$/, ['server/store', 'server/comparison']],
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
  ['core', 'plant', 'metrics', 'backup'],
  ['judgement', 'policy'],
  ['sessions', 'registry', 'witnesses'],
  ['ingest', 'integrity', 'fleet', 'identity'],
  ['agents', 'git-http', 'projections'],
  ['events'],
  ['log', 'vault'],
  ['store', 'db', 'config', 'attribution', 'comparison'],
];

/** Code that only tests run, also as a process they kill: it may use any package, and the test code of other modules. */
const testCode = /(?:^test\/|\.(?:test|fixture)\.ts$|\/testing(?:\/|\.ts$)|\/kill-worker\.ts$)/;

/** The module a file belongs to: `server/store` for `server/store/tree.ts`, `agent/sources/s7` for a file in there. */
function moduleOf(path: string): string {
  const parts = path.split('/');
  if (path.startsWith('server/web/')) return 'server/web';
  if (parts.length <= 2) return parts[0] ?? '';
  const two = parts.slice(0, 2).join('/');
  return nestedModules.has(two) && parts.length > 3 ? parts.slice(0, 3).join('/') : two;
}

/** The sentence that says which boundary an import crosses; null where it crosses none. */
export function violation({ file, specifier, target }: ImportFound): string | null {
  const top = file.split('/')[0] ?? '';
  return target === null ? packageViolation(file, top, specifier) : relativeViolation(file, top, target);
}

function packageViolation(file: string, top: string, specifier: string): string | null {
  if (top === 'test') return null;
  const forTests = testCode.test(file);
  const own = /^@witnessmark\/(agent|server|test|web)/.exec(specifier)?.[1];
  if (own !== undefined && own !== top && !(forTests && own === 'test')) {
    return `${file} imports ${specifier}: server and agent depend on shared alone`;
  }
  if (forTests) return null;
  if (top === 'shared' && specifier.startsWith('node:') && !pureBuiltins.test(specifier)) {
    return `${file} imports ${specifier}: shared does no input or output`;
  }
  const from = moduleOf(file);
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

function relativeViolation(file: string, top: string, target: string): string | null {
  const [from, to] = [moduleOf(file), moduleOf(target)];
  const [forTests, ofTests] = [testCode.test(file), testCode.test(target)];
  // The release is no package; its tests reach it where it stands.
  if (target.split('/')[0] !== top && !(top === 'test' && to === 'scripts/release'))
    return `${file} reaches ${target} by a relative path: use the package's name`;
  if (ofTests && !forTests) return `${file} imports ${target}: a product holds no test code`;
  if (from === to || from.startsWith(`${to}/`)) return null;
  const throughFace = target.endsWith('/index.ts') || (ofTests && top !== 'test');
  if (from !== top && !throughFace && to !== top)
    return `${file} reaches past the face of ${to}: import its index.ts`;
  return top === 'server' && !forTests ? layerViolation(file, from, to) : null;
}

function layerViolation(file: string, from: string, to: string): string | null {
  // main.ts composes everything, and the page is a package of its own.
  if (from === 'server' || from === 'server/web') return null;
  const layer = (module: string) =>
    serverLayers.findIndex(names => names.includes(module.split('/')[1] ?? ''));
  const [upper, lower] = [layer(from), layer(to)];
  if (upper < 0 || lower < 0) return `${file} imports ${to}: give both a layer in serverLayers`;
  return lower < upper ? `${file} imports ${to}: dependencies point down, from http to store` : null;
}
