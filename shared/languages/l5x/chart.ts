import { childNamed, type XmlElement } from '../../xml/index.ts';
import type { Findings } from '../iec/index.ts';
import type { Chart, Step, Transition } from '../model/index.ts';
import { attribute, elements, isTrue, keepElement, problem, proseOf } from './element.ts';
import { noise } from './noise.ts';
import { operandOf } from './operand.ts';
import { linesBody, linesExpression } from './structured-text.ts';

/** Elements looked at over all to find what leads where. */
const budget = 200_000;

interface Graph {
  readonly parts: ReadonlyMap<string, XmlElement>;
  readonly before: ReadonlyMap<string, readonly string[]>;
  readonly after: ReadonlyMap<string, readonly string[]>;
  spent: number;
}

/**
 * Steps and transitions of a sequential function chart: what leads where is read from the links, through all branches.
 * Source: Rockwell, Logix 5000 Controllers Import/Export Reference (1756-RM014), SFC routines.
 */
export function chartOf(
  content: XmlElement,
  findings: Findings,
  where: readonly string[],
): { readonly chart: Chart; readonly comment: string | null } {
  const parts = new Map<string, XmlElement>();
  const before = new Map<string, string[]>();
  const after = new Map<string, string[]>();
  const remarks: string[] = [];
  const link = (from: string, to: string) => {
    listed(after, from).push(to);
    listed(before, to).push(from);
  };
  for (const part of elements(content)) {
    const id = attribute(part, 'ID');
    switch (part.name) {
      case 'Step':
      case 'Transition':
      case 'Stop':
      case 'SbrRet':
        parts.set(id, part);
        noise(findings.noise, 'layout', `${id} ${attribute(part, 'X')} ${attribute(part, 'Y')}`, part.line);
        break;
      case 'Branch':
        parts.set(id, part);
        for (const leg of elements(part)) {
          const own = attribute(leg, 'ID');
          parts.set(own, leg);
          if (attribute(part, 'BranchFlow') === 'Converge') link(own, id);
          else link(id, own);
        }
        break;
      case 'DirectedLink':
        link(attribute(part, 'FromID'), attribute(part, 'ToID'));
        break;
      case 'TextBox': {
        const text = proseOf(childNamed(part, 'Text'));
        if (text !== null) remarks.push(text);
        break;
      }
      case 'Attachment':
        noise(findings.noise, 'layout', part.name, part.line);
        break;
      default:
        keepElement(findings, where, part);
    }
  }
  const graph: Graph = { parts, before, after, spent: 0 };
  const steps: Step[] = [];
  const transitions: Transition[] = [];
  for (const [id, part] of parts)
    if (isStep(part)) steps.push(step(part, findings, where));
    else if (part.name === 'Transition') transitions.push(transition(id, part, graph, findings));
  if (graph.spent > budget) problem(findings, content.line, 'a chart too entangled to be read whole');
  return { chart: { steps, transitions }, comment: remarks.length === 0 ? null : remarks.sort().join('\n') };
}

function listed(map: Map<string, string[]>, key: string): string[] {
  const found = map.get(key) ?? [];
  map.set(key, found);
  return found;
}

function isStep(part: XmlElement): boolean {
  return part.name === 'Step' || part.name === 'Stop' || part.name === 'SbrRet';
}

/** Names of the steps that a transition leaves or enters, whatever branches lie between. */
function reached(id: string, links: Graph['before'], graph: Graph): string[] {
  const seen = new Set<string>();
  const found: string[] = [];
  const open = [...(links.get(id) ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const part = graph.parts.get(next);
    if (part === undefined || seen.has(next) || graph.spent++ > budget) continue;
    seen.add(next);
    if (isStep(part)) found.push(attribute(part, 'Operand'));
    else if (part.name !== 'Transition') open.push(...(links.get(next) ?? []));
  }
  return found.sort();
}

/** Attributes of a step that are values of the machine; each stands as an action that sets it. */
const presets = ['Preset', 'LimitHigh', 'LimitLow'];

function step(part: XmlElement, findings: Findings, where: readonly string[]): Step {
  const values = presets.flatMap(name => {
    const value = attribute(part, name) || (proseOf(childNamed(part, name)) ?? '');
    return value === '' ? [] : [{ qualifier: name, time: value, does: operandOf('') }];
  });
  const actions = elements(part)
    .filter(inner => inner.name === 'Action')
    .map(action => {
      const body = childNamed(childNamed(action, 'Body') ?? action, 'STContent');
      const preset = attribute(action, 'Preset') || (proseOf(childNamed(action, 'Preset')) ?? '');
      const does =
        body === undefined || isTrue(action, 'IsBoolean')
          ? operandOf(attribute(action, 'IndicatorTag') || attribute(action, 'Operand'))
          : linesBody(body, findings, where).statements;
      return { qualifier: attribute(action, 'Qualifier') || 'N', time: preset === '' ? null : preset, does };
    });
  for (const inner of elements(part))
    if (inner.name !== 'Action' && inner.name !== 'Description' && !presets.includes(inner.name))
      keepElement(findings, where, inner);
  return {
    name: attribute(part, 'Operand') || part.name,
    initial: isTrue(part, 'InitialStep'),
    actions: [...values, ...actions],
    comment: proseOf(childNamed(part, 'Description')),
  };
}

function transition(id: string, part: XmlElement, graph: Graph, findings: Findings): Transition {
  const content = childNamed(childNamed(part, 'Condition') ?? part, 'STContent');
  return {
    name: attribute(part, 'Operand'),
    from: reached(id, graph.before, graph),
    to: reached(id, graph.after, graph),
    condition: {
      form: 'statements',
      statements: content === undefined ? [] : linesExpression(content, findings),
    },
  };
}
