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

/** Where the result that each statement of a network makes is taken; −1 where it is not. Kept as long as the network is. */
const ends = new WeakMap<Network, Int32Array>();

function endsOf(network: Network): Int32Array {
  const known = ends.get(network);
  if (known !== undefined) return known;
  const statements = network.body.form === 'statements' ? network.body.statements : [];
  const found = new Int32Array(statements.length);
  let end = -1;
  for (let at = statements.length - 1; at >= 0; at--) {
    found[at] = end;
    if (takes.test(statements[at]?.tokens[0]?.key ?? '')) end = at;
  }
  ends.set(network, found);
  return found;
}

/** Whether what a condition of a list language led to went with it. */
export function leadsToGone({ piece, sign }: Difference, gone: Places): boolean {
  const network = piece?.old?.place.old ?? null;
  if (sign !== 'removed' || piece === null || piece.old === null || network === null) return false;
  const { kind, place } = piece.old.node;
  if (kind !== 'instruction' || !/^\d+$/.test(place)) return false;
  const end = endsOf(network)[Number(place)] ?? -1;
  return end >= 0 && gone.get(network)?.has(String(end)) === true;
}
