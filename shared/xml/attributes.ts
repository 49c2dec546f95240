/**
 * Attributes of one element in their order: a map that costs as much memory as its texts need. Few enough that looking
 * through all is the quickest way to one.
 */
export class XmlAttributes implements ReadonlyMap<string, string> {
  /** A name, its value, the next name. */
  readonly #texts: readonly string[];

  constructor(texts: readonly string[]) {
    this.#texts = texts;
  }

  get size(): number {
    return this.#texts.length / 2;
  }

  get(name: string): string | undefined {
    const texts = this.#texts;
    for (let at = 0; at < texts.length; at += 2) if (texts[at] === name) return texts[at + 1];
    return undefined;
  }

  has(name: string): boolean {
    return this.get(name) !== undefined;
  }

  forEach(each: (value: string, name: string, map: ReadonlyMap<string, string>) => void): void {
    for (const [name, value] of this) each(value, name, this);
  }

  *entries(): MapIterator<[string, string]> {
    const texts = this.#texts;
    for (let at = 0; at < texts.length; at += 2) yield [texts[at] ?? '', texts[at + 1] ?? ''];
  }

  *keys(): MapIterator<string> {
    for (const [name] of this) yield name;
  }

  *values(): MapIterator<string> {
    for (const [, value] of this) yield value;
  }

  [Symbol.iterator](): MapIterator<[string, string]> {
    return this.entries();
  }
}

export const noAttributes: ReadonlyMap<string, string> = new XmlAttributes([]);
