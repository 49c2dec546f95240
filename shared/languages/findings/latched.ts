import type { Node, Piece } from '../compare/index.ts';
import type { Body, Circuit, FunctionBox, Source, Statement } from '../model/index.ts';
import { everyNetwork, operandOf, operationOf, shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';
import { ruleWords } from './words.ts';

export const latchedWithoutReset: Rule = {
  id: 'latched-without-reset',
  words: ruleWords['latched-without-reset'],
  fires: {
    old: 'rung 1: Start {S Motor}\nrung 2: Stop {R Motor}',
    new: 'rung 1: Start {S Motor}\nrung 2: Stop {Lamp}',
  },
  quiet: {
    old: 'rung 1: Start {S Motor}\nrung 2: Stop {R Motor}',
    new: 'rung 1: Start Ready {S Motor}\nrung 2: Stop {R Motor}',
  },
  look: evidence => {
    const all = evidence.differences.map(difference => ({
      difference,
      names: touched(difference.piece?.old ?? null, difference.piece?.new ?? null, difference),
    }));
    if (all.every(({ names }) => names.length === 0)) return [];
    const [before, after] = [latched(evidence.old), latched(evidence.new)];
    const found: Found[] = [];
    const said = new Set<string>();
    for (const { difference, names } of all) {
      for (const name of names) {
        if (said.has(name.key) || !after.has(name.key) || before.has(name.key)) continue;
        said.add(name.key);
        found.push({ difference, says: `${shortText(name.text)} is set and nowhere reset` });
      }
    }
    return found;
  },
};

interface Name {
  readonly key: string;
  readonly text: string;
}

/** What is set or reset in a piece, or in a network that came or went. */
function touched(old: Piece | null, now: Piece | null, difference: Found['difference']): Name[] {
  const names = [old, now].flatMap(piece => (piece === null ? [] : latches(piece.node)));
  if (difference.aspect !== 'network' && difference.aspect !== 'unit') return names;
  const networks = [
    ...(difference.network === null ? [] : [difference.network.old, difference.network.new]),
    ...(difference.aspect === 'unit'
      ? [difference.unit.old, difference.unit.new].flatMap(at =>
          at === null ? [] : [...everyNetwork([at.unit])],
        )
      : []),
  ];
  return networks.flatMap(network => {
    const uses = { set: new Map<string, string>(), reset: new Map<string, string>() };
    if (network !== null) inBody(network.body, uses);
    return [...uses.set, ...uses.reset].map(([key, text]) => ({ key, text }));
  });
}

function latches(node: Node): Name[] {
  const own: Name[] = [];
  const [first, second] = node.tokens;
  if (node.kind === 'coil' && (first?.key === 'set' || first?.key === 'reset')) {
    const operand = operandOf(node);
    if (operand !== null) own.push(operand);
  }
  const operation = operationOf(node);
  if ((operation === 'S' || operation === 'R') && second !== undefined) own.push(second);
  if (node.kind === 'assignment' && (second?.key === 'S=' || second?.key === 'R=') && first !== undefined)
    own.push(first);
  return [...own, ...node.holds.flatMap(latches)];
}

interface Uses {
  readonly set: Map<string, string>;
  readonly reset: Map<string, string>;
}

/** Keys of what is set by a latch and reset by none, nor assigned plainly. */
function latched(source: Source): ReadonlySet<string> {
  const uses: Uses = { set: new Map(), reset: new Map() };
  for (const network of everyNetwork(source.units)) inBody(network.body, uses);
  return new Set([...uses.set.keys()].filter(key => !uses.reset.has(key)));
}

function inBody(body: Body, uses: Uses): void {
  switch (body.form) {
    case 'statements':
      for (const statement of body.statements) inStatement(statement, uses);
      return;
    case 'circuits':
      for (const circuit of body.circuits) inCircuit(circuit, uses);
      return;
    case 'blocks':
      for (const box of body.blocks) inBox(box, uses);
      return;
    case 'chart':
      for (const step of body.chart.steps) {
        for (const { does, qualifier } of step.actions) {
          if (!('key' in does)) for (const statement of does) inStatement(statement, uses);
          else if (qualifier.toUpperCase() === 'S') uses.set.set(does.key, does.text);
          else uses.reset.set(does.key, does.text);
        }
      }
      for (const transition of body.chart.transitions) inBody(transition.condition, uses);
  }
}

function inStatement({ kind, tokens, holds }: Statement, uses: Uses): void {
  const [first, second] = tokens;
  if (first !== undefined && second !== undefined) {
    const operation = kind === 'instruction' ? first.key : '';
    if (operation === 'S') uses.set.set(second.key, second.text);
    else if (operation === 'R' || operation === '=' || operation === 'ST' || operation === 'T')
      uses.reset.set(second.key, second.text);
    if (kind === 'assignment') (second.key === 'S=' ? uses.set : uses.reset).set(first.key, first.text);
  }
  // An output of a call is written each time.
  for (const token of tokens)
    if (kind === 'call' && token.access === 'write') uses.reset.set(token.key, token.text);
  for (const held of holds) inStatement(held, uses);
}

function inCircuit(circuit: Circuit, uses: Uses): void {
  switch (circuit.is) {
    case 'series':
      for (const part of circuit.parts) inCircuit(part, uses);
      return;
    case 'parallel':
      for (const branch of circuit.branches) inCircuit(branch, uses);
      return;
    case 'coil': {
      const { key, text } = circuit.operand;
      (circuit.kind === 'set' ? uses.set : uses.reset).set(key, text);
      return;
    }
    case 'box':
      inBox(circuit.box, uses);
      return;
    case 'contact':
    case 'verbatim':
      return;
  }
}

/** Flip-flops set and reset by themselves; other boxes write what is at their outputs. */
function inBox(box: FunctionBox, uses: Uses): void {
  if (box.instance !== null) uses.reset.set(box.instance.key, box.instance.text);
  for (const { from } of box.outputs) if (from !== null && 'key' in from) uses.reset.set(from.key, from.text);
  for (const { from } of [...box.inputs, ...box.outputs]) {
    if (from === null || 'key' in from) continue;
    if ('inputs' in from) inBox(from, uses);
    else inCircuit(from, uses);
  }
}
