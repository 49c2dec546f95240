import {
  AttributeIds,
  BrowseDirection,
  NodeClass,
  type NodeId,
  type ReferenceDescription,
  resolveNodeId,
} from 'node-opcua-client';
import { browseReferences } from './browse.ts';
import { type CrawledNode, localId } from './crawled-node.ts';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import type { Namespaces } from './namespaces.ts';

const plcopenNamespace = 'http://PLCopen.org/OpcUa/IEC61131-3/';

/** ObjectTypes of the PLCopen information model 1.02, by their numeric ids in its namespace. */
const classIds = {
  1001: 'Configuration',
  1002: 'Resource',
  1003: 'ProgramOrganizationUnit',
  1004: 'Program',
  1005: 'FunctionBlock',
  1006: 'Task',
} as const;
export type ProgramClass = (typeof classIds)[keyof typeof classIds];

/** A type of the controller's own program, a function block for example, that holds its source. */
export interface TypeBody {
  readonly type: string;
  readonly nodeId: NodeId;
}

/** What the PLCopen model says of the nodes a crawl found; empty where the server does not have it. */
export interface ProgramModel {
  readonly present: boolean;
  classOf(node: CrawledNode): ProgramClass | null;
  /** Name of the node's type, without its namespace; empty where it could not be read. */
  typeName(node: CrawledNode): string;
  readonly typeBodies: readonly TypeBody[];
  /** The tasks that run a program, as nodes of the crawl. */
  tasksOf(node: CrawledNode): readonly CrawledNode[];
}

export const noProgramModel: ProgramModel = {
  present: false,
  classOf: () => null,
  typeName: () => '',
  typeBodies: [],
  tasksOf: () => [],
};

interface ModelContext {
  readonly namespaces: Namespaces;
  readonly limits: ServerLimits;
  readonly subject: string;
}

const hasSubtype = resolveNodeId('i=45');
const aggregates = resolveNodeId('i=44');
const nonHierarchical = resolveNodeId('i=32');
/** Levels between a type of a program and the one of the model it comes from. */
const deepestType = 16;
const bodyName = 'Body';

/** Which of these is a program organisation unit, and may hold a Body. */
function isUnit(of: ProgramClass | null): boolean {
  return of === 'Program' || of === 'FunctionBlock' || of === 'ProgramOrganizationUnit';
}

/** True for the variable that holds a unit's source. */
export function isBody(node: CrawledNode, model: ProgramModel): boolean {
  if (node.nodeClass !== 'Variable' || node.browseName.name !== bodyName || node.parent === null)
    return false;
  return isUnit(model.classOf(node.parent));
}

/**
 * Finds out which nodes are of the PLCopen model. A controller's own function blocks are of types derived
 * from the model's, so types are followed upwards. Costs nothing where the server does not have the model.
 */
export async function readProgramModel(
  link: OpcuaLink,
  nodes: readonly CrawledNode[],
  context: ModelContext,
  signal: AbortSignal,
): Promise<ProgramModel> {
  const namespace = context.namespaces.uris.indexOf(plcopenNamespace);
  if (namespace < 0) return noProgramModel;
  const types = new Map<string, NodeId>();
  for (const { nodeClass, type, typeId } of nodes) {
    if (nodeClass === 'Object' && type === null && typeId !== null) types.set(typeId.toString(), typeId);
  }
  const classes = await classesOf(link, types, namespace, context, signal);
  const own = [...types.values()].filter(id => classes.has(id.toString()));
  const names = await namesOf(link, own, context, signal);
  const classOf = ({ typeId }: CrawledNode) =>
    typeId === null ? null : (classes.get(typeId.toString()) ?? null);
  const units = own.filter(id => isUnit(classes.get(id.toString()) ?? null));
  const tasks = await readTasks(link, nodes, classOf, context, signal);
  return {
    present: true,
    classOf,
    typeName: ({ typeId }) => (typeId === null ? '' : (names.get(typeId.toString()) ?? '')),
    typeBodies: await readTypeBodies(link, units, names, context, signal),
    tasksOf: node => tasks.get(node) ?? [],
  };
}

