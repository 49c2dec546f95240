import { WitnessError } from '@witnessmark/shared/errors';
import { BrowseDirection, type BrowseResult, NodeClass, resolveNodeId } from 'node-opcua-client';
import { plainSegment, qualifiedSegment } from './browse-path.ts';
import type { OpcuaSourceConfig } from './config.ts';
import { type CrawledNode, className, localId, standardId } from './crawled-node.ts';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import type { Namespaces } from './namespaces.ts';
import { asksForLess, smaller } from './read.ts';

export interface CrawlContext {
  readonly limits: ServerLimits;
  readonly namespaces: Namespaces;
  readonly subject: string;
  /** True for a node that is left out with everything below it. */
  readonly skip: (node: CrawledNode) => boolean;
}

// OPC 10000-6 Annex A: HierarchicalReferences, HasProperty, Root, Server.
const hierarchical = resolveNodeId('i=33');
const hasProperty = 46;
const rootFolder = resolveNodeId('i=84');
const serverObject = resolveNodeId('i=2253').toString();
const classes = NodeClass.Object | NodeClass.Variable | NodeClass.Method;
/** A path longer than this is not followed: no glob should have to be tried on it. */
const longestPath = 4096;

/**
 * Breadth first from the roots, below variables too, in batches. The same address space gives the same
 * nodes in the same order, whatever order the server lists them in. Throws `opcua.too-large` where one of
 * the configured bounds is reached, `opcua.root-missing`, and `opcua.service-failed` naming the node whose
 * children the server would not list: what is hidden must not pass for removed.
 */
export async function crawl(
  link: OpcuaLink,
  config: Pick<OpcuaSourceConfig, 'roots' | 'crawl'>,
  context: CrawlContext,
  signal: AbortSignal,
): Promise<readonly CrawledNode[]> {
  return new Crawler(link, config, context, signal).run();
}

class Crawler {
  readonly #link: OpcuaLink;
  readonly #config: Pick<OpcuaSourceConfig, 'roots' | 'crawl'>;
  readonly #context: CrawlContext;
  readonly #signal: AbortSignal;
  readonly #seen = new Set<string>();
  readonly #until: number;

  constructor(
    link: OpcuaLink,
    config: Pick<OpcuaSourceConfig, 'roots' | 'crawl'>,
    context: CrawlContext,
    signal: AbortSignal,
  ) {
    this.#link = link;
    this.#config = config;
    this.#context = context;
    this.#signal = signal;
    this.#until = performance.now() + config.crawl.seconds * 1000;
  }

