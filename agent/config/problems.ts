import { type Document, isMap, isScalar, isSeq, type LineCounter, type Node } from 'yaml';
import type { z } from 'zod';

/** One thing wrong with a configuration file. */
export interface Problem {
  readonly line: number;
  /** Like `assets[0].sources.plc.host`; empty for the whole file. */
  readonly path: string;
  readonly says: string;
}

type Path = readonly PropertyKey[];
type Issue = z.core.$ZodIssue;

/** Where the schema was not met, in the order of the file. No problem repeats a value: it may be a secret. */
export function problemsOf(issues: readonly Issue[], document: Document, lines: LineCounter): Problem[] {
  const problems = issues.flatMap(issue => flatten(issue, []));
  return problems
    .map(({ path, key, says }) => ({
      line: lineAt(document, lines, path, key),
      path: shownPath(path),
      says,
    }))
    .sort((a, b) => a.line - b.line);
}

/** Line of the node at a path, or of the nearest one above it that is there. */
export function lineAt(document: Document, lines: LineCounter, path: Path, key?: string): number {
  let node: unknown = document.contents;
  let offset = startOf(node) ?? 0;
  for (const step of path) {
    const pair = pairAt(node, step);
    if (pair === null) break;
    offset = startOf(pair.key) ?? startOf(pair.value) ?? offset;
    node = pair.value;
  }
  const named = key === undefined ? null : pairAt(node, key);
  return lines.linePos(startOf(named?.key) ?? offset).line;
}

export function shownPath(path: Path): string {
  let shown = '';
  for (const step of path) {
    if (typeof step === 'number') shown += `[${step}]`;
    else shown += shown === '' ? String(step) : `.${String(step)}`;
  }
  return shown;
}

function flatten(issue: Issue, above: Path): { path: Path; key?: string; says: string }[] {
  const path = [...above, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map(key => ({ path, key, says: `the key ${JSON.stringify(key)} is not known here` }));
  }
  if (issue.code === 'invalid_union' && issue.errors.length > 0) {
    // The form that was meant is most likely the one that fits furthest.
    const deepest = [...issue.errors].sort((a, b) => depthOf(b) - depthOf(a) || a.length - b.length)[0] ?? [];
    if (depthOf(deepest) > 0) return deepest.flatMap(inner => flatten(inner, path));
    const forms = issue.errors.flatMap(branch => branch.slice(0, 1).map(inner => expectation(inner)));
    const own = issue.message === 'Invalid input' ? null : issue.message;
    return [{ path, says: own ?? `expected ${[...new Set(forms)].join(', or ')}` }];
  }
  if (issue.code === 'invalid_key' || issue.code === 'invalid_element') {
    return issue.issues.flatMap(inner => [{ path, says: expectation(inner) }]);
  }
  return [{ path, says: expectation(issue) }];
}

function depthOf(issues: readonly Issue[]): number {
  const known = issues.filter(issue => issue.code === 'unrecognized_keys').length;
  return Math.max(known, ...issues.map(issue => issue.path.length), 0);
}

function expectation(issue: Issue): string {
  return (
    issue.message.replace(/^Invalid (?:input|option|string|key|discriminator value)[:.]? ?/, '') ||
    'not valid'
  );
}

function pairAt(node: unknown, step: PropertyKey): { key: unknown; value: unknown } | null {
  if (isMap(node)) {
    const pair = node.items.find(
      ({ key }) => (isScalar(key) ? String(key.value) : String(key)) === String(step),
    );
    return pair === undefined ? null : { key: pair.key, value: pair.value };
  }
  if (isSeq(node) && typeof step === 'number') {
    const item = node.items[step];
    return item === undefined ? null : { key: null, value: item };
  }
  return null;
}

function startOf(node: unknown): number | null {
  const range = (node as Node | null | undefined)?.range;
  return range ? range[0] : null;
}
