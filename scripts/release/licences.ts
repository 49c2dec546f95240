import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A package of which something is in what is shipped. */
export interface ShippedPackage {
  readonly name: string;
  readonly version: string;
  /** As the package states it, an SPDX expression; empty where it states none. */
  readonly licence: string;
  /** The text of its licence files; empty where it brings none. */
  readonly text: string;
}

const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'Unlicense',
]);

/** Packages that state their licence elsewhere than in package.json, at exactly this version. */
const statedElsewhere: ReadonlyMap<string, Pick<ShippedPackage, 'licence' | 'text'>> = new Map([
  // Its README and the head of each file: MIT, without the text.
  ['precond@0.2.3', { licence: 'MIT', text: 'Copyright (c) 2012 Mathieu Turcotte' }],
]);

/** True where every way through the SPDX expression that we are free to choose is permissive. */
export function isPermissive(expression: string): boolean {
  const tokens = expression.match(/\(|\)|[^\s()]+/g) ?? [];
  let at = 0;
  const term = (): boolean => {
    const token = tokens[at++];
    if (token !== '(') return token !== undefined && permissive.has(token);
    const inner = either();
    return tokens[at++] === ')' && inner;
  };
  const both = (): boolean => {
    let holds = term();
    while (tokens[at] === 'AND') {
      at++;
      holds = term() && holds;
    }
    return holds;
  };
  const either = (): boolean => {
    let holds = both();
    while (tokens[at] === 'OR') {
      at++;
      holds = both() || holds;
    }
    return holds;
  };
  const holds = either();
  return holds && at === tokens.length;
}

/** The packages behind bundled modules, by name and version; our own workspace and virtual modules are none. */
export function packagesOf(modules: Iterable<string>): ShippedPackage[] {
  const found = new Map<string, ShippedPackage>();
  for (const id of modules) {
    const folder = packageFolder(id);
    if (folder === null || found.has(folder)) continue;
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
    const { name = '', version = '' } = manifest;
    const own = { licence: licenceOf(manifest), text: licenceText(folder) };
    found.set(folder, { name, version, ...(statedElsewhere.get(`${name}@${version}`) ?? own) });
  }
  const unique = new Map([...found.values()].map(shipped => [`${shipped.name}@${shipped.version}`, shipped]));
  return [...unique.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** The list that goes with a release. Throws where a package states no licence, or one that is not permissive. */
export function licenceList(packages: readonly ShippedPackage[]): string {
  const refused = packages.filter(({ licence }) => !isPermissive(licence));
  if (refused.length > 0) {
    const named = refused.map(
      ({ name, version, licence }) => `${name}@${version}: ${licence || 'none stated'}`,
    );
    throw new Error(`not shipped, because of their licence:\n${named.join('\n')}`);
  }
  return packages
    .map(({ name, version, licence, text }) =>
      [`${name} ${version}`, `Licence: ${licence}`, text.trim()].filter(part => part !== '').join('\n\n'),
    )
    .join(`\n\n${'-'.repeat(80)}\n\n`)
    .concat('\n');
}

interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string | { readonly type?: string };
  readonly licenses?: readonly { readonly type?: string }[];
}

function licenceOf({ license, licenses }: Manifest): string {
  if (typeof license === 'string') return license;
  if (license?.type !== undefined) return license.type;
  return (licenses ?? []).map(({ type }) => type ?? 'none stated').join(' OR ');
}

/** The folder below node_modules that holds the module; null for our own code. */
function packageFolder(id: string): string | null {
  const file = id.replace(/^\0/, '').replace(/\?.*$/, '');
  const match = /^(.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+)[\\/]/.exec(file);
  const folder = match?.[1] ?? null;
  if (folder === null) return null;
  if (existsSync(join(folder, 'package.json'))) return folder;
  throw new Error(`${dirname(file)} belongs to no package`);
}

function licenceText(folder: string): string {
  return readdirSync(folder)
    .filter(name => /^(licen[cs]e|copying|notice)/i.test(name) && !/\.(js|ts|json)$/.test(name))
    .sort()
    .map(name => readFileSync(join(folder, name), 'utf8'))
    .join('\n');
}
