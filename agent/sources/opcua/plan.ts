import { WitnessError } from '@witnessmark/shared/errors';
import type { Kind } from '@witnessmark/shared/items';
import type { NodeId } from 'node-opcua-client';
import { relative, relativeQualified } from './ancestry.ts';
import { diNamespace, uaNamespace } from './browse-path.ts';
import type { CrawledNode } from './crawled-node.ts';
import type { PlanContext, PlannedItem, PlannedMember } from './planned.ts';
import { ProgramDraft } from './program-draft.ts';
import type { RuleMatcher } from './rules.ts';

/** What to read, made from a crawl and the rules: items by their path. */
export interface Plan {
  readonly items: ReadonlyMap<string, PlannedItem>;
  /** Identification in the DI namespace (OPC 10000-100 §4.5), by name relative to its root. */
  readonly device: readonly PlannedMember[];
  /** What stands for the program: another value is another program, the same one proves little. */
  readonly revisions: readonly PlannedMember[];
}

const fileType = 11575;
const deviceFields = new Set([
  'Manufacturer',
  'ManufacturerUri',
  'Model',
  'ProductCode',
  'HardwareRevision',
  'SoftwareRevision',
  'DeviceRevision',
  'SerialNumber',
  'ProductInstanceUri',
  'RevisionCounter',
]);

const tops = { setpoint: 'setpoints', recipe: 'recipes', config: 'config', logic: 'logic' } as const;

/** Applies the rules to a crawl. Throws `opcua.rule-invalid`. */
export function makePlan(nodes: readonly CrawledNode[], rules: RuleMatcher, context: PlanContext): Plan {
  const children = childrenOf(nodes);
  const groups = new Map<string, { kind: Kind; nodes: CrawledNode[] }>();
  const items = new Map<string, PlannedItem>();
  const device: CrawledNode[] = [];
  const program = new ProgramDraft(context);
  for (const node of nodes) {
    const nodeClass = ruleClass(node);
    program.see(node);
    if (nodeClass === 'Object' || node.nodeClass === 'Method' || describes(node)) continue;
    const verdict = rules.match({
      plainPath: node.plainPath,
      qualifiedPath: node.qualifiedPath,
      uri: node.browseName.uri,
      nodeClass,
      writable: nodeClass === 'Variable' ? context.writable(node) : null,
    });
    if (verdict === null && identifies(node)) device.push(node);
    if (verdict?.kind === 'ignore') continue;
    if (nodeClass === 'File') {
      const kind = verdict?.kind ?? program.kindOfFile(node);
      if (kind === null) continue;
      const file = { node, parts: partsOf(children.get(node) ?? []) };
      items.set(fileAt(node, items, context), { is: 'file', kind, file });
      continue;
    }
    if (verdict === null) {
      program.take(node);
      continue;
    }
    const path = context.paths.group(tops[verdict.kind], verdict.group ?? '');
    if (path === context.own || path === context.program) {
      throw new WitnessError('opcua.rule-invalid', context.subject, `${path} is the source's own item`);
    }
    const group = groups.get(path);
    if (group) group.nodes.push(node);
    else groups.set(path, { kind: verdict.kind, nodes: [node] });
  }
  for (const [path, group] of groups) {
    items.set(path, {
      is: 'values',
      kind: group.kind,
      members: named(group.nodes, children, context.idText),
      facts: [],
    });
  }
  const name = (of: readonly CrawledNode[]) => named(of, children, context.idText);
  program.finish(items, name);
  return { items, device: name(device), revisions: name(program.revisions) };
}

/** Files of the same names in different namespaces are told apart by these. */
function fileAt(
  node: CrawledNode,
  items: ReadonlyMap<string, PlannedItem>,
  { paths }: Pick<PlanContext, 'paths'>,
): string {
  const path = paths.file(relative(node));
  return items.has(path) ? paths.file(relativeQualified(node)) : path;
}

/** What a rule sees in a node. */
export function ruleClass(node: CrawledNode): 'Variable' | 'File' | 'Object' {
  if (node.nodeClass === 'Variable') return 'Variable';
  return node.type === fileType ? 'File' : 'Object';
}

/** True for a property of namespace 0 below a variable or a file: it describes its owner. */
export function describes(node: CrawledNode): boolean {
  if (!node.property || node.browseName.uri !== uaNamespace || node.parent === null) return false;
  return node.parent.nodeClass !== 'Object' || node.parent.type === fileType;
}

export function identifies(node: CrawledNode): boolean {
  return node.browseName.uri === diNamespace && deviceFields.has(node.browseName.name);
}

type Children = ReadonlyMap<CrawledNode, readonly CrawledNode[]>;

function childrenOf(nodes: readonly CrawledNode[]): Children {
  const children = new Map<CrawledNode, CrawledNode[]>();
  for (const node of nodes) {
    if (node.parent === null) continue;
    const siblings = children.get(node.parent);
    if (siblings) siblings.push(node);
    else children.set(node.parent, [node]);
  }
  return children;
}

function partsOf(children: readonly CrawledNode[]): ReadonlyMap<string, NodeId> {
  const own = children.filter(child => child.browseName.uri === uaNamespace);
  return new Map(own.map(child => [child.browseName.name, child.nodeId]));
}

/**
 * Members named by their path below the root, joined with dots. Names that would be equal are told apart
 * by the namespaces of their parts, and where that is not enough by their node ids.
 */
function named(
  nodes: readonly CrawledNode[],
  children: Children,
  idText: (id: NodeId) => string,
): PlannedMember[] {
  const names = distinct(nodes, [
    node => relative(node).join('.'),
    node => relativeQualified(node).join('.'),
    node => `${relativeQualified(node).join('.')}@${idText(node.nodeId)}`,
  ]);
  return nodes.map((node, index) => {
    const parts = partsOf(children.get(node) ?? []);
    return {
      name: names[index] ?? node.qualifiedPath,
      node,
      unit: parts.get('EngineeringUnits') ?? null,
      range: parts.get('EURange') ?? parts.get('InstrumentRange') ?? null,
    };
  });
}

function distinct(nodes: readonly CrawledNode[], ways: readonly ((node: CrawledNode) => string)[]): string[] {
  const level = nodes.map(() => 0);
  const names = () => nodes.map((node, index) => ways[level[index] ?? 0]?.(node) ?? node.qualifiedPath);
  for (let way = 1; way < ways.length; way++) {
    const counts = new Map<string, number>();
    const now = names();
    for (const name of now) counts.set(name, (counts.get(name) ?? 0) + 1);
    for (const [index, name] of now.entries()) if ((counts.get(name) ?? 0) > 1) level[index] = way;
  }
  return names();
}
