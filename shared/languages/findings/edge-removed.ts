import { type Difference, type Node, nodeText } from '../compare/index.ts';
import { leadsToGone, removedStatements } from './logic-string.ts';
import { operandOf, operationOf, shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';
import { ruleWords } from './words.ts';

export const edgeRemoved: Rule = {
  id: 'edge-removed',
  words: ruleWords['edge-removed'],
  fires: { old: 'rung 1: ^Start {S Motor}', new: 'rung 1: Start {S Motor}' },
  quiet: { old: 'rung 1: ^Start {S Motor}', new: 'rung 1: ^Start Ready {S Motor}' },
  look: ({ differences }) => {
    const gone = removedStatements(differences);
    return differences.flatMap(difference => (leadsToGone(difference, gone) ? [] : lost(difference)));
  },
};

const edgeBoxes: ReadonlySet<string> = new Set([
  ...[
    'R_TRIG',
    'F_TRIG',
    'P_TRIG',
    'N_TRIG',
    'ONS',
    'OSR',
    'OSF',
    'OSRI',
    'OSFI',
    'PBOX',
    'NBOX',
    'PCONTACT',
    'NCONTACT',
  ],
]);
const edgeOperations: ReadonlySet<string> = new Set(['FP', 'FN']);

function lost(difference: Difference): Found[] {
  const { piece, sign } = difference;
  if (piece === null || piece.old === null || sign === 'moved' || difference.class === 'comment') return [];
  if (piece.old.place.new === null || !(isEdge(piece.old.node) || isEdgeCall(difference))) return [];
  if (piece.new !== null && isEdge(piece.new.node)) return [];
  const { node } = piece.old;
  const name = node.kind === 'box' ? nodeText(node) : (operandOf(node)?.text ?? nodeText(node));
  return [{ difference, says: `edge of ${shortText(name)} removed` }];
}

/** A call of an instance that is declared as one of the function blocks for edges. */
function isEdgeCall({ piece, unit }: Difference): boolean {
  if (piece?.old?.node.kind !== 'call') return false;
  const called = piece.old.node.tokens[0]?.key.replace(/^#/, '');
  const instance = unit.old?.unit.members.find(({ key }) => key === called);
  return edgeBoxes.has(instance?.type.toUpperCase() ?? '');
}

function isEdge(node: Node): boolean {
  const [first] = node.tokens;
  if (node.kind === 'contact')
    return first?.kind === 'keyword' && (first.key === 'rising' || first.key === 'falling');
  if (node.kind === 'box') return edgeBoxes.has(first?.key ?? '');
  return edgeOperations.has(operationOf(node));
}
