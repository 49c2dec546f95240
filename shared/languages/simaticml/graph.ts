import { childNamed, childrenNamed, type XmlElement } from '../../xml/index.ts';
import type { Body, Chart, Network, Operand, Step, Transition } from '../model/index.ts';
import { type BodyContext, Lexer, sclStatements, valueOfText } from '../siemens/index.ts';
import { elementsOf, flat, languageText } from './elements.ts';
import { sclText } from './structured-text.ts';

/** How a network within the chart is read: the same way as any other of its language. */
export type ReadNetwork = (holder: XmlElement, language: string) => Body;

/**
 * The networks of a GRAPH block: operations before the sequences, each sequence as a chart, operations behind them.
 * Source: Siemens, TIA Portal Openness, schema of GRAPH in SimaticML.
 */
export function graphNetworks(graph: XmlElement, context: BodyContext, read: ReadNetwork): Network[] {
  const networks: Network[] = [];
  const permanent = (name: string) => {
    for (const operations of childrenNamed(graph, name))
      for (const operation of childrenNamed(operations, 'PermanentOperation')) {
        const language = operation.attributes.get('ProgrammingLanguage') ?? 'LAD';
        if (elementsOf(operation).length > 0)
          networks.push(
            network(
              operation,
              language,
              `${name === 'PreOperations' ? 'before' : 'behind'} `,
              read(operation, language),
            ),
          );
      }
  };
  permanent('PreOperations');
  childrenNamed(graph, 'Sequence').forEach((sequence, at) => {
    const body: Body = { form: 'chart', chart: chartOf(sequence, context, read) };
    networks.push(network(sequence, 'GRAPH', String(at + 1), body));
  });
  permanent('PostOperations');
  // How the messages of a sequence are classed and shown stands at the first of its networks.
  const settings = childrenNamed(graph, 'AlarmsSettings').flatMap(flat);
  return networks.map((each, at) => ({
    ...each,
    attributes: at === 0 ? settings : [],
    number: each.number.trim() === each.number ? each.number : `${each.number}${at + 1}`,
  }));
}

function network(element: XmlElement, language: string, number: string, body: Body): Network {
  return {
    number,
    title: languageText(childNamed(element, 'Title')),
    comment: languageText(childNamed(element, 'Comment')),
    language,
    attributes: [],
    body,
    line: element.line,
  };
}

function chartOf(sequence: XmlElement, context: BodyContext, read: ReadNetwork): Chart {
  const steps = childrenNamed(childNamed(sequence, 'Steps') ?? sequence, 'Step');
  const transitions = childrenNamed(childNamed(sequence, 'Transitions') ?? sequence, 'Transition');
  const ways = new Ways(sequence);
  const names = new Map(steps.map(step => [number(step), step.attributes.get('Name') ?? number(step)]));
  const named = (numbers: readonly string[]) => numbers.map(each => names.get(each) ?? each);
  return {
    steps: steps.map(step => stepOf(step, context, read)),
    transitions: transitions.map((transition): Transition => {
      const language = transition.attributes.get('ProgrammingLanguage') ?? 'LAD';
      return {
        name: transitionName(transition),
        ...ways.priority(`TransitionRef ${number(transition)}`),
        from: named(ways.before(`TransitionRef ${number(transition)}`)),
        to: named(ways.behind(`TransitionRef ${number(transition)}`)),
        condition: read(transition, language),
      };
    }),
  };
}

/** `T2 Filled`, as the tool shows it: programs and panels go by the number (S_NO, T_NO of the instance). */
function transitionName(transition: XmlElement): string {
  const name = transition.attributes.get('Name') ?? '';
  return `T${number(transition)} ${name}`.trim();
}

function number(element: XmlElement): string {
  return element.attributes.get('Number') ?? '';
}

function stepOf(step: XmlElement, context: BodyContext, read: ReadNetwork): Step {
  const actions: Step['actions'][number][] = [];
  const conditions: NonNullable<Step['conditions']>[number][] = [];
  // By its number a step is chosen by hand and told to panels: S_SEL and S_NO of the instance.
  actions.push({ qualifier: 'step number', time: number(step), does: nothing });
  const remarks = [textsOf(step, ['StepName', 'Comment']), textsOf(childNamed(step, 'Actions'), ['Title'])];
  for (const [name, said] of [
    ['MaximumStepTime', 'maximum time'],
    ['WarningTime', 'warning time'],
  ] as const) {
    const time = step.attributes.get(name);
    if (time !== undefined) actions.push({ qualifier: said, time: valueOfText(time, 'Time'), does: nothing });
  }
  for (const action of childrenNamed(childNamed(step, 'Actions') ?? step, 'Action')) {
    const text = sclText(action).trim();
    if (text === '') continue;
    const event = action.attributes.get('Event') ?? '';
    const interlock = action.attributes.get('Interlock') === 'true' ? ' with interlock' : '';
    const qualifier = `${event} ${action.attributes.get('Qualifier') ?? 'N'}${interlock}`.trim();
    actions.push({ qualifier, ...doing(text, context, action.line) });
  }
  for (const [list, kind] of [
    ['Supervisions', 'Supervision'],
    ['Interlocks', 'Interlock'],
  ] as const)
    for (const condition of childrenNamed(childNamed(step, list) ?? step, kind)) {
      const body = read(condition, condition.attributes.get('ProgrammingLanguage') ?? 'LAD');
      if (isEmpty(body)) continue;
      conditions.push({ name: `${kind.toLowerCase()} ${number(condition)}`.trim(), body });
      remarks.push(textsOf(condition, ['Title', 'Comment', 'AlarmText']));
    }
  return {
    name: step.attributes.get('Name') ?? number(step),
    initial: step.attributes.get('Init') === 'true',
    actions,
    ...(conditions.length === 0 ? {} : { conditions }),
    comment: joinedTexts(remarks),
  };
}

