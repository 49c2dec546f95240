import { AttributeIds } from 'node-opcua-client';
import { uaNamespace } from './browse-path.ts';
import type { ControllerContext } from './controller-context.ts';
import { crawl } from './crawl.ts';
import type { CrawledNode } from './crawled-node.ts';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import { Namespaces } from './namespaces.ts';
import { makePlan, type Plan, ruleClass } from './plan.ts';
import { noProgramModel, type ProgramModel, readProgramModel } from './program-model.ts';
import { readAll } from './read.ts';
import type { RuleMatcher } from './rules.ts';
import { namespaceArray } from './server-info.ts';

/** What the controller had when it was looked at. */
export interface Survey {
  readonly namespaces: Namespaces;
  readonly nodes: readonly CrawledNode[];
  readonly plan: Plan;
  readonly model: ProgramModel;
}

export const emptySurvey: Survey = {
  namespaces: new Namespaces([]),
  nodes: [],
  plan: { items: new Map(), device: [], revisions: [] },
  model: noProgramModel,
};

type SurveyContext = Pick<
  ControllerContext,
  'config' | 'rules' | 'subject' | 'now' | 'paths' | 'own' | 'program'
> & {
  readonly limits: ServerLimits;
};

/** Crawls the address space and applies the rules to it. */
export async function survey(link: OpcuaLink, context: SurveyContext, signal: AbortSignal): Promise<Survey> {
  const { config, rules, subject, limits, own, program, paths } = context;
  const { programs } = config.logic;
  const namespaces = await readNamespaces(link, signal);
  const skip = (node: CrawledNode) => isIgnored(node, rules);
  const nodes = await crawl(link, config, { limits, namespaces, subject, skip }, signal);
  const access = rules.asksWritable ? await readWritable(link, nodes, context, signal) : null;
  const auto = programs === 'auto';
  const inModel = { namespaces, limits, subject };
  const model = auto ? await readProgramModel(link, nodes, inModel, signal) : noProgramModel;
  const mimeTypes = auto ? await readMimeTypes(link, nodes, context, signal) : null;
  const plan = makePlan(nodes, rules, {
    writable: node => access?.get(node) ?? null,
    mimeType: node => mimeTypes?.get(node) ?? null,
    model,
    programs,
    program,
    own,
    paths,
    subject,
    idText: id => namespaces.nodeId(id),
  });
  return { namespaces, nodes, plan, model };
}

export async function readNamespaces(link: OpcuaLink, signal: AbortSignal): Promise<Namespaces> {
  const [uris] = await link.read([{ nodeId: namespaceArray, attributeId: AttributeIds.Value }], signal);
  return new Namespaces((uris?.value.value as (string | null)[] | null | undefined) ?? []);
}

const currentWrite = 0x02;

/**
 * Whether clients can write each variable, by its AccessLevel (OPC 10000-3 §8.57). Not UserAccessLevel:
 * the watcher's own user may never write.
 */
export async function readWritable(
  link: OpcuaLink,
  nodes: readonly CrawledNode[],
  context: Pick<SurveyContext, 'limits' | 'now'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<CrawledNode, boolean>> {
  const variables = nodes.filter(node => node.nodeClass === 'Variable');
  const asked = variables.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.AccessLevel }));
  const { values } = await readAll(link, asked, context, signal);
  return new Map(
    variables.map((node, index) => [node, (Number(values[index]?.value.value) & currentWrite) !== 0]),
  );
}

/** MimeType of each file that tells one (OPC 10000-20 §4.2). */
async function readMimeTypes(
  link: OpcuaLink,
  nodes: readonly CrawledNode[],
  context: Pick<SurveyContext, 'limits' | 'now'>,
  signal: AbortSignal,
): Promise<ReadonlyMap<CrawledNode, string>> {
  const found = new Map<CrawledNode, string>();
  const told = nodes.filter(
    ({ browseName, parent }) =>
      browseName.name === 'MimeType' &&
      browseName.uri === uaNamespace &&
      parent &&
      ruleClass(parent) === 'File',
  );
  const asked = told.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value }));
  const { values } = await readAll(link, asked, context, signal);
  for (const [index, { parent }] of told.entries()) {
    const text: unknown = values[index]?.value.value;
    if (parent && typeof text === 'string') found.set(parent, text);
  }
  return found;
}

function isIgnored(node: CrawledNode, rules: RuleMatcher): boolean {
  const { plainPath, qualifiedPath } = node;
  const uri = node.browseName.uri;
  return (
    rules.match({ plainPath, qualifiedPath, uri, nodeClass: ruleClass(node), writable: null })?.kind ===
    'ignore'
  );
}
