import type { Circuit, Pin } from '../../model/index.ts';

/** A rung that can be written in both forms of TIA Portal. */
export type Rung = Circuit;

/** Rungs as a network of SIMATIC SD. A branch that ends in coils stands in rungs of its own. */
export function rungsText(rungs: readonly Rung[]): string {
  const writer = new RungWriter();
  for (const rung of rungs) writer.rung(rung, 'powerrail', null);
  return writer.text();
}

class RungWriter {
  readonly #lines: string[] = [];
  readonly #later: (() => void)[] = [];
  #wires = 0;

  text(): string {
    return this.#lines.join('\n');
  }

  rung(circuit: Circuit, from: string, to: string | null): void {
    this.#lines.push(`RUNG wire#${from}`);
    this.#circuit(circuit, from, to);
    this.#lines.push(to === null ? 'END_RUNG' : `END_RUNG wire#${to}`);
    for (let next = this.#later.shift(); next !== undefined; next = this.#later.shift()) next();
  }

  #circuit(circuit: Circuit, from: string, to: string | null): void {
    if (circuit.is === 'series') {
      let at = from;
      for (const [index, part] of circuit.parts.entries()) {
        const isLast = index === circuit.parts.length - 1;
        if (part.is !== 'parallel') {
          this.#circuit(part, at, null);
          continue;
        }
        const start = at === 'powerrail' && index === 0 ? at : this.#wire();
        const end = isLast ? to : this.#wire();
        if (start !== at) this.#lines.push(`wire#${start}`);
        this.#parallel(part.branches, start, end);
        if (end !== null && !isLast) this.#lines.push(`wire#${end}`);
        at = end ?? at;
      }
    } else if (circuit.is === 'parallel') this.#parallel(circuit.branches, from, to);
    else this.#lines.push(elementText(circuit));
  }

  /** The first branch goes on in this rung, the others follow. */
  #parallel(branches: readonly Circuit[], from: string, to: string | null): void {
    const [first, ...others] = branches;
    if (first !== undefined) this.#circuit(first, from, to);
    for (const other of others) this.#later.push(() => this.rung(other, from, to));
  }

  #wire(): string {
    this.#wires++;
    return `w${this.#wires}`;
  }
}

const contactNames = { open: 'Contact', closed: 'I_Contact', rising: 'P_Contact', falling: 'N_Contact' };

function elementText(circuit: Circuit): string {
  if (circuit.is === 'contact') {
    const { kind, operand, memory } = circuit;
    const inside = memory === undefined ? operand.text : `operand := ${operand.text}, bit := ${memory.text}`;
    return `${contactNames[kind]}( ${inside} )`;
  }
  if (circuit.is === 'coil')
    return `${{ coil: 'Coil', set: 'S_Coil', reset: 'R_Coil' }[circuit.kind as 'coil']}( ${circuit.operand.text} )`;
  if (circuit.is !== 'box') return '';
  const { type, instance, inputs, outputs } = circuit.box;
  const pins = [
    ...inputs.map(pin => `${pin.name} := ${textOf(pin)}`),
    ...outputs.map(pin => `${pin.name} => ${textOf(pin)}`),
  ];
  return `${instance === null ? type : `${instance.text}.${type}`}( ${pins.join(', ')} )`;
}

function textOf(pin: Pin): string {
  return pin.from !== null && 'text' in pin.from ? pin.from.text : '';
}

/** The same rungs as a `FlgNet` of SimaticML. */
export function flgNetText(rungs: readonly Rung[]): string {
  const writer = new GraphWriter();
  for (const rung of rungs) writer.circuit(rung, ['rail']);
  return writer.text();
}

/** An output of the graph: the rail, or a pin of a part. */
type Source = string;

class GraphWriter {
  readonly #accesses: string[] = [];
  readonly #parts: string[] = [];
  readonly #feeds = new Map<Source, string[]>();
  readonly #wires: string[] = [];
  #id = 20;

  text(): string {
    for (const [source, sinks] of this.#feeds)
      this.#wires.push(
        `<Wire UId="${++this.#id}">${source === 'rail' ? '<Powerrail />' : source}${sinks.join('')}</Wire>`,
      );
    return `<FlgNet><Parts>${[...this.#accesses, ...this.#parts].join('')}</Parts><Wires>${this.#wires.join('')}</Wires></FlgNet>`;
  }

