import type { CodeChange, CodeFinding } from './schema.ts';

/** A name of a sentence: of a namespace its last segment, `Machinery` of `http://opcfoundation.org/UA/Machinery/`. */
function shortNamespace(text: string): string {
  const [, path = ''] = namespace.exec(text) ?? [];
  return path.split('/').findLast(segment => segment !== '') ?? text;
}

const namespace = /^https?:\/\/([^\s]+)$/;

/** A change within a namespace with the names of namespaces short; the change itself keeps them whole. */
export function withShortNames(change: CodeChange): CodeChange {
  if (!namespace.test(change.unit)) return change;
  const short = shortIn(change.unit);
  const shortOrNull = (text: string | null) => (text === null ? null : short(text));
  const named = names.has(change.aspect);
  return {
    ...change,
    unit: short(change.unit),
    member: shortOrNull(change.member),
    name: change.name === null ? null : short(change.name).replace(/https?:\/\/\S+/g, shortNamespace),
    old: named ? shortOrNull(change.old) : change.old,
    new: named ? shortOrNull(change.new) : change.new,
    values: change.values.map(value => ({ ...value, of: shortOrNull(value.of) })),
  };
}

/** As `withShortNames`, of what a rule found. */
export function foundWithShortNames<Found extends Pick<CodeFinding, 'says' | 'unit'>>(finding: Found): Found {
  if (!namespace.test(finding.unit)) return finding;
  const short = shortIn(finding.unit);
  return { ...finding, unit: short(finding.unit), says: short(finding.says) };
}

/** Aspects whose sides are names and not values. */
const names: ReadonlySet<string> = new Set(['unit', 'name', 'member']);

function shortIn(own: string): (text: string) => string {
  const last = shortNamespace(own);
  return text => text.replaceAll(own, last);
}