/** What people read at an element: in the languages of the project, by the elements that hold it. */
function textsOf(element: XmlElement | undefined, names: readonly string[]): string | null {
  return joinedTexts(
    names.map(name => (element === undefined ? null : languageText(childNamed(element, name)))),
  );
}

function joinedTexts(texts: readonly (string | null)[]): string | null {
  const said = texts.filter(text => text !== null);
  return said.length === 0 ? null : said.join('\n');
}

const nothing: Operand = { text: '', key: '' };

/** `#valve`, `#timer, T#5s`, `CALL "FB"(…)`, `#a := #b`. */
function doing(
  text: string,
  context: BodyContext,
  line: number,
): Pick<Step['actions'][number], 'time' | 'does'> {
  const [, operand = '', time = ''] =
    /^(#?[^\s,:=()]+(?:\s*\.\s*[^\s,:=()]+)*)\s*(?:,\s*([^\s,]+))?$/.exec(text) ?? [];
  if (operand !== '')
    return {
      time: time === '' ? null : valueOfText(time, 'Time'),
      does: { text: operand, key: operand.toUpperCase() },
    };
  const statement = text
    .replace(/^CALL\s+/i, '')
    .replace(/\)\s*,\s*/g, ')')
    .replace(/\s*$/, ';');
  return { time: null, does: sclStatements(new Lexer(withCommas(statement), 0, line), context) };
}

/** Parameters of a call in an action stand in lines of their own, without commas. */
function withCommas(text: string): string {
  return text.replace(/([^\s,(])[ \t]*\n\s*(?=[\p{L}_][\p{L}\p{N}_]*\s*(?::=|=>))/gu, '$1,\n');
}

/** The empty coil a supervision or an interlock has where none is programmed. */
function isEmpty(body: Body): boolean {
  if (body.form !== 'circuits')
    return body.form === 'blocks' && body.blocks.every(block => block.inputs.length === 0);
  return body.circuits.every(circuit => circuit.is === 'box' && circuit.box.inputs.length === 0);
}

/** What leads where in a sequence, branches passed through. */
class Ways {
  readonly #behind = new Map<string, string[]>();
  readonly #before = new Map<string, string[]>();
  /** Which output of a branch leads where. */
  readonly #outputs = new Map<string, number>();

  constructor(sequence: XmlElement) {
    for (const connection of childrenNamed(childNamed(sequence, 'Connections') ?? sequence, 'Connection')) {
      const from = node(childNamed(connection, 'NodeFrom'));
      const to = node(childNamed(connection, 'NodeTo'));
      if (from === null || to === null) continue;
      listed(this.#behind, from).push(to);
      listed(this.#before, to).push(from);
      this.#outputs.set(`${from} > ${to}`, output(childNamed(connection, 'NodeFrom')));
    }
  }

  /** Of several transitions behind one branch the one at its first output is looked at first. */
  priority(transition: string): Pick<Transition, 'priority'> {
    const [branch] = this.#before.get(transition) ?? [];
    const others = branch === undefined ? [] : (this.#behind.get(branch) ?? []);
    if (branch === undefined || others.length < 2) return {};
    const rank = (other: string) => this.#outputs.get(`${branch} > ${other}`) ?? 0;
    return { priority: others.filter(other => rank(other) < rank(transition)).length + 1 };
  }

  behind(transition: string): string[] {
    return reach(this.#behind, transition);
  }

  before(transition: string): string[] {
    return reach(this.#before, transition);
  }
}

function node(end: XmlElement | undefined): string | null {
  const [ref] = elementsOf(end);
  return ref === undefined || ref.name === 'EndConnection' ? null : `${ref.name} ${number(ref)}`;
}

function output(end: XmlElement | undefined): number {
  return Number(elementsOf(end)[0]?.attributes.get('Out') ?? 0);
}

function listed(map: Map<string, string[]>, key: string): string[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

/** Steps that are reached without passing another step or transition. */
function reach(map: ReadonlyMap<string, readonly string[]>, from: string): string[] {
  const steps: string[] = [];
  const seen = new Set<string>([from]);
  const open = [...(map.get(from) ?? [])];
  for (let at = open.shift(); at !== undefined; at = open.shift()) {
    if (seen.has(at)) continue;
    seen.add(at);
    if (at.startsWith('StepRef ')) steps.push(at.slice(8));
    else if (at.startsWith('BranchRef ')) open.push(...(map.get(at) ?? []));
  }
  return steps.sort((a, b) => Number(a) - Number(b));
}