async function classesOf(
  link: OpcuaLink,
  types: ReadonlyMap<string, NodeId>,
  namespace: number,
  context: ModelContext,
  signal: AbortSignal,
): Promise<Map<string, ProgramClass>> {
  const parents = new Map<string, string>();
  const classes = new Map<string, ProgramClass>();
  const seen = new Map(types);
  let level = [...types.values()];
  for (let depth = 0; level.length > 0 && depth < deepestType; depth++) {
    for (const id of level) {
      const found = classOfId(id, namespace);
      if (found) classes.set(id.toString(), found);
    }
    const unknown = level.filter(id => !classes.has(id.toString()) && id.namespace !== 0);
    const up = { direction: BrowseDirection.Inverse, reference: hasSubtype, classes: NodeClass.ObjectType };
    const found = await browseReferences(link, unknown, up, context, signal);
    level = [];
    for (const [index, id] of unknown.entries()) {
      const parent = found[index]?.[0]?.nodeId;
      if (!parent) continue;
      const parentId = localId(parent);
      parents.set(id.toString(), parentId.toString());
      if (seen.has(parentId.toString())) continue;
      seen.set(parentId.toString(), parentId);
      level.push(parentId);
    }
  }
  for (const type of types.keys()) {
    let at: string | undefined = type;
    for (let depth = 0; at !== undefined && !classes.has(at) && depth < deepestType; depth++)
      at = parents.get(at);
    const found = at === undefined ? undefined : classes.get(at);
    if (found) classes.set(type, found);
  }
  return classes;
}

function classOfId(id: NodeId, namespace: number): ProgramClass | null {
  if (id.namespace !== namespace || typeof id.value !== 'number') return null;
  return (classIds as Readonly<Record<number, ProgramClass>>)[id.value] ?? null;
}

async function namesOf(
  link: OpcuaLink,
  ids: readonly NodeId[],
  { limits, namespaces }: ModelContext,
  signal: AbortSignal,
): Promise<Map<string, string>> {
  const names = new Map<string, string>();
  for (let at = 0; at < ids.length; at += limits.nodesPerRead) {
    const batch = ids.slice(at, at + limits.nodesPerRead);
    const asked = batch.map(nodeId => ({ nodeId, attributeId: AttributeIds.BrowseName }));
    const values = await link.read(asked, signal);
    for (const [index, id] of batch.entries()) {
      const value = values[index];
      if (value?.statusCode.isGood()) names.set(id.toString(), namespaces.browseName(value.value.value).name);
    }
  }
  return names;
}

async function readTypeBodies(
  link: OpcuaLink,
  units: readonly NodeId[],
  names: ReadonlyMap<string, string>,
  context: ModelContext,
  signal: AbortSignal,
): Promise<TypeBody[]> {
  const parts = { direction: BrowseDirection.Forward, reference: aggregates, classes: NodeClass.Variable };
  const found = await browseReferences(link, units, parts, context, signal);
  return units.flatMap((id, index) => {
    const body = found[index]?.find(({ browseName }) => browseName.name === bodyName);
    if (!body) return [];
    return [{ type: names.get(id.toString()) ?? id.toString(), nodeId: localId(body.nodeId) }];
  });
}

/** `PROGRAM … WITH task` of IEC 61131-3, as references between the two in either direction. */
async function readTasks(
  link: OpcuaLink,
  nodes: readonly CrawledNode[],
  classOf: (node: CrawledNode) => ProgramClass | null,
  context: ModelContext,
  signal: AbortSignal,
): Promise<Map<CrawledNode, CrawledNode[]>> {
  const tasks = new Map<string, CrawledNode>();
  for (const node of nodes) if (classOf(node) === 'Task') tasks.set(node.nodeId.toString(), node);
  const programs = tasks.size === 0 ? [] : nodes.filter(node => classOf(node) === 'Program');
  const asked = { direction: BrowseDirection.Both, reference: nonHierarchical, classes: NodeClass.Object };
  const ids = programs.map(({ nodeId }) => nodeId);
  const found = await browseReferences(link, ids, asked, context, signal);
  return new Map(programs.map((program, index) => [program, tasksIn(found[index] ?? [], tasks)]));
}

function tasksIn(
  references: readonly ReferenceDescription[],
  tasks: ReadonlyMap<string, CrawledNode>,
): CrawledNode[] {
  const found = references.map(({ nodeId }) => tasks.get(localId(nodeId).toString()));
  return [...new Set(found)].filter(task => task !== undefined);
}
