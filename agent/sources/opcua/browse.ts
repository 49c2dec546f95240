import { WitnessError } from '@witnessmark/shared/errors';
import type { BrowseDirection, BrowseResult, NodeId, ReferenceDescription } from 'node-opcua-client';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import { asksForLess, smaller } from './read.ts';

interface Asked {
  readonly direction: BrowseDirection;
  /** Of these references and their subtypes. */
  readonly reference: NodeId;
  /** Mask of NodeClass; 0 for every class. */
  readonly classes: number;
}

interface BrowseContext {
  readonly limits: ServerLimits;
  readonly subject: string;
}

/** One node has at most so many references of the kind asked for; more is no program's model. */
const mostReferences = 10_000;

/**
 * The references of each node, in the order of the nodes, every continuation followed; a node the server no
 * longer has is without any. For few nodes with few references each: `crawl` is for the whole.
 * Throws `opcua.service-failed` for a node whose references the server would not list, `opcua.too-large`.
 */
export async function browseReferences(
  link: OpcuaLink,
  nodes: readonly NodeId[],
  asked: Asked,
  { limits, subject }: BrowseContext,
  signal: AbortSignal,
): Promise<ReferenceDescription[][]> {
  const found: ReferenceDescription[][] = [];
  while (found.length < nodes.length) {
    const batch = nodes.slice(found.length, found.length + limits.nodesPerBrowse);
    let results: BrowseResult[];
    try {
      results = await link.browse(
        batch.map(nodeId => ({
          nodeId,
          browseDirection: asked.direction,
          referenceTypeId: asked.reference,
          includeSubtypes: true,
          nodeClassMask: asked.classes,
          resultMask: 63,
        })),
        signal,
      );
    } catch (error) {
      if (batch.length === 1 || !asksForLess(error)) throw error;
      limits.nodesPerBrowse = smaller(batch.length);
      continue;
    }
    if (batch.length > 1 && results.some(({ statusCode }) => statusCode.name === 'BadNoContinuationPoints')) {
      limits.nodesPerBrowse = Math.max(1, Math.floor(batch.length / 2));
      continue;
    }
    for (const index of batch.keys()) found.push(await all(link, results[index], subject, signal));
  }
  return found;
}

async function all(
  link: OpcuaLink,
  first: BrowseResult | undefined,
  subject: string,
  signal: AbortSignal,
): Promise<ReferenceDescription[]> {
  const references: ReferenceDescription[] = [];
  for (let result = first; ; ) {
    if (result?.statusCode.name === 'BadNodeIdUnknown') return [];
    if (!result || result.statusCode.isNotGood()) {
      throw new WitnessError('opcua.service-failed', subject, result?.statusCode.name ?? 'no browse result');
    }
    for (const reference of result.references ?? []) references.push(reference);
    if (references.length > mostReferences) {
      throw new WitnessError('opcua.too-large', subject, `more than ${mostReferences} references of a node`);
    }
    const point = result.continuationPoint;
    if (!point || point.length === 0) return references;
    [result] = await link.browseNext([point], signal);
  }
}
