import { childNamed, childrenNamed, textOf, type XmlElement } from '../../xml/index.ts';
import type { Operand } from '../model/index.ts';
import {
  addressOperand,
  constantOperand,
  nameKey,
  type SymbolPart,
  symbolOperand,
} from '../siemens/index.ts';

/** What stands at a pin, of an `Access`: a variable, a constant, an address. Indices are accesses of their own. */
export function operandOf(access: XmlElement, depth = 0): Operand {
  const scope = access.attributes.get('Scope') ?? '';
  const symbol = childNamed(access, 'Symbol');
  if (symbol !== undefined) {
    const { text, key } = symbolOperand(scope.startsWith('Local'), symbolParts(symbol, depth));
    const past = isPeriphery(symbol) ? ':P' : '';
    return { text: `${text}${past}`, key: `${key}${past}` };
  }
  const constant = childNamed(access, 'Constant');
  if (constant !== undefined) return constantOf(constant, scope);
  const address = childNamed(access, 'Address');
  if (address !== undefined) return absolute(address);
  const label = childNamed(access, 'Label');
  if (label !== undefined) return named(label.attributes.get('Name') ?? '');
  return named(allText(access));
}

/** Whether a tag is read or written past the process image, at the input or output itself. */
export function isPeriphery(symbol: XmlElement): boolean {
  return childrenNamed(symbol, 'Component').some(
    component => component.attributes.get('SimpleAccessModifier') === 'Periphery',
  );
}

function named(text: string): Operand {
  return { text, key: nameKey(text) };
}

/** All the texts in an element, for what has no form of its own here. */
function allText(element: XmlElement): string {
  const texts: string[] = [];
  const open: (XmlElement | string)[] = [element];
  for (let at = open.pop(); at !== undefined; at = open.pop()) {
    if (typeof at === 'string') texts.push(at.trim());
    else {
      const said = at.attributes.get('Text') ?? at.attributes.get('Name');
      if (said !== undefined) texts.push(said);
      for (let child = at.children.length - 1; child >= 0; child--) {
        const next = at.children[child];
        if (next !== undefined) open.push(next);
      }
    }
  }
  return texts.filter(text => text !== '').join(' ');
}

/** The parts of a `Symbol` or an `Instance`: components, and what stands in brackets behind one. */
function symbolParts(symbol: XmlElement, depth: number): SymbolPart[] {
  const parts: SymbolPart[] = [];
  for (const component of childrenNamed(symbol, 'Component')) {
    const slice = component.attributes.get('SliceAccessModifier');
    const name = component.attributes.get('Name') ?? '';
    parts.push({ name });
    // Index within an index within an index has an end in every program.
    const indices =
      depth > 8 ? [] : childrenNamed(component, 'Access').map(index => operandOf(index, depth + 1));
    if (indices.length > 0)
      parts.push({
        index: indices.map(index => index.text).join(', '),
        indexKey: indices.map(index => index.key).join(', '),
      });
    if (slice !== undefined && slice !== 'undef') parts.push({ name: `%${slice.toUpperCase()}` });
  }
  return parts;
}

function constantOf(constant: XmlElement, scope: string): Operand {
  const name = constant.attributes.get('Name');
  if (name !== undefined) return symbolOperand(scope.startsWith('Local'), [{ name }]);
  const value = textOf(childNamed(constant, 'ConstantValue')).trim();
  return constantOperand(value);
}

const areas: Readonly<Record<string, string>> = {
  Input: 'I',
  Output: 'Q',
  Memory: 'M',
  Local: 'L',
  Timer: 'T',
  Counter: 'C',
};
const widths: Readonly<Record<string, string>> = { Bool: 'X', Byte: 'B', Char: 'B', Word: 'W', Int: 'W' };

/** An address without a symbol: its area, its type and where it begins in bits. */
function absolute(address: XmlElement): Operand {
  const area = address.attributes.get('Area') ?? '';
  const type = address.attributes.get('Type') ?? '';
  const offset = Number(address.attributes.get('BitOffset') ?? '0');
  const block = address.attributes.get('BlockNumber');
  const width = widths[type] ?? 'D';
  const place = width === 'X' ? `${Math.floor(offset / 8)}.${offset % 8}` : String(Math.floor(offset / 8));
  const letter = areas[area];
  const text =
    letter === 'T' || letter === 'C'
      ? `%${letter}${offset}`
      : letter === undefined
        ? `%${block === undefined ? area : `DB${block}`}.DB${width}${place}`
        : `%${letter}${width === 'X' ? '' : width}${place}`;
  return addressOperand(text) ?? named(text);
}

/** The instance of a call or an instruction; null where it has none. */
export function instanceOf(element: XmlElement): Operand | null {
  const instance = childNamed(element, 'Instance');
  if (instance === undefined) return null;
  const isLocal = (instance.attributes.get('Scope') ?? '').startsWith('Local');
  return symbolOperand(isLocal, symbolParts(instance, 0));
}
