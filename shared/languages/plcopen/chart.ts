import type { XmlElement } from '../../xml/index.ts';
import { bodyOfText, type Findings, tokensOfText } from '../iec/index.ts';
import type { Body, Chart, Operand, Statement, Step, Transition } from '../model/index.ts';
import { prioritiesOf } from './chart-order.ts';
import { attribute, child, children, deepText, elements, isSet, local, remarkOf } from './element.ts';
import { type Graph, type GraphNode, graphOf, type Wire, wiresOf } from './graph.ts';
import { circuitTo } from './ladder.ts';
import { operandOf } from './operand.ts';

/** Steps and transitions looked at over all to find what leads where. */
const budget = 200_000;

/** Steps and transitions of SFC: what leads where is read from the wires, through all the branches and joins between. */
export function chartOf(parts: readonly XmlElement[], findings: Findings, where: readonly string[]): Chart {
  const graph = graphOf(parts);
  const nodes = [...graph.nodes.values()];
  const reading: Reading = { graph, findings, where, spent: 0 };
  const actions = new Map<string, XmlElement[]>();
  for (const node of nodes)
    if (node.kind === 'actionBlock')
      for (const { from } of node.inputs.flatMap(pin => pin.wires)) {
        const found = actions.get(from) ?? [];
        found.push(...children(node.xml, 'action'));
        actions.set(from, found);
      }
  const steps = nodes.filter(isStep).map(node => step(node, actions.get(node.id) ?? [], reading));
  const targets = new Map<GraphNode, Set<string>>();
  for (const node of nodes) {
    if (!isStep(node) && node.kind !== 'jumpStep') continue;
    const name = node.kind === 'jumpStep' ? attribute(node.xml, 'targetName') : stepName(node);
    for (const before of reached(node, 'transition', reading)) {
      const found = targets.get(before) ?? new Set();
      targets.set(before, found.add(name));
    }
  }
  const drawn = nodes.filter(node => node.kind === 'transition');
  const priorities = prioritiesOf(drawn);
  const transitions = drawn.map(node =>
    transition(node, [...(targets.get(node) ?? [])], priorities.get(node), reading),
  );
  if (reading.spent > budget)
    findings.problems.push({ line: nodes[0]?.line ?? 1, says: 'a chart too entangled to be read whole' });
  return { steps, transitions };
}

interface Reading {
  readonly graph: Graph;
  readonly findings: Findings;
  readonly where: readonly string[];
  spent: number;
}

function isStep(node: GraphNode): boolean {
  return node.kind === 'step' || node.kind === 'macroStep';
}

function stepName(node: GraphNode): string {
  return attribute(node.xml, 'name');
}

/** Against the flow, through branches and joins, to the steps or transitions before an element. */
function reached(node: GraphNode, kind: 'step' | 'transition', reading: Reading): GraphNode[] {
  const seen = new Set<string>();
  const found: GraphNode[] = [];
  const open = node.inputs.flatMap(pin => pin.wires.map(wire => wire.from)).reverse();
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const before = reading.graph.nodes.get(id);
    if (before === undefined || seen.has(id) || reading.spent++ > budget) continue;
    seen.add(id);
    if (kind === 'step' ? isStep(before) : before.kind === 'transition') found.push(before);
    else if (/Divergence$|Convergence$/.test(before.kind))
      open.push(...before.inputs.flatMap(pin => pin.wires.map(wire => wire.from)).reverse());
  }
  return found.sort((a, b) => a.rank - b.rank);
}

function step(node: GraphNode, actions: readonly XmlElement[], reading: Reading): Step {
  return {
    name: stepName(node),
    initial: isSet(node.xml, 'initialStep'),
    actions: actions.flatMap(action => {
      const indicator = attribute(action, 'indicator');
      return [
        {
          qualifier: attribute(action, 'qualifier') || 'N',
          time: attribute(action, 'duration') || null,
          does: doing(action, reading),
        },
        ...(indicator === '' ? [] : [{ qualifier: 'indicator', time: null, does: operandOf(indicator) }]),
      ];
    }),
    comment: remarkOf(child(node.xml, 'documentation')),
  };
}

function doing(action: XmlElement, reading: Reading): Operand | readonly Statement[] {
  const reference = child(action, 'reference');
  if (reference !== undefined) return operandOf(attribute(reference, 'name'));
  const inline = child(action, 'inline');
  return inline === undefined ? operandOf('') : inlineStatements(inline, reading);
}

function inlineStatements(inline: XmlElement, reading: Reading): readonly Statement[] {
  const [body] = elements(inline);
  const text = deepText(body);
  const language = body !== undefined && local(body) === 'IL' ? 'IL' : 'ST';
  return bodyOfText(text, language, reading.findings, reading.where, body?.line ?? inline.line).statements;
}

function transition(
  node: GraphNode,
  to: readonly string[],
  priority: number | undefined,
  reading: Reading,
): Transition {
  return {
    name: attribute(node.xml, 'name'),
    ...(priority === undefined ? {} : { priority }),
    from: reached(node, 'step', reading).map(stepName),
    to,
    condition: conditionOf(child(node.xml, 'condition'), reading),
  };
}

function conditionOf(condition: XmlElement | undefined, reading: Reading): Body {
  const not = isSet(condition, 'negated') ? 'NOT ' : '';
  const reference = child(condition, 'reference');
  if (reference !== undefined) return expressionBody(`${not}${attribute(reference, 'name')}`, reference.line);
  const inline = child(condition, 'inline');
  // A condition is an expression, which some tools close with a semicolon and some write as `:= x;`.
  if (inline !== undefined)
    return expressionBody(
      not +
        deepText(inline)
          .replace(/^\s*:=/, '')
          .replace(/;\s*$/, ''),
      inline.line,
    );
  const wires = wiresOf(child(condition, 'connectionPointIn'));
  const [wire] = wires;
  const source = wire === undefined ? undefined : reading.graph.nodes.get(wire.from);
  if (wires.length === 1 && source?.kind === 'inVariable') {
    const sign = isSet(source.xml, 'negated') ? 'NOT ' : '';
    return expressionBody(not + sign + deepText(child(source.xml, 'expression')), source.line);
  }
  return drawnBody(wires, not !== '', reading);
}

function drawnBody(wires: readonly Wire[], negated: boolean, reading: Reading): Body {
  if (wires.length === 0) return { form: 'statements', statements: [] };
  const circuit = circuitTo(reading.graph, wires);
  return { form: 'circuits', circuits: negated ? [{ is: 'verbatim', text: 'NOT' }, circuit] : [circuit] };
}

function expressionBody(text: string, line: number): Body {
  const tokens = tokensOfText(text.trim());
  if (tokens.length === 0) return { form: 'statements', statements: [] };
  return { form: 'statements', statements: [{ kind: 'other', tokens, holds: [], comment: null, line }] };
}
