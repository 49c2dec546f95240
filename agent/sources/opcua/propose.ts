import { relative } from './ancestry.ts';
import type { Finding } from './classify.ts';
import type { OpcuaRule } from './config.ts';
import type { CrawledNode } from './crawled-node.ts';
import { escapeGlob } from './rules.ts';

/** More rules than a configuration may hold are drawn together over whole roots. */
const mostRules = 1000;

/**
 * Rules that take in what was proposed and nothing that moves by itself: for each folder the writable
 * ones that are left out, then one rule for the rest.
 */
export function proposeRules(findings: readonly Finding[]): OpcuaRule[] {
  const rules = [...folders(findings).values()].flatMap(rulesOf);
  return rules.length <= mostRules ? rules : coarse(findings);
}

function folders(findings: readonly Finding[]): Map<string, Finding[]> {
  const byFolder = new Map<string, Finding[]>();
  for (const finding of findings) {
    const folder = `${folderOf(finding.node)}\n${isFile(finding)}`;
    const others = byFolder.get(folder);
    if (others) others.push(finding);
    else byFolder.set(folder, [finding]);
  }
  return byFolder;
}

function rulesOf(findings: readonly Finding[]): OpcuaRule[] {
  const taken = findings.filter(finding => finding.proposed !== null);
  const [first] = taken;
  if (!first || first.proposed === null) return [];
  const path = `${escapeGlob(folderOf(first.node))}/*`;
  if (isFile(first)) return [{ path, nodeClass: 'File', kind: first.proposed }];
  return [...ignored(findings), { path, writable: true, kind: first.proposed, group: groupOf(first.node) }];
}

function ignored(findings: readonly Finding[]): OpcuaRule[] {
  return findings
    .filter(({ proposed, writable }) => proposed === null && writable)
    .map(({ node }) => ({ path: escapeGlob(node.plainPath), kind: 'ignore' }));
}

function coarse(findings: readonly Finding[]): OpcuaRule[] {
  const roots = new Map<string, CrawledNode>();
  for (const { node } of findings) {
    let root = node;
    while (root.parent && root.depth > root.rootDepth) root = root.parent;
    roots.set(root.plainPath, root);
  }
  return [
    ...ignored(findings),
    ...[...roots.values()].map(
      (root): OpcuaRule => ({
        path: `${escapeGlob(root.plainPath)}/**`,
        writable: true,
        kind: 'setpoint',
        group: groupText([root.browseName.name]),
      }),
    ),
  ].slice(-mostRules);
}

function folderOf(node: CrawledNode): string {
  return node.plainPath.slice(0, node.plainPath.lastIndexOf('/'));
}

function isFile(finding: Finding): boolean {
  return finding.node.nodeClass === 'Object';
}

/** The folder's own name within its root; the root's where the variable stands right below it. */
function groupOf(node: CrawledNode): string {
  const names = relative(node).slice(0, -1);
  return groupText(names.length > 0 ? names : [node.parent?.browseName.name ?? 'values']);
}

/** A dollar and a digit would stand for a star of the path, so a dollar is left away. */
function groupText(names: readonly string[]): string {
  return names.join('.').replaceAll('$', '').slice(0, 100) || 'values';
}
