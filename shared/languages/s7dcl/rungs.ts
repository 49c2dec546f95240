import {
  type BodyContext,
  isLexeme,
  joined,
  type Lexeme,
  type Lexer,
  type Net,
  Nets,
  type Part,
  Refusal,
  rail,
  siemensLimits,
  takeAttributes,
} from '../siemens/index.ts';
import { type Argument, partOf } from './elements.ts';

/** Reads the rungs of a network into the parts of its graph. A wire's name is known in its network alone. */
export class RungReader {
  readonly #lexer: Lexer;
  readonly #context: BodyContext;
  readonly #nets = new Nets();
  readonly #named = new Map<string, Net>([['WIRE#POWERRAIL', rail]]);
  readonly #parts: Part[] = [];
  /** Comments met where something was read twice. */
  readonly remarks: string[] = [];

  constructor(lexer: Lexer, context: BodyContext) {
    this.#lexer = lexer;
    this.#context = context;
  }

  /** The parts in the order they are written, up to `END_NETWORK`, which is left. */
  read(): Part[] {
    for (;;) {
      if (this.#lexer.takeIf('RUNG')) this.#rung();
      else if (!this.#takeStray()) return this.#resolved();
    }
  }

  /** Something between rungs that is none; false at the network's end. */
  #takeStray(): boolean {
    const ahead = this.#lexer.peek();
    if (ahead.kind === 'end' || isEnd(ahead)) return false;
    if (isLexeme(ahead, 'LABEL')) return this.#label();
    if (isLexeme(ahead, '{')) {
      takeAttributes(this.#lexer, this.#context.findings);
      return true;
    }
    this.#context.findings.say(ahead.line, 'RUNG expected');
    this.#context.findings.keep(this.#context.where, this.#lexer.take().text, ahead.line);
    return true;
  }

  /** A mark that jumps lead to: a box without power. */
  #label(): boolean {
    const name = this.#lexer.take();
    const { lexemes } = this.#argumentsOf();
    this.#put({ path: [name], arguments: lexemes, said: new Map(), from: null, to: null });
    return true;
  }

  #rung(): void {
    let net = this.#wire(this.#lexer.peek()) ?? rail;
    if (isWire(this.#lexer.peek())) this.#lexer.take();
    for (;;) {
      const ahead = this.#lexer.peek();
      if (ahead.kind === 'end' || isEnd(ahead)) break;
      if (isWire(ahead)) {
        this.#lexer.take();
        this.#nets.join(net, this.#wire(ahead) ?? net);
        continue;
      }
      const said = takeAttributes(this.#lexer, this.#context.findings);
      net = this.#element(net, said);
    }
    if (!this.#lexer.takeIf('END_RUNG')) {
      this.#context.findings.say(this.#lexer.peek().line, 'END_RUNG expected');
      return;
    }
    const end = this.#lexer.peek();
    if (!isWire(end)) return;
    this.#lexer.take();
    this.#nets.join(net, this.#wire(end) ?? net);
  }

  #element(from: Net, said: ReadonlyMap<string, string>): Net {
    const path: Lexeme[] = [];
    for (;;) {
      const ahead = this.#lexer.peek();
      if (
        isLexeme(ahead, '(') ||
        isLexeme(ahead, '{') ||
        ahead.kind === 'end' ||
        isEnd(ahead) ||
        isWire(ahead)
      )
        break;
      path.push(this.#lexer.take());
    }
    const [first] = path;
    const line = first?.line ?? this.#lexer.peek().line;
    const templates = takeAttributes(this.#lexer, this.#context.findings);
    if (first === undefined || !this.#lexer.is('(')) {
      if (path.length === 0) path.push(this.#lexer.take());
      this.#context.findings.say(line, 'an instruction expected');
      this.#context.findings.keep(this.#context.where, joined(path), line);
      return from;
    }
    const { lexemes } = this.#argumentsOf();
    const to = this.#nets.another();
    this.#put({ path, arguments: lexemes, said: new Map([...said, ...templates]), from, to });
    return to;
  }

  #put(element: Parameters<typeof partOf>[0]): void {
    if (this.#parts.length >= siemensLimits.parts)
      throw new Refusal(`more than ${siemensLimits.parts} parts of a network`);
    this.#parts.push(partOf(element, this.#context.members));
  }

  /** `name := operand, name => operand`, or operands alone. */
  #argumentsOf(): { lexemes: Argument[] } {
    const lexemes: Argument[] = [];
    this.#lexer.takeIf('(');
    for (;;) {
      const { name, sign } = this.#parameter();
      const written: Lexeme[] = [];
      for (let open = 0; ; ) {
        const ahead = this.#lexer.peek();
        const closes = open === 0 && (isLexeme(ahead, ',') || isLexeme(ahead, ')'));
        if (closes || ahead.kind === 'end' || isEnd(ahead)) break;
        if (isLexeme(ahead, '(') || isLexeme(ahead, '[')) open++;
        if (isLexeme(ahead, ')') || isLexeme(ahead, ']')) open--;
        written.push(this.#lexer.take());
      }
      if (name !== null || written.length > 0) lexemes.push({ name, sign, ...this.#connected(written) });
      if (this.#lexer.takeIf(',')) continue;
      if (!this.#lexer.takeIf(')')) this.#context.findings.say(this.#lexer.peek().line, ') expected');
      return { lexemes };
    }
  }

  #parameter(): { name: string | null; sign: ':=' | '=>' } {
    // What stands before a parameter is taken here: going back would read it again.
    for (const { text } of this.#lexer.remarks()) this.remarks.push(text);
    const { at, line } = this.#lexer.position;
    const name = this.#lexer.take();
    for (const sign of [':=', '=>'] as const)
      if ((name.kind === 'word' || name.kind === 'quoted') && this.#lexer.takeIf(sign))
        return { name: name.text.replace(/^"|"$/g, ''), sign };
    this.#lexer.goTo(at, line);
    return { name: null, sign: ':=' };
  }

  #connected(written: readonly Lexeme[]): Pick<Argument, 'operand' | 'net'> {
    const [only] = written;
    const net = written.length === 1 && only !== undefined ? this.#wire(only) : null;
    return net === null ? { operand: written, net: null } : { operand: [], net };
  }

  #wire(lexeme: Lexeme): Net | null {
    if (!isWire(lexeme)) return null;
    const key = lexeme.text.toUpperCase();
    const known = this.#named.get(key);
    if (known !== undefined) return known;
    const net = this.#nets.another();
    this.#named.set(key, net);
    return net;
  }

  #resolved(): Part[] {
    const of = (net: Net | null) => (net === null ? null : this.#nets.of(net));
    return this.#parts.map(part => ({
      ...part,
      from: of(part.from),
      to: of(part.to),
      inputs: part.inputs.map(pin => ({ ...pin, net: of(pin.net) })),
      outputs: part.outputs.map(pin => ({ ...pin, net: of(pin.net) })),
    }));
  }
}

function isWire(lexeme: Lexeme): boolean {
  return lexeme.kind === 'literal' && /^wire#/i.test(lexeme.text);
}

function isEnd(lexeme: Lexeme): boolean {
  return lexeme.kind === 'word' && /^(?:END_\w+|NETWORK|RUNG)$/i.test(lexeme.text);
}
