import type { Difference } from '../compare/index.ts';
import type { Network } from '../model/index.ts';

type Places = ReadonlyMap<Network, ReadonlySet<string>>;

/** Places of statements that are gone, by the network they stood in. */
export function removedStatements(differences: readonly Difference[]): Places {
  const gone = new Map<Network, Set<string>>();
  for (const { piece, sign } of differences) {
    const network = piece?.old?.place.old ?? null;
    if (sign !== 'removed' || piece === null || piece.old === null || network === null) continue;
    const places = gone.get(network) ?? new Set<string>();
    gone.set(network, places.add(piece.old.node.place));
  }
  return gone;
}

/** Operations that take the result of a logic string, in the mnemonics of both languages of STEP 7 and of IEC 61131-3. */
const takes =
  /^(?:=|S|R|SP|SE|SD|SS|SF|SI|SV|SA|CU|CD|ZV|ZR|FR|SAVE|J[A-Z]+|SP[A-Z]+|CC|BEC|BEB|ST|STN|JMPCN?|CALCN?|RETCN?)$/;

/** Whether what a condition of a list language led to went with it. */
export function leadsToGone({ piece, sign }: Difference, gone: Places): boolean {
  const network = piece?.old?.place.old ?? null;
  if (sign !== 'removed' || piece === null || piece.old === null || network === null) return false;
  const { kind, place } = piece.old.node;
  if (kind !== 'instruction' || network.body.form !== 'statements' || !/^\d+$/.test(place)) return false;
  const { statements } = network.body;
  for (let at = Number(place) + 1; at < statements.length; at++)
    if (takes.test(statements[at]?.tokens[0]?.key ?? '')) return gone.get(network)?.has(String(at)) === true;
  return false;
}
