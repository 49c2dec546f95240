import { AttributeIds } from 'node-opcua-client';
import type { ControllerContext } from './controller.ts';
import { crawl } from './crawl.ts';
import type { CrawledNode } from './crawled-node.ts';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import { Namespaces } from './namespaces.ts';
import { makePlan, type Plan, ruleClass } from './plan.ts';
import { readAll } from './read.ts';
import type { RuleMatcher } from './rules.ts';
import { namespaceArray } from './server-info.ts';

/** What the controller had when it was looked at. */
export interface Survey {
  readonly namespaces: Namespaces;
  readonly nodes: readonly CrawledNode[];
  readonly plan: Plan;
}

export const emptySurvey: Survey = {
  namespaces: new Namespaces([]),
  nodes: [],
  plan: { items: new Map(), device: [] },
};

type SurveyContext = Pick<ControllerContext, 'config' | 'rules' | 'subject' | 'now' | 'paths' | 'own'> & {
  readonly limits: ServerLimits;
};

/** Crawls the address space and applies the rules to it. */
export async function survey(link: OpcuaLink, context: SurveyContext, signal: AbortSignal): Promise<Survey> {
  const { config, rules, subject, limits, own, paths } = context;
  const namespaces = await readNamespaces(link, signal);
  const skip = (node: CrawledNode) => isIgnored(node, rules);
  const nodes = await crawl(link, config, { limits, namespaces, subject, skip }, signal);
  const access = rules.asksWritable ? await readWritable(link, nodes, context, signal) : null;
  const plan = makePlan(nodes, rules, {
    writable: node => access?.get(node) ?? null,
    own,
    paths,
    subject,
    idText: id => namespaces.nodeId(id),
  });
  return { namespaces, nodes, plan };
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

function isIgnored(node: CrawledNode, rules: RuleMatcher): boolean {
  const { plainPath, qualifiedPath } = node;
  const uri = node.browseName.uri;
  return (
    rules.match({ plainPath, qualifiedPath, uri, nodeClass: ruleClass(node), writable: null })?.kind ===
    'ignore'
  );
}
