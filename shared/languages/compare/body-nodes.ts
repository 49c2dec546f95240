import type {
  Body,
  Chart,
  Circuit,
  CoilKind,
  ContactKind,
  FunctionBox,
  Operand,
  Pin,
  Statement,
  Token,
} from '../model/index.ts';
import { type Interner, type Node, node } from './node.ts';

/** A network's body as nodes of one kind of tree, so that one way of comparing serves all forms. */
export function bodyNodes(body: Body, interner: Interner, place = ''): Node[] {
  switch (body.form) {
    case 'statements':
      return statementNodes(body.statements, interner, place);
    case 'circuits':
      return body.circuits.map((circuit, at) => {
        const own = `${place}${at}`;
        return node(
          { kind: 'circuit', tokens: [], holds: seriesNodes(circuit, interner, own), place: own },
          interner,
        );
      });
    case 'blocks':
      return body.blocks.map((box, at) => boxNode(box, interner, `${place}${at}`));
    case 'chart':
      return chartNodes(body.chart, interner, place);
  }
}

function statementNodes(statements: readonly Statement[], interner: Interner, place: string): Node[] {
  return statements.map((statement, at) => {
    const own = `${place}${at}`;
    const { kind, tokens, comment, line } = statement;
    const holds = statementNodes(statement.holds, interner, `${own}.`);
    return node({ kind, tokens, holds, comment, line, place: own }, interner);
  });
}

/** What lies in series, a series within a series taken apart: it is drawn as the same rung. */
function seriesNodes(circuit: Circuit, interner: Interner, place: string): Node[] {
  return flatSeries(circuit).map((part, at) => partNode(part, interner, `${place}.${at}`));
}

/** The parts of a circuit in series, none of them a series itself. */
export function flatSeries(circuit: Circuit): Circuit[] {
  if (circuit.is === 'series') return circuit.parts.flatMap(flatSeries);
  if (circuit.is !== 'parallel') return [circuit];
  const branches = flatParallel(circuit);
  const [only] = branches;
  // A branch beside which there is none is no branch.
  return branches.length === 1 && only !== undefined
    ? flatSeries(only)
    : branches.length === 0
      ? []
      : [circuit];
}

/** The branches of a circuit in parallel, none of them nothing but a parallel itself. */
export function flatParallel(circuit: Circuit): Circuit[] {
  if (circuit.is === 'parallel') return circuit.branches.flatMap(flatParallel);
  const [only] = circuit.is === 'series' && circuit.parts.length === 1 ? circuit.parts : [];
  return only === undefined ? [circuit] : flatParallel(only);
}

/** The bit an edge is kept in: sharing one with another edge changes what both do. */
function memory({ memory: bit }: Extract<Circuit, { is: 'contact' | 'coil' }>): Token[] {
  return bit === undefined ? [] : [operandToken(bit, 'write')];
}

function partNode(part: Circuit, interner: Interner, place: string): Node {
  switch (part.is) {
    case 'series':
    case 'parallel': {
      const holds = flatParallel(part).map((branch, at) => {
        const own = `${place}.${at}`;
        const held = seriesNodes(branch, interner, own);
        return node({ kind: 'branch', tokens: [], holds: held, place: own }, interner);
      });
      return node({ kind: 'parallel', tokens: [], holds, place }, interner);
    }
    case 'contact':
      return leaf('contact', [
        ...word(contactWords[part.kind]),
        operandToken(part.operand, 'read'),
        ...memory(part),
      ]);
    case 'coil':
      return leaf('coil', [
        ...word(coilWords[part.kind]),
        operandToken(part.operand, 'write'),
        ...memory(part),
      ]);
    case 'box':
      return boxNode(part.box, interner, place);
    case 'verbatim':
      return leaf('verbatim', [
        { kind: 'other', text: part.text, key: part.text.replace(/\s+/g, ' ').trim() },
      ]);
  }

  function leaf(kind: 'contact' | 'coil' | 'verbatim', tokens: readonly Token[]): Node {
    return node({ kind, tokens, holds: [], place }, interner);
  }
}

const contactWords: Readonly<Record<ContactKind, string>> = {
  open: '',
  closed: 'NOT',
  rising: 'rising',
  falling: 'falling',
};
const coilWords: Readonly<Record<CoilKind, string>> = {
  coil: '',
  negated: 'NOT',
  set: 'set',
  reset: 'reset',
  rising: 'rising',
  falling: 'falling',
  jump: 'jump',
  return: 'return',
};

function word(text: string): Token[] {
  return text === '' ? [] : [{ kind: 'keyword', text, key: text }];
}

function boxNode(box: FunctionBox, interner: Interner, place: string): Node {
  const type: Token = { kind: 'name', text: box.type, key: box.type.toUpperCase(), access: 'call' };
  const instance = box.instance === null ? [] : [operandToken(box.instance, 'write')];
  const holds = [
    ...box.inputs.map(pin => pinNode(pin, 'read', interner, `${place}.${pin.name}`)),
    ...box.outputs.map(pin => pinNode(pin, 'write', interner, `${place}.${pin.name}`)),
  ];
  const identity = box.instance === null ? null : `box ${type.key} ${box.instance.key}`;
  return node(
    { kind: 'box', tokens: [type, ...instance], holds, comment: box.comment, identity, place },
    interner,
  );
}

