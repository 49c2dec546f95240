import { childNamed, textOf, type XmlElement } from '../../xml/index.ts';
import { type Findings, tokensOfText } from '../iec/index.ts';
import type { Body, Chart, Network, Operand, Step, Transition } from '../model/index.ts';
import { operandOf } from '../plcopen/index.ts';
import { attribute, commentOf, elements, keep, leaveOut, numberOf } from './element.ts';

interface Spot {
  readonly xml: XmlElement;
  readonly x: number;
  readonly y: number;
  /** Columns that a branch or a joint spans. */
  readonly width: number;
}

const kinds: ReadonlySet<string> = new Set([
  'step',
  'transition',
  'jumpSFC',
  'altBranch',
  'altJoint',
  'parBranch',
  'parJoint',
]);

/** Places looked at to find what leads where; beyond it no more is found. */
const budget = 1_000_000;

/** Places told around a transition that leads nowhere. */
const aroundAtMost = 30;

/**
 * A chart of SFC. Steps and transitions take turns from row to row; a branch is drawn above the transitions it offers,
 * or the steps it begins, in their row, and a joint below those it ends; links lead where no place does.
 * Source: sections that Unity Pro and Control Expert export.
 */
export function chartNetwork(xml: XmlElement, findings: Findings, where: readonly string[]): Network {
  const reader = new ChartReader(xml, findings, where);
  return {
    number: '',
    title: attribute(xml, 'name') || null,
    comment: reader.remarks(),
    language: 'SFC',
    attributes: [],
    body: { form: 'chart', chart: reader.chart() },
    line: xml.line,
  };
}

class ChartReader {
  readonly #spots = new Map<string, Spot[]>();
  readonly #rows = new Map<number, Spot[]>();
  readonly #links = new Map<Spot, Spot[]>();
  readonly #back = new Map<Spot, Spot[]>();
  readonly #findings: Findings;
  readonly #where: readonly string[];
  readonly #texts: { readonly text: string; readonly x: number; readonly y: number }[] = [];
  readonly #line: number;
  #spent = 0;

  constructor(xml: XmlElement, findings: Findings, where: readonly string[]) {
    this.#findings = findings;
    this.#where = where;
    this.#line = xml.line;
    const links: XmlElement[] = [];
    for (const network of elements(xml)) {
      if (network.name !== 'networkSFC') keep(findings, where, network);
      else
        for (const part of elements(network))
          if (part.name === 'linkSFC') links.push(part);
          else if (part.name === 'textBox') this.#texts.push({ text: textOf(part).trim(), ...placeOf(part) });
          else if (kinds.has(part.name)) this.#put(part);
          else keep(findings, where, part);
    }
    for (const link of links) this.#link(link);
  }

