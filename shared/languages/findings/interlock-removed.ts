import { type Difference, type Node, nodeText, type Piece } from '../compare/index.ts';
import { leadsToGone, removedStatements } from './logic-string.ts';
import { changedPiece, conditionOf, operandOf, operationOf, shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';
import { alternativesOf, type Term, termsOf } from './terms.ts';
import { ruleWords } from './words.ts';

export const interlockRemoved: Rule = {
  id: 'interlock-removed',
  words: ruleWords['interlock-removed'],
  fires: { old: 'rung 2: Start Guard_Closed {Motor}', new: 'rung 2: Start {Motor}' },
  quiet: { old: 'rung 2: ( Start | Jog ) {Motor}', new: 'rung 2: Start {Motor}' },
  look: ({ differences }) => {
    const gone = removedStatements(differences);
    return differences.flatMap(difference => (leadsToGone(difference, gone) ? [] : lost(difference)));
  },
};

const conditionBoxes: ReadonlySet<string> = new Set([
  ...[
    'GT',
    'GE',
    'LT',
    'LE',
    'EQ',
    'NE',
    'GRT',
    'GEQ',
    'LES',
    'LEQ',
    'EQU',
    'NEQ',
    'LIM',
    'LIMIT_TEST',
    'IN_RANGE',
    'OUT_RANGE',
  ],
]);
const andBoxes: ReadonlySet<string> = new Set(['AND', '&', 'BAND', 'A']);
const andOperations: ReadonlySet<string> = new Set([
  'A',
  'AN',
  'U',
  'UN',
  'AND',
  'ANDN',
  '&',
  '&N',
  'A(',
  'AN(',
  'U(',
  'UN(',
]);

function lost(difference: Difference): Found[] {
  const { piece, sign } = difference;
  if (piece === null || piece.old === null || difference.class === 'comment') return [];
  if (sign === 'moved') return piece.new === null ? [] : outOfConditions(difference, piece.old, piece.new);
  if (sign === 'removed') {
    const { node } = piece.old;
    if (isStepCondition(node)) return [{ difference, says: `${stepConditionText(node)} removed` }];
    return isCondition(piece.old) ? told(difference, nodeText(node)) : [];
  }
  const changed = changedPiece(difference);
  return changed === null ? [] : termsLost(difference, changed.old, changed.new);
}

function told(difference: Difference, text: string): Found[] {
  return [{ difference, says: `interlock ${shortText(text)} removed` }];
}

/** What holds a step back or watches it: interlocks and supervisions of GRAPH. */
function isStepCondition({ kind, tokens }: Node): boolean {
  return kind === 'action' && /^(?:INTERLOCK|SUPERVISION)\b/.test(tokens[0]?.key ?? '');
}

/** `interlock #guard`: what was asked, without the coil it ended in. */
function stepConditionText({ tokens, holds }: Node): string {
  const asked = holds.flatMap(held => (held.kind === 'circuit' ? held.holds : [held]));
  const text = asked.filter(
    ({ kind, holds: pins }) => kind !== 'coil' && (kind !== 'box' || pins.length > 0),
  );
  return `${tokens[0]?.text ?? ''} ${shortText(text.map(nodeText).join(' AND '))}`.trim();
}

/** In series with others, before something that is switched: the only contact of a branch is an alternative instead. */
function isCondition({ node, within, place }: Piece): boolean {
  const holder = within.at(-1);
  if (place.new === null) return false;
  if (node.kind === 'other' || node.kind === 'instruction') return andOperations.has(operationOf(node));
  if (node.kind === 'pin') return holder?.kind === 'box' && andBoxes.has(holder.tokens[0]?.key ?? '');
  const box = node.kind === 'box' && conditionBoxes.has(node.tokens[0]?.key ?? '');
  if (node.kind !== 'contact' && node.kind !== 'parallel' && !box) return false;
  if (holder?.kind === 'branch' && holder.holds.length === 1) return false;
  const [circuit] = within;
  return circuit !== undefined && leadsOn(circuit.holds);
}

/** Asked anew for each piece of a rung: the answer is kept as long as the rung is. */
const leading = new WeakMap<readonly Node[], boolean>();

function leadsOn(nodes: readonly Node[]): boolean {
  const known = leading.get(nodes);
  if (known !== undefined) return known;
  const leads = nodes.some(
    ({ kind, holds }) => kind === 'coil' || kind === 'box' || kind === 'pin' || leadsOn(holds),
  );
  leading.set(nodes, leads);
  return leads;
}

function termsLost(difference: Difference, old: Piece, now: Piece): Found[] {
  if (old.node.kind === 'contact') {
    const [from, to] = [operandOf(old.node), operandOf(now.node)];
    if (from === null || to === null || from.key === to.key || !isCondition(old)) return [];
    return [
      { difference, says: `interlock ${shortText(from.text)} removed, ${shortText(to.text)} in its place` },
    ];
  }
  if (old.node.kind === 'pin') {
    const [from, to] = [operandOf(old.node), operandOf(now.node)];
    if (from === null || from.key === to?.key || !isCondition(old)) return [];
    return told(difference, from.text);
  }
  const [before, after] = [conditionOf(old.node), conditionOf(now.node)];
  if (before === null || after === null || !sameTarget(old.node, now.node)) return [];
  const [terms, left] = [termsOf(before), new Map(termsOf(after).map(term => [term.key, term]))];
  const was = new Set(terms.map(({ key }) => key));
  const come = [...left.values()].filter(({ key }) => !was.has(key));
  // A term that asks for another constant still asks.
  const still = new Set(come.map(({ key }) => key.replace(constants, '#')));
  // One that got an alternative beside it is there still: that is a bypass.
  const beside = new Set(come.flatMap(({ tokens }) => alternativesOf(tokens).map(({ key }) => key)));
  const gone = terms.filter(
    ({ key }) => !left.has(key) && !beside.has(key) && !still.has(key.replace(constants, '#')),
  );
  if (gone.length < terms.length) return gone.flatMap(({ text }) => told(difference, text));
  // With none in common it is another condition altogether: of a chain, one finding tells both.
  if (terms.length < 2 || beside.has(chainKey(terms))) return [];
  const [from, to] = [terms, [...left.values()]].map(chainText);
  return [
    { difference, says: `interlock ${shortText(from ?? '')} removed, ${shortText(to ?? '')} in its place` },
  ];
}

/** Terms as one writes them: alternatives among others stand in brackets. */
function chainText(terms: readonly Term[]): string {
  const inBrackets = ({ tokens }: Term) => terms.length > 1 && alternativesOf(tokens).length > 1;
  return terms.map(term => (inBrackets(term) ? `(${term.text})` : term.text)).join(' AND ');
}

/** As `alternativesOf` names a chain. */
function chainKey(terms: readonly Term[]): string {
  return terms
    .map(({ key }) => key)
    .sort()
    .join(' AND ');
}

/** Numbers, durations and texts in the keys of terms. */
const constants = /(?<![\w.#])(?:[A-Z_]+#)?[-+]?\d[\w.#]*|'[^']*'/g;

function sameTarget(old: Node, now: Node): boolean {
  return old.kind !== 'assignment' || old.tokens[0]?.key === now.tokens[0]?.key;
}

/** What stood within an `IF` and stands outside of it is done whatever its condition says. */
function outOfConditions(difference: Difference, old: Piece, now: Piece): Found[] {
  if (old.node.kind === 'else' || old.node.kind === 'elsif') return [];
  const still = new Set(now.within.map(({ head }) => head));
  const gone = old.within.filter(({ kind, head }) => (kind === 'if' || kind === 'elsif') && !still.has(head));
  return gone.map(node => ({
    difference,
    says: `condition ${shortText(conditionText(node))} removed from ${shortText(nodeText(old.node))}`,
  }));
}

function conditionText(node: Node): string {
  return nodeText(node)
    .replace(/^(?:ELS)?IF /i, '')
    .replace(/ THEN$/i, '');
}
