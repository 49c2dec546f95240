import { childNamed, type XmlElement } from '../../xml/index.ts';
import type { Findings } from '../iec/index.ts';
import type { Chart, Step, Transition } from '../model/index.ts';
import { attribute, elements, isTrue, keep, keepElement, problem, proseOf } from './element.ts';
import { noise } from './noise.ts';
import { operandOf } from './operand.ts';
import { linesBody, linesExpression } from './structured-text.ts';

/** Elements looked at over all to find what leads where. */
const budget = 200_000;

interface Graph {
  /** Legs of a branch, from the left. */
  readonly legs: ReadonlyMap<string, readonly string[]>;
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
  const legs = new Map<string, string[]>();
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
        placed(part, findings);
        break;
      case 'Branch':
        parts.set(id, part);
        placed(part, findings);
        settings(part, branchLayout, findings, where);
        for (const leg of elements(part)) {
          const own = attribute(leg, 'ID');
          parts.set(own, leg);
          listed(legs, id).push(own);
          settings(leg, legLayout, findings, where);
          if (attribute(part, 'BranchFlow') === 'Converge') link(own, id);
          else link(id, own);
        }
        break;
      case 'DirectedLink':
        link(attribute(part, 'FromID'), attribute(part, 'ToID'));
        noise(findings.noise, 'layout', `${part.name} ${attribute(part, 'Show')}`, part.line);
        break;
      case 'TextBox': {
        const text = proseOf(childNamed(part, 'Text'));
        if (text !== null) remarks.push(text);
        placed(part, findings);
        break;
      }
      case 'Attachment':
        noise(findings.noise, 'layout', part.name, part.line);
        break;
      default:
        keepElement(findings, where, part);
    }
  }
  const graph: Graph = { legs, parts, before, after, spent: 0 };
  const steps: Step[] = [];
  const transitions: Transition[] = [];
  for (const [id, part] of parts)
    if (isStep(part)) steps.push(step(part, findings, where));
    else if (part.name === 'Transition') {
      transitions.push(transition(id, part, graph, findings, where));
      const remark = proseOf(childNamed(part, 'Description'));
      if (remark !== null) remarks.push(`${attribute(part, 'Operand')}: ${remark}`);
    }
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

/** Where and how an element is drawn. */
function placed(part: XmlElement, findings: Findings): void {
  const place = layout.map(name => attribute(part, name)).join(' ');
  noise(findings.noise, 'layout', `${part.name} ${place} ${attribute(part, 'ShowActions')}`, part.line);
}

const layout = ['ID', 'X', 'Y', 'HideDesc', 'DescX', 'DescY', 'DescWidth'];
/** `BranchType` follows from what stands between: steps of a simultaneous branch have one transition. */
const branchLayout = new Set([...layout, 'BranchType', 'BranchFlow', 'Y']);
const legLayout = new Set(layout);
const transitionLayout = new Set([...layout, 'Operand']);
const stepLayout = new Set([...layout, 'Operand', 'InitialStep', 'ShowActions']);
const actionLayout = new Set([...layout, 'Operand', 'Qualifier', 'IsBoolean', 'Preset', 'IndicatorTag']);

/** Attributes that nothing here has a place for are kept, but for those that are off or as usual. */
function settings(
  part: XmlElement,
  known: ReadonlySet<string>,
  findings: Findings,
  where: readonly string[],
): void {
  for (const [name, value] of part.attributes)
    if (!known.has(name) && value !== 'false' && value !== 'Default')
      keep(findings, where, `${part.name} ${attribute(part, 'Operand')} ${name}=${value}`, part.line);
}

/** Elements of a step that are values of the machine, as are its attributes. */
const presets = ['Preset', 'LimitHigh', 'LimitLow'];

function step(part: XmlElement, findings: Findings, where: readonly string[]): Step {
  // Each setting of a step stands as an action that sets it.
  const set = (qualifier: string, time: string) => ({ qualifier, time, does: operandOf('') });
  const values = [
    ...[...part.attributes]
      .filter(([name, value]) => !stepLayout.has(name) && value !== 'false')
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => set(name, value)),
    ...presets.flatMap(name => {
      const value = proseOf(childNamed(part, name)) ?? '';
      return value === '' || part.attributes.has(name) ? [] : [set(name, value)];
    }),
  ];
  const actions = elements(part)
    .filter(inner => inner.name === 'Action')
    .map(action => {
      const body = childNamed(childNamed(action, 'Body') ?? action, 'STContent');
      const preset = attribute(action, 'Preset') || (proseOf(childNamed(action, 'Preset')) ?? '');
      const does =
        body === undefined || isTrue(action, 'IsBoolean')
          ? operandOf(attribute(action, 'IndicatorTag') || attribute(action, 'Operand'))
          : linesBody(body, findings, where).statements;
      settings(action, actionLayout, findings, where);
      return { qualifier: attribute(action, 'Qualifier') || 'N', time: preset === '' ? null : preset, does };
    });
  // Beside what an action does, the tag that holds its state and the one that shows it.
  const tags = elements(part)
    .filter(inner => inner.name === 'Action' && !isTrue(inner, 'IsBoolean'))
    .flatMap(action => [
      { qualifier: 'state', time: null, does: operandOf(attribute(action, 'Operand')) },
      { qualifier: 'indicator', time: null, does: operandOf(attribute(action, 'IndicatorTag')) },
    ])
    .filter(({ does }) => does.text !== '');
  for (const inner of elements(part))
    if (inner.name !== 'Action' && inner.name !== 'Description' && !presets.includes(inner.name))
      keepElement(findings, where, inner);
  return {
    name: attribute(part, 'Operand') || part.name,
    initial: isTrue(part, 'InitialStep'),
    actions: [...values, ...actions, ...tags],
    comment: proseOf(childNamed(part, 'Description')),
  };
}

function transition(
  id: string,
  part: XmlElement,
  graph: Graph,
  findings: Findings,
  where: readonly string[],
): Transition {
  settings(part, transitionLayout, findings, where);
  const content = childNamed(childNamed(part, 'Condition') ?? part, 'STContent');
  return {
    name: attribute(part, 'Operand'),
    ...priority(id, graph),
    from: reached(id, graph.before, graph),
    to: reached(id, graph.after, graph),
    condition: {
      form: 'statements',
      statements: content === undefined ? [] : linesExpression(content, findings),
    },
  };
}

/** Of several transitions behind one step the one at the leftmost leg is looked at first. */
function priority(id: string, { before, legs, parts }: Graph): Pick<Transition, 'priority'> {
  const [leg = ''] = before.get(id) ?? [];
  const [branch = ''] = before.get(leg) ?? [];
  const all = legs.get(branch) ?? [];
  return parts.get(leg)?.name !== 'Leg' || all.length < 2 ? {} : { priority: all.indexOf(leg) + 1 };
}