  /** Writes a circuit fed by these sources, of which there is one unless branches end; gives what it feeds in turn. */
  circuit(circuit: Circuit, from: readonly Source[]): Source[] {
    if (circuit.is === 'series')
      return circuit.parts.reduce<Source[]>((at, part) => this.circuit(part, at), [...from]);
    const source = this.#joined(from);
    if (circuit.is === 'parallel') return circuit.branches.flatMap(branch => this.circuit(branch, [source]));
    if (circuit.is === 'verbatim') return [];
    return [this.#element(circuit, source)];
  }

  #joined(from: readonly Source[]): Source {
    const [only, ...others] = from;
    if (only !== undefined && others.length === 0) return only;
    const id = ++this.#id;
    this.#parts.push(
      `<Part Name="O" UId="${id}"><TemplateValue Name="Card" Type="Cardinality">${from.length}</TemplateValue></Part>`,
    );
    for (const [at, source] of from.entries())
      this.#feed(source, `<NameCon UId="${id}" Name="in${at + 1}" />`);
    return `<NameCon UId="${id}" Name="out" />`;
  }

  #feed(source: Source, sink: string): void {
    const sinks = this.#feeds.get(source) ?? [];
    sinks.push(sink);
    this.#feeds.set(source, sinks);
  }

  #element(circuit: Extract<Circuit, { is: 'contact' | 'coil' | 'box' }>, source: Source): Source {
    const id = ++this.#id;
    if (circuit.is === 'box') return this.#box(circuit.box, id, source);
    const isEdge = circuit.is === 'contact' && (circuit.kind === 'rising' || circuit.kind === 'falling');
    const names = {
      open: 'Contact',
      closed: 'Contact',
      rising: 'PContact',
      falling: 'NContact',
      coil: 'Coil',
      set: 'SCoil',
      reset: 'RCoil',
    };
    const negated = circuit.kind === 'closed' ? '<Negated Name="operand" />' : '';
    this.#parts.push(`<Part Name="${names[circuit.kind as 'open']}" UId="${id}">${negated}</Part>`);
    this.#feed(source, `<NameCon UId="${id}" Name="${isEdge ? 'pre' : 'in'}" />`);
    this.#operand(circuit.operand.text, id, 'operand', false);
    if (circuit.memory !== undefined) this.#operand(circuit.memory.text, id, 'bit', false);
    return `<NameCon UId="${id}" Name="out" />`;
  }

  #box(
    { type, instance, inputs, outputs }: Extract<Circuit, { is: 'box' }>['box'],
    id: number,
    source: Source,
  ): Source {
    const of =
      instance === null ? '' : `<Instance Scope="LocalVariable">${components(instance.text)}</Instance>`;
    this.#parts.push(`<Part Name="${type}" UId="${id}">${of}</Part>`);
    const isTimer = type === 'TON';
    this.#feed(source, `<NameCon UId="${id}" Name="${isTimer ? 'IN' : 'en'}" />`);
    for (const pin of inputs) this.#operand(textOf(pin), id, pin.name, false);
    for (const pin of outputs) this.#operand(textOf(pin), id, pin.name, true);
    return `<NameCon UId="${id}" Name="${isTimer ? 'Q' : 'eno'}" />`;
  }

  #operand(text: string, part: number, pin: string, isOutput: boolean): void {
    const id = ++this.#id;
    const inside = /^[#"]/.test(text)
      ? `<Symbol>${components(text)}</Symbol>`
      : `<Constant><ConstantType>Int</ConstantType><ConstantValue>${text}</ConstantValue></Constant>`;
    const scope = text.startsWith('#')
      ? 'LocalVariable'
      : text.startsWith('"')
        ? 'GlobalVariable'
        : 'LiteralConstant';
    this.#accesses.push(`<Access Scope="${scope}" UId="${id}">${inside}</Access>`);
    const [ident, named] = [`<IdentCon UId="${id}" />`, `<NameCon UId="${part}" Name="${pin}" />`];
    this.#wires.push(`<Wire UId="${++this.#id}">${isOutput ? named + ident : ident + named}</Wire>`);
  }
}

function components(text: string): string {
  return text
    .replace(/^#/, '')
    .split('.')
    .map(name => `<Component Name="${name.replaceAll('"', '')}" />`)
    .join('');
}

export function s7dclBlock(network: string): string {
  return `FUNCTION_BLOCK "B"\n{ S7_Language := "LAD" }\nNETWORK\n${network}\nEND_NETWORK\nEND_FUNCTION_BLOCK\n`;
}

export function simaticMlBlock(source: string, language = 'LAD', members = ''): string {
  return `<?xml version="1.0" encoding="utf-8"?><Document><Engineering version="V18" /><SW.Blocks.FB ID="0"><AttributeList><Interface><Sections><Section Name="Static">${members}</Section></Sections></Interface><Name>B</Name></AttributeList><ObjectList><SW.Blocks.CompileUnit ID="1"><AttributeList><NetworkSource>${source}</NetworkSource><ProgrammingLanguage>${language}</ProgrammingLanguage></AttributeList></SW.Blocks.CompileUnit></ObjectList></SW.Blocks.FB></Document>`;
}
