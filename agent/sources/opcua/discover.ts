import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AttributeIds } from 'node-opcua-client';
import type { SourceContext } from '../source.ts';
import { classify, type Finding, Watched } from './classify.ts';
import type { OpcuaRule, OpcuaSourceConfig } from './config.ts';
import { crawl } from './crawl.ts';
import { readLimits } from './limits.ts';
import { OpcuaLink } from './link.ts';
import { describes, identifies, ruleClass } from './plan.ts';
import { proposeRules } from './propose.ts';
import { readAll } from './read.ts';
import { readNamespaces, readWritable } from './survey.ts';

/** What a look at a server found, and the rules that follow from it for a person to decide on. */
export interface Discovery {
  readonly endpoint: string;
  readonly applicationUri: string;
  readonly policy: string;
  readonly certificate: string | null;
  readonly nodes: number;
  /** How long values were watched, in milliseconds, and how often they were read. */
  readonly watchedMs: number;
  readonly readings: number;
  readonly requests: number;
  readonly findings: readonly Finding[];
  /** Ready to stand under `rules` of the source's configuration. */
  readonly rules: readonly OpcuaRule[];
}

const mostReadings = 60;
const leastPauseMs = 100;

/**
 * Crawls the configured roots (its rules play no part), reads every variable again and again for
 * `watchFor` milliseconds and proposes rules: what clients can write and what stood still is a setpoint,
 * what moved by itself is named and left out. Reads only. Throws the `opcua.*` errors of a source.
 */
export async function discoverOpcua(
  config: OpcuaSourceConfig,
  context: SourceContext,
  { watchFor }: { readonly watchFor: number },
  signal: AbortSignal,
): Promise<Discovery> {
  const subject = `${context.asset}/${context.source}`;
  const { now, log } = context;
  const link = await OpcuaLink.open({ config, subject, pki: path.join(context.dataDir, 'pki'), log }, signal);
  try {
    const limits = await readLimits(link, signal);
    const namespaces = await readNamespaces(link, signal);
    const nodes = await crawl(link, config, { limits, namespaces, subject, skip: () => false }, signal);
    const variables = nodes.filter(
      node => node.nodeClass === 'Variable' && !describes(node) && !identifies(node),
    );
    const writable = await readWritable(link, variables, { limits, now }, signal);
    const watched = variables.map(node => new Watched(node, writable.get(node) ?? false));
    const started = performance.now();
    const pause = Math.max(leastPauseMs, watchFor / mostReadings);
    const asked = variables.map(({ nodeId }) => ({ nodeId, attributeId: AttributeIds.Value }));
    let readings = 0;
    for (;;) {
      const { values } = await readAll(link, asked, { limits, now }, signal);
      readings++;
      for (const [index, one] of watched.entries()) {
        const value = values[index];
        if (value) one.see(value, namespaces);
      }
      const left = watchFor - (performance.now() - started);
      if (left <= 0) break;
      // At uneven distances, so that what moves in step with the readings is not taken for standing still.
      await sleep(Math.min(pause * (0.5 + Math.random()), left), undefined, { signal });
    }
    const watchedMs = Math.round(performance.now() - started);
    const files = nodes.filter(node => ruleClass(node) === 'File').map(node => new Watched(node, false));
    const findings = [...watched, ...files].map(one => classify(one, watchedMs));
    return {
      endpoint: config.endpoint,
      applicationUri: link.endpoint.applicationUri,
      policy: link.endpoint.policy,
      certificate: link.certificate,
      nodes: nodes.length,
      watchedMs,
      readings,
      requests: link.guard.requests,
      findings,
      rules: proposeRules(findings),
    };
  } finally {
    await link.close();
  }
}