function pinNode(pin: Pin, access: 'read' | 'write', interner: Interner, place: string): Node {
  const name: Token = { kind: 'keyword', text: pin.name, key: pin.name.toUpperCase() };
  const sign: Token = { kind: 'operator', text: access === 'read' ? ':=' : '=>', key: access };
  const negated = pin.negated ? word('NOT') : [];
  const { from } = pin;
  const value = from !== null && isOperand(from) ? [operandToken(from, access)] : [];
  const holds =
    from === null || isOperand(from)
      ? []
      : 'inputs' in from
        ? [boxNode(from, interner, place)]
        : seriesNodes(from, interner, place);
  return node(
    {
      kind: 'pin',
      tokens: [name, sign, ...negated, ...value, ...(pin.power === true ? word('power') : [])],
      holds,
      identity: `pin ${access} ${name.key}`,
      place,
    },
    interner,
  );
}

function isOperand(from: Operand | FunctionBox | Circuit): from is Operand {
  return 'key' in from;
}

/** A chart's steps and transitions by name: in which order a file lists them means nothing. */
function chartNodes(chart: Chart, interner: Interner, place: string): Node[] {
  const steps = [...chart.steps].sort(by(step => step.name)).map(step => {
    const own = `${place}${step.name}`;
    const holds = step.actions.map((action, at) => {
      const inner = `${own}.${at}`;
      const { does } = action;
      const tokens: Token[] = [
        { kind: 'keyword', text: action.qualifier, key: action.qualifier.toUpperCase() },
        ...(action.time === null ? [] : [valueToken(action.time)]),
        ...('key' in does ? [operandToken(does, 'write')] : []),
      ];
      const held = 'key' in does ? [] : statementNodes(does, interner, `${inner}.`);
      return node({ kind: 'action', tokens, holds: held, place: inner }, interner);
    });
    for (const { name, body } of step.conditions ?? []) {
      const inner = `${own}.${name}`;
      const tokens: Token[] = [{ kind: 'keyword', text: name, key: name.toUpperCase() }];
      const held = bodyNodes(body, interner, `${inner}.`);
      const identity = `condition ${name.toUpperCase()}`;
      holds.push(node({ kind: 'action', tokens, holds: held, identity, place: inner }, interner));
    }
    const tokens = [nameToken(step.name), ...(step.initial ? word('initial') : [])];
    const identity = `step ${step.name.toUpperCase()}`;
    return node({ kind: 'step', tokens, holds, comment: step.comment, identity, place: own }, interner);
  });
  const transitions = [...chart.transitions]
    .sort(by(({ name, from, to }) => `${from.join(',')} ${to.join(',')} ${name}`))
    .map(({ name, priority, from, to, condition }) => {
      const ends = `${[...from].sort().join(', ')} → ${[...to].sort().join(', ')}`;
      const own = `${place}${name} ${ends}`;
      return node(
        {
          kind: 'transition',
          tokens: [
            nameToken(name),
            { kind: 'other', text: ends, key: ends.toUpperCase() },
            ...(priority === undefined ? [] : word(`priority ${priority}`)),
          ],
          holds: bodyNodes(condition, interner, `${own}.`),
          identity: `transition ${ends.toUpperCase()}`,
          place: own,
        },
        interner,
      );
    });
  return [...steps, ...transitions];
}

function by<Thing>(key: (thing: Thing) => string): (a: Thing, b: Thing) => number {
  return (a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0);
}

function nameToken(text: string): Token {
  return { kind: 'name', text, key: text.toUpperCase() };
}

function valueToken(text: string): Token {
  return { kind: literalKind(text) ?? 'other', text, key: text.toUpperCase() };
}

function operandToken({ text, key }: Operand, access: 'read' | 'write'): Token {
  const kind = literalKind(text);
  return kind === null ? { kind: 'name', text, key, access } : { kind, text, key };
}

/** What kind of constant a text is; null where it is a name, an address or an expression. */
export function literalKind(text: string): Token['kind'] | null {
  if (/^(?:L?T|L?TIME|S5T|S5TIME)#/i.test(text)) return 'duration';
  if (/^(?:D|LD|DT|LDT|DTL|TOD|LTOD|DATE|TIME_OF_DAY|DATE_AND_TIME)#/i.test(text)) return 'date';
  if (/^(?:[A-Z]{1,6}#)?[-+]?(?:\d+#[\dA-F_]+|\d[\d_]*(?:\.\d[\d_]*)?(?:E[-+]?\d+)?)$/i.test(text))
    return 'number';
  if (/^(?:BOOL#)?(?:TRUE|FALSE)$/i.test(text)) return 'number';
  return /^(?:W?STRING#)?['"].*['"]$/su.test(text) && text.startsWith("'") ? 'text' : null;
}