  async run(): Promise<readonly CrawledNode[]> {
    const nodes: CrawledNode[] = [];
    let level: CrawledNode[] = [];
    for (const path of this.#config.roots) {
      const root = await this.#root(path);
      const id = root.nodeId.toString();
      if (this.#seen.has(id)) continue;
      this.#seen.add(id);
      level.push(root);
    }
    while (level.length > 0) {
      // One by one: a level may be longer than an argument list can be.
      for (const node of level) nodes.push(node);
      this.#bound(nodes.length, level[0]?.depth ?? 0);
      const children = await this.#children(level.filter(node => node.nodeClass !== 'Method'));
      level = children
        .sort((a, b) => compare(a.qualifiedPath, b.qualifiedPath))
        .filter(child => this.#claim(child));
    }
    return nodes;
  }

  #claim(node: CrawledNode): boolean {
    const id = node.nodeId.toString();
    if (this.#seen.has(id) || id === serverObject) return false;
    this.#seen.add(id);
    if (node.qualifiedPath.length > longestPath) throw this.#tooLarge('a browse path is too long');
    return !this.#context.skip(node);
  }

  #bound(count: number, depth: number): void {
    const { nodes, depth: deepest, seconds } = this.#config.crawl;
    if (count > nodes) throw this.#tooLarge(`more than ${nodes} nodes`);
    if (depth > deepest) throw this.#tooLarge(`deeper than ${deepest} levels`);
    if (performance.now() > this.#until) throw this.#tooLarge(`not done after ${seconds} s`);
  }

  #tooLarge(what: string): WitnessError {
    return new WitnessError('opcua.too-large', this.#context.subject, what);
  }

  async #root(path: string): Promise<CrawledNode> {
    let at: CrawledNode = {
      nodeId: rootFolder,
      nodeClass: 'Object',
      browseName: { uri: '', name: '' },
      type: null,
      typeId: null,
      property: false,
      parent: null,
      rootDepth: 0,
      plainPath: '',
      qualifiedPath: '',
      depth: 0,
    };
    for (const segment of path.slice(1).split('/')) {
      const children = await this.#children([at]);
      const next = children.find(child =>
        [plainSegment(child.browseName.name), qualifiedSegment(child.browseName)].includes(segment),
      );
      if (!next) throw new WitnessError('opcua.root-missing', this.#context.subject, path);
      at = next;
    }
    return { ...at, rootDepth: at.depth };
  }

  async #children(parents: readonly CrawledNode[]): Promise<CrawledNode[]> {
    const children: CrawledNode[] = [];
    let waiting = [...parents];
    while (waiting.length > 0) {
      const batch = waiting.slice(0, this.#context.limits.nodesPerBrowse);
      const results = await this.#browse(batch);
      if (results === null) continue;
      waiting = waiting.slice(batch.length);
      const again: CrawledNode[] = [];
      for (const [index, parent] of batch.entries()) {
        const result = results[index];
        if (!result)
          throw new WitnessError('opcua.service-failed', this.#context.subject, 'a browse result is missing');
        if (result.statusCode.name === 'BadNoContinuationPoints') again.push(parent);
        else this.#take(result, parent, children);
      }
      if (again.length > 0) {
        if (batch.length === 1) {
          throw new WitnessError('opcua.service-failed', this.#context.subject, 'BadNoContinuationPoints');
        }
        this.#context.limits.nodesPerBrowse = Math.max(1, Math.floor(batch.length / 2));
        waiting = [...again, ...waiting];
      }
      this.#bound(this.#seen.size + children.length, batch[0]?.depth ?? 0);
    }
    return children;
  }

  /** The batch's results with every continuation followed; null where the server wants smaller batches. */
  async #browse(batch: readonly CrawledNode[]): Promise<BrowseResult[] | null> {
    let results: BrowseResult[];
    try {
      results = await this.#link.browse(
        batch.map(node => ({
          nodeId: node.nodeId,
          referenceTypeId: hierarchical,
          includeSubtypes: true,
          browseDirection: BrowseDirection.Forward,
          nodeClassMask: classes,
          resultMask: 63,
        })),
        this.#signal,
      );
    } catch (error) {
      if (batch.length === 1 || !asksForLess(error)) throw error;
      this.#context.limits.nodesPerBrowse = smaller(batch.length);
      return null;
    }
    let open = results.filter(result => (result.continuationPoint?.length ?? 0) > 0);
    let points = open.map(result => result.continuationPoint);
    while (points.length > 0) {
      const more = await this.#link.browseNext(points, this.#signal);
      const stillOpen: BrowseResult[] = [];
      points = [];
      for (const [index, result] of open.entries()) {
        const next = more[index];
        if (!next || next.statusCode.isNotGood()) {
          // What was listed so far is not the whole: it must not pass for it.
          result.statusCode = next?.statusCode ?? result.statusCode;
          continue;
        }
        result.references = [...(result.references ?? []), ...(next.references ?? [])];
        if (next.continuationPoint?.length > 0) {
          stillOpen.push(result);
          points.push(next.continuationPoint);
        }
      }
      open = stillOpen;
      const listed = results.reduce((sum, result) => sum + (result.references?.length ?? 0), 0);
      this.#bound(this.#seen.size + listed, 0);
    }
    return results;
  }

  #take(result: BrowseResult, parent: CrawledNode, children: CrawledNode[]): void {
    if (result.statusCode.isNotGood()) {
      // A node that went away between two levels has no children to miss.
      if (result.statusCode.name === 'BadNodeIdUnknown') return;
      throw new WitnessError(
        'opcua.service-failed',
        this.#context.subject,
        `${result.statusCode.name} below ${parent.plainPath.slice(0, 500)}`,
      );
    }
    for (const reference of result.references ?? []) {
      const nodeClass = className(reference.nodeClass);
      if (nodeClass === null || reference.nodeId.serverIndex) continue;
      const browseName = this.#context.namespaces.browseName(reference.browseName);
      const type = reference.typeDefinition;
      children.push({
        nodeId: localId(reference.nodeId),
        nodeClass,
        browseName,
        type: standardId(type),
        typeId: type.isEmpty() ? null : localId(type),
        property: standardId(reference.referenceTypeId) === hasProperty,
        parent,
        rootDepth: parent.rootDepth,
        plainPath: `${parent.plainPath}/${plainSegment(browseName.name)}`,
        qualifiedPath: `${parent.qualifiedPath}/${qualifiedSegment(browseName)}`,
        depth: parent.depth + 1,
      });
    }
  }
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
