import { stringify } from 'yaml';
import type { Finding } from './classify.ts';
import type { Discovery } from './discover.ts';

/** How many nodes of one reason are named; the rest are counted. */
const named = 40;

/** A discovery in words, with the rules as YAML to paste under the source's configuration. */
export function renderDiscovery(discovery: Discovery): string {
  const { findings, rules, readings, watchedMs } = discovery;
  const taken = findings.filter(finding => finding.proposed !== null);
  const left = findings.filter(finding => finding.proposed === null);
  const seconds = Math.max(1, Math.round(watchedMs / 1000));
  return [
    `${discovery.endpoint} (${discovery.applicationUri}), ${discovery.policy}`,
    `server certificate SHA-256 ${discovery.certificate ?? 'none'}`,
    `${discovery.nodes} nodes; ${findings.length} variables and files, read ${readings} times in ${seconds} s with ${discovery.requests} requests`,
    '',
    ...section(`Proposed (${taken.length})`, taken),
    ...section(`Left out (${left.length})`, left),
    rules.length > 0 ? stringify({ rules }).trimEnd() : 'No rules to propose: nothing writable stood still.',
    '',
  ].join('\n');
}

function section(title: string, findings: readonly Finding[]): string[] {
  if (findings.length === 0) return [];
  const byReason = Map.groupBy(findings, finding => `${finding.proposed ?? 'not watched'}: ${finding.why}`);
  const lines = [...byReason].flatMap(([reason, of]) => [
    `  ${reason}`,
    ...of.slice(0, named).map(finding => `    ${printable(finding.node.plainPath)}`),
    ...(of.length > named ? [`    and ${of.length - named} more`] : []),
  ]);
  return [title, ...lines, ''];
}

/** Names come from the server: control characters must not reach a terminal. */
function printable(path: string): string {
  return path.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, character => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}
