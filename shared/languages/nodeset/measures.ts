import { textOf, type XmlElement } from '../../xml/index.ts';
import { baseUri, type Names, type NodeKey } from './ids.ts';

/** What properties of a variable say of its value. */
export interface Measure {
  readonly range: readonly [number, number] | null;
  readonly unit: string | null;
}

/** Of the value of a property what is left to be told of it by itself; null where nothing is. */
export type Rest = XmlElement | null;

/**
 * The range and the unit of analogue items, which stand in properties of theirs. What is told at the variable is not
 * told again at its property. Source: OPC 10000-8, 5.6 (EURange, EngineeringUnits).
 */
export class Measures {
  readonly #of = new Map<string, Measure>();
  readonly #rests = new Map<string, Rest>();

  constructor(
    nodes: ReadonlyMap<string, { readonly xml: XmlElement; readonly node: NodeKey }>,
    names: Names,
  ) {
    for (const [key, { xml }] of nodes) {
      const browse = names.browseName(xml.attributes.get('BrowseName') ?? '');
      const parent = xml.attributes.get('ParentNodeId');
      const value = elementsOf(xml).find(({ name }) => name === 'Value');
      if (browse.uri !== baseUri || parent === undefined || value === undefined) continue;
      const owner = names.node(parent).key;
      if (!nodes.has(owner)) continue;
      const known = this.#of.get(owner) ?? { range: null, unit: null };
      if (browse.name === 'EURange' && known.range === null) {
        const range = rangeOf(value);
        if (range === null) continue;
        this.#of.set(owner, { ...known, range });
        this.#rests.set(key, null);
      } else if (browse.name === 'EngineeringUnits' && known.unit === null) {
        const unit = unitOf(value);
        if (unit === null) continue;
        this.#of.set(owner, { ...known, unit });
        this.#rests.set(key, without(value, unitText));
      }
    }
  }

  of(node: string): Measure {
    return this.#of.get(node) ?? { range: null, unit: null };
  }

  /** What of a property's value is its own to tell. */
  rest(node: string, value: XmlElement): Rest {
    const found = this.#rests.get(node);
    return found === undefined ? value : found;
  }
}

function elementsOf({ children }: XmlElement): XmlElement[] {
  return children.filter((child): child is XmlElement => typeof child !== 'string');
}

function localName({ name }: XmlElement): string {
  return name.slice(name.indexOf(':') + 1);
}

/** The one element at the end of a way through elements of these names, beside which there is no other of its name. */
function at(xml: XmlElement, ...way: readonly string[]): XmlElement | null {
  let found = xml;
  for (const name of way) {
    const inner = elementsOf(found).filter(each => localName(each) === name);
    const [only] = inner;
    if (only === undefined || inner.length > 1) return null;
    found = only;
  }
  return found;
}

/** Both ends, where each is a number that stays what it is as one, and there is nothing else. */
function rangeOf(value: XmlElement): readonly [number, number] | null {
  const range = at(value, 'ExtensionObject', 'Body', 'Range');
  if (range === null || elementsOf(range).length !== 2) return null;
  const [low, high] = ['Low', 'High'].map(name => {
    const text = textOf(at(range, name) ?? undefined).trim();
    return /^[-+]?\d{1,15}(?:\.\d{1,15})?$/.test(text) ? Number(text) : null;
  });
  return low == null || high == null ? null : [low, high];
}

const unitText = ['ExtensionObject', 'Body', 'EUInformation', 'DisplayName', 'Text'];

function unitOf(value: XmlElement): string | null {
  const text = textOf(at(value, ...unitText) ?? undefined).trim();
  return text === '' ? null : text;
}

function without(xml: XmlElement, [name, ...further]: readonly string[]): XmlElement {
  return {
    ...xml,
    children: xml.children.flatMap(child => {
      if (typeof child === 'string' || localName(child) !== name) return [child];
      return further.length === 0 ? [] : [without(child, further)];
    }),
  };
}