  chart(): Chart {
    const steps = this.#of('step');
    const transitions = this.#of('transition');
    const all = [...this.#spots.values()].reduce((sum, spots) => sum + spots.length, 0);
    leaveOut(this.#findings, 'layout', `${all} places of a chart`, this.#line);
    const chart: Chart = {
      steps: steps.map(step => this.#step(step)),
      transitions: transitions.map(each => {
        const from = names(this.#before(each));
        const to = names(this.#behind(each));
        // Where it leads is not seen: then what is drawn around it may not be lost.
        if (from.length === 0 || to.length === 0) this.#lost(each);
        return { ...this.#transition(each, from, to), ...this.#priority(each) };
      }),
    };
    if (this.#spent > budget)
      this.#findings.problems.push({ line: this.#line, says: 'a chart too large to be read whole' });
    return chart;
  }

  /** What is written on the chart, from the top down. */
  remarks(): string | null {
    const text = this.#texts
      .sort((a, b) => a.y - b.y || a.x - b.x)
      .map(each => each.text)
      .filter(each => each !== '')
      .join('\n');
    return text === '' ? null : text;
  }

  #of(name: string): Spot[] {
    return [...(this.#spots.get(name) ?? [])].sort((a, b) => a.y - b.y || a.x - b.x);
  }

  #put(xml: XmlElement): void {
    const spot: Spot = { xml, ...placeOf(xml), width: Math.max(numberOf(xml, 'width', 1), 1) };
    put(this.#spots, xml.name, spot);
    put(this.#rows, spot.y, spot);
  }

  #link(link: XmlElement): void {
    const [source, target] = ['directedLinkSource', 'directedLinkDestination'].map(name => {
      const end = childNamed(link, name);
      const { x, y } = placeOf(end);
      const found = this.#row(y, attribute(end, 'objectType')).filter(spot => covers(spot, x));
      return found.length === 1 ? found[0] : undefined;
    });
    if (source === undefined || target === undefined) {
      keep(this.#findings, this.#where, link);
      return;
    }
    put(this.#links, source, target);
    put(this.#back, target, source);
  }

  #row(y: number, name: string): Spot[] {
    return this.#at(y).filter(({ xml }) => xml.name === name);
  }

  #at(y: number): readonly Spot[] {
    const spots = this.#rows.get(y) ?? [];
    this.#spent += spots.length;
    return this.#spent > budget ? [] : spots;
  }

  /** Transitions of one branch are looked at from the left to the right. Source: Control Expert help, alternative strings. */
  #priority(transition: Spot): Pick<Transition, 'priority'> {
    const branch = this.#row(transition.y, 'altBranch').find(spot => covers(spot, transition.x));
    if (branch === undefined) return {};
    const others = this.#row(transition.y, 'transition').filter(spot => covers(branch, spot.x));
    return others.length < 2 ? {} : { priority: others.filter(({ x }) => x < transition.x).length + 1 };
  }

  /** Steps that a transition follows: above it, above its branch, or all that a joint above it ends. */
  #before(transition: Spot): Spot[] {
    const linked = this.#back.get(transition);
    if (linked !== undefined) return linked.flatMap(spot => this.#stepsAt(spot));
    const branch = this.#row(transition.y, 'altBranch').find(spot => covers(spot, transition.x));
    const above = branch ?? transition;
    const joint = this.#row(transition.y - 1, 'parJoint').find(spot => meets(spot, above));
    if (joint !== undefined) {
      const ended = this.#row(joint.y, 'step').filter(step => covers(joint, step.x));
      return [...ended, ...(this.#back.get(joint) ?? []).filter(({ xml }) => xml.name === 'step')];
    }
    return this.#row(transition.y - 1, 'step').filter(step => meets(above, step));
  }

  #stepsAt(spot: Spot): Spot[] {
    if (spot.xml.name === 'step') return [spot];
    return spot.xml.name === 'parJoint' ? this.#row(spot.y, 'step').filter(step => covers(spot, step.x)) : [];
  }

  /** Steps that a transition leads to: below it, below the joint of its branch, or all that a branch begins. */
  #behind(transition: Spot): Spot[] {
    const linked = this.#links.get(transition);
    if (linked !== undefined) return linked.flatMap(spot => this.#entered(spot));
    const joint = this.#row(transition.y, 'altJoint').find(spot => covers(spot, transition.x));
    return this.#below(joint ?? transition);
  }

  #entered(spot: Spot): Spot[] {
    switch (spot.xml.name) {
      case 'step':
      case 'jumpSFC':
        return [spot];
      case 'altJoint':
        return this.#links.get(spot)?.flatMap(each => this.#entered(each)) ?? this.#below(spot);
      case 'parBranch':
        return this.#row(spot.y, 'step').filter(step => covers(spot, step.x));
      default:
        return [];
    }
  }

  #below(spot: Spot): Spot[] {
    const branch = this.#row(spot.y + 1, 'parBranch').find(each => meets(each, spot));
    const among = branch ?? spot;
    return ['step', 'jumpSFC'].flatMap(name =>
      this.#row(spot.y + 1, name).filter(each => meets(among, each)),
    );
  }

  #lost({ xml, x, y }: Spot): void {
    const around = [y - 1, y, y + 1].flatMap(row =>
      this.#at(row).map(spot => `${spot.xml.name} ${nameOf(spot)} ${spot.x - x} ${spot.y - y}`),
    );
    this.#findings.unknown.push({
      where: this.#where,
      text: around.slice(0, aroundAtMost).join('\n'),
      line: xml.line,
    });
  }

  #step({ xml }: Spot): Step {
    const inside = [...this.#where, attribute(xml, 'stepName')];
    const actions: Step['actions'][number][] = [];
    for (const part of elements(xml))
      if (part.name === 'action') actions.push(action(part));
      else if (part.name === 'literals') actions.push(...times(part));
      else if (!['objPosition', 'comment'].includes(part.name)) keep(this.#findings, inside, part);
    return {
      name: attribute(xml, 'stepName'),
      initial: attribute(xml, 'stepType') === 'initialStep',
      actions,
      comment: commentOf(xml),
    };
  }

  #transition({ xml }: Spot, from: readonly string[], to: readonly string[]): Transition {
    const condition = childNamed(xml, 'transitionCondition');
    for (const part of elements(xml))
      if (!['objPosition', 'transitionCondition', 'comment'].includes(part.name))
        keep(this.#findings, this.#where, part);
    return { name: '', from, to, condition: conditionOf(condition) };
  }
}

function placeOf(xml: XmlElement | undefined): { readonly x: number; readonly y: number } {
  const position = xml === undefined ? undefined : childNamed(xml, 'objPosition');
  return { x: numberOf(position, 'posX'), y: numberOf(position, 'posY') };
}

function put<Key>(map: Map<Key, Spot[]>, key: Key, spot: Spot): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [spot]);
  else found.push(spot);
}

function covers({ x, width }: Spot, column: number): boolean {
  return column >= x && column < x + width;
}

/** Whether two of neighbouring rows have a column in common. */
function meets(one: Spot, other: Spot): boolean {
  return one.x < other.x + other.width && other.x < one.x + one.width;
}

function nameOf({ xml }: Spot): string {
  return attribute(xml, 'stepName');
}

function names(spots: readonly Spot[]): string[] {
  return [...new Set(spots.map(nameOf))];
}

function action(xml: XmlElement): Step['actions'][number] {
  const name = childNamed(xml, 'actionName');
  const time = childNamed(xml, 'tValue');
  const duration = elements(time)
    .map(each => textOf(each).trim())
    .join('');
  return {
    qualifier: attribute(xml, 'qualifier') || 'NONE',
    time: duration === '' ? null : duration,
    does: namedOf(name),
  };
}

/** Times within which a step is supervised, and how long it delays. */
function times(xml: XmlElement): Step['actions'][number][] {
  return [...xml.attributes].flatMap(([name, value]) =>
    value.trim() === '' ? [] : [{ qualifier: name, time: value.trim(), does: [] }],
  );
}

/** A variable, or a section of the chart. */
function namedOf(xml: XmlElement | undefined): Operand {
  const text = elements(xml)
    .map(each => textOf(each).trim())
    .join(' ');
  return operandOf(text);
}

function conditionOf(xml: XmlElement | undefined): Body {
  const said = elements(xml)
    .map(each => textOf(each).trim())
    .join(' ');
  const text = attribute(xml, 'invertLogic') === 'true' ? `NOT ${said}` : said;
  const tokens = tokensOfText(text);
  return {
    form: 'statements',
    statements:
      tokens.length === 0 || xml === undefined
        ? []
        : [{ kind: 'other', tokens, holds: [], comment: null, line: xml.line }],
  };
}
