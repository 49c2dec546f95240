import type { Member } from '@witnessmark/shared/values';
import type { NodeId } from 'node-opcua-client';
import { diNamespace } from './browse-path.ts';
import type { CrawledNode } from './crawled-node.ts';
import { isBody, type ProgramClass, type ProgramModel } from './program-model.ts';

/** Source text of a program organisation unit, as the server holds it. */
export interface PlannedBody {
  readonly nodeId: NodeId;
  /** Where it was found, for reasons. */
  readonly plainPath: string;
}

/** What a node that no rule names is by itself. */
export type ProgramPart = 'body' | 'task' | 'revision' | null;

const taskFields = new Set(['Priority', 'Interval', 'Single']);
const revisionFields = new Set(['SoftwareRevision', 'DeviceRevision', 'RevisionCounter']);
/** Versions of DI's SoftwareUpdate that do not run (OPC 10000-100 §8.4). */
const notRunning = new Set(['PendingVersion', 'FallbackVersion', 'NewVersion']);

/** What the models of the standards say of a variable. */
export function programPart(node: CrawledNode, model: ProgramModel): ProgramPart {
  const { parent, browseName } = node;
  if (node.nodeClass !== 'Variable' || parent === null) return null;
  if (isBody(node, model)) return 'body';
  const owner = model.classOf(parent);
  if (owner === 'Task' && taskFields.has(browseName.name)) return 'task';
  if (browseName.uri !== diNamespace) return null;
  const ofController = owner === 'Configuration' || owner === 'Resource';
  if (ofController && revisionFields.has(browseName.name)) return 'revision';
  return browseName.name === 'Hash' && !notRunning.has(parent.browseName.name) ? 'revision' : null;
}

const told: ReadonlySet<ProgramClass | null> = new Set([
  'Configuration',
  'Resource',
  'Program',
  'Task',
] as const);

/** True for what the configuration item names with its type. */
export function isTold(node: CrawledNode, model: ProgramModel): boolean {
  return told.has(model.classOf(node));
}

/** A configuration, resource, program or task in one line, and the tasks that run a program. */
export function factsOf(
  name: string,
  node: CrawledNode,
  model: ProgramModel,
  nameOf: (node: CrawledNode) => string,
): Member[] {
  const is = model.classOf(node) ?? '';
  const type = model.typeName(node);
  const text = (member: string, value: string): Member => ({ name: member, type: 'String', value });
  const tasks = model.tasksOf(node).map(nameOf).sort();
  return [
    text(name, type === '' || type === `Ctrl${is}Type` ? is : `${is} ${type}`),
    ...(tasks.length > 0 ? [text(`${name}.Tasks`, tasks.join(', '))] : []),
  ];
}

/** Extensions of sources, exports and boot projects of the tools PLCs are programmed with. */
const programExtensions = new Set([
  ...['st', 'il', 'awl', 'scl', 'stl', 'exp', 'gxw', 'gx3', 'ap', 'zap', 'l5x', 'l5k', 'acd'],
  ...['tcpou', 'tcgvl', 'tcdut', 'tpy', 'plcproj', 'project', 'projectarchive', 'export', 'library'],
  ...['app', 'prg', 'pro', 'boot', 'smc2', 'sta', 'stu', 'xef', 'zef'],
  ...['xst', 'xil', 'xld', 'xbd', 'xsf', 'xdb', 'xdd', 'xsy', 'xhw'],
]);
const programMime = /plcopen|iec[-_]?61131|structured-text/i;

/** Whether a file that no rule names is a program, by its name or, where it tells one, its MIME type. */
export function isProgramFile(name: string, mimeType: string | null): boolean {
  const extension = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase();
  return (
    (extension !== undefined && programExtensions.has(extension)) ||
    (mimeType !== null && programMime.test(mimeType))
  );
}
