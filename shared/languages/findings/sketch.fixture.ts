import type { Attribute, Circuit, Member, Network, Pin, Source, Unit } from '../model/index.ts';
import { parseSt } from '../st/index.ts';

/*
 * Sources in few words, for the examples of rules:
 *   unit Name [Attribute=value …]      the unit that follows; `Main` where there is none
 *   var SECTION Name : TYPE := value   a member
 *   st: …                              statements of structured text
 *   rung 2: a /b ^c ( d | e ) TON:T1[IN=x PT=T#3s] {S q}
 * where `/` is a closed contact, `^` a rising edge, `!` a falling one, `{q}`, `{S q}`, `{R q}` coils.
 */

export function sketch(text: string): Source {
  const units: Unit[] = [];
  let unit: Unit = empty('Main', []);
  for (const line of text.split('\n')) {
    const [, word = '', rest = ''] = /^(\w+):? ?(.*)$/.exec(line) ?? [];
    if (word === 'unit') {
      if (units.includes(unit) || unit.name !== 'Main' || hasAny(unit)) units.push(unit);
      const [, name = '', list = ''] = /^(\w+)(?: \[(.*)\])?$/.exec(rest) ?? [];
      unit = empty(name, list === '' ? [] : list.split(' ').map(attribute));
    } else if (word === 'var') unit = { ...unit, members: [...unit.members, member(rest)] };
    else if (word === 'st') unit = { ...unit, networks: [...unit.networks, ...statements(rest)] };
    else if (word === 'rung') unit = { ...unit, networks: [...unit.networks, rung(rest)] };
    else throw new Error(`no line of a sketch: ${line}`);
  }
  return {
    language: 'st',
    writtenBy: null,
    encoding: 'utf-8',
    units: [...units, unit],
    noise: [],
    unknown: [],
    problems: [],
  };
}

function hasAny(unit: Unit): boolean {
  return unit.members.length + unit.networks.length > 0;
}

function empty(name: string, attributes: readonly Attribute[]): Unit {
  return {
    kind: 'program',
    name,
    key: `program ${name.toUpperCase()}`,
    id: null,
    number: null,
    title: null,
    comment: null,
    attributes,
    members: [],
    networks: [],
    units: [],
    line: 1,
  };
}

function attribute(text: string): Attribute {
  const [name = '', value = ''] = text.split('=');
  return { name, value };
}

function member(text: string): Member {
  const [, section = '', name = '', type = '', value] = /^(\w+) (\w+) : (\w+)(?: := (.+))?$/.exec(text) ?? [];
  return {
    section,
    name,
    key: name.toUpperCase(),
    type,
    value: value ?? null,
    unit: null,
    range: null,
    address: null,
    comment: null,
    attributes: [],
    members: [],
    line: 1,
  };
}

function statements(text: string): readonly Network[] {
  const parsed = parseSt(`PROGRAM Main\n${text}\nEND_PROGRAM\n`, 'Main.st');
  if (parsed.state === 'refused' || parsed.problems.length > 0) throw new Error(`no statements: ${text}`);
  return parsed.units[0]?.networks ?? [];
}

function rung(text: string): Network {
  const [number = '', ...rest] = text.split(': ');
  const words = rest.join(': ').match(/\{[^}]*\}|\w+(?::\w+)?\[[^\]]*\]|[()|]|[^\s()|]+/g) ?? [];
  const circuit = series(words, 0);
  return {
    number,
    title: null,
    comment: null,
    language: 'LAD',
    attributes: [],
    body: { form: 'circuits', circuits: [circuit.circuit] },
    line: Number(number),
  };
}

function series(words: readonly string[], from: number): { readonly circuit: Circuit; readonly at: number } {
  const parts: Circuit[] = [];
  let at = from;
  while (at < words.length && words[at] !== '|' && words[at] !== ')') {
    if (words[at] === '(') {
      const branches: Circuit[] = [];
      do {
        const branch = series(words, at + 1);
        branches.push(branch.circuit);
        at = branch.at;
      } while (words[at] === '|');
      parts.push({ is: 'parallel', branches });
      at++;
    } else parts.push(element(words[at++] ?? ''));
  }
  return { circuit: { is: 'series', parts }, at };
}

const contacts = { '/': 'closed', '^': 'rising', '!': 'falling' } as const;

function element(word: string): Circuit {
  const [, sort, coil = ''] = /^\{(?:([SR]) )?(.*)\}$/.exec(word) ?? [];
  if (coil !== '')
    return {
      is: 'coil',
      kind: sort === 'S' ? 'set' : sort === 'R' ? 'reset' : 'coil',
      operand: operand(coil),
    };
  const [, type = '', instance, pins = ''] = /^(\w+)(?::(\w+))?\[(.*)\]$/.exec(word) ?? [];
  if (type !== '') {
    const inputs: Pin[] = (pins === '' ? [] : pins.split(' ')).map(pin => {
      const [name = '', value = ''] = pin.split('=');
      return { name, negated: false, from: operand(value) };
    });
    const box = {
      type,
      instance: instance === undefined ? null : operand(instance),
      inputs,
      outputs: [],
      comment: null,
    };
    return { is: 'box', box };
  }
  const mark = word.charAt(0);
  const kind = mark === '/' || mark === '^' || mark === '!' ? contacts[mark] : 'open';
  return { is: 'contact', kind, operand: operand(kind === 'open' ? word : word.slice(1)) };
}

function operand(text: string) {
  return { text, key: text.toUpperCase() };
}
