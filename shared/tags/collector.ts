import { keyAtMost, tagKey } from './key.ts';
import { type TagPlace, type TagUse, type TagUses, tagLimits } from './model.ts';

interface Found {
  readonly name: string;
  readonly places: TagPlace[];
  count: number;
  value: string | null;
  address: string | null;
}

/** Gathers what one content names. */
export class UseCollector {
  readonly #found = new Map<string, Found>();

  put(name: string, place: TagPlace): void {
    const found = this.#of(name);
    if (found === null) return;
    found.count++;
    if (found.places.length < tagLimits.places) found.places.push({ ...place, unit: clip(place.unit) });
  }

  /** What an item of values says it is. */
  value(name: string, value: string): void {
    const found = this.#of(name);
    if (found !== null) found.value = clip(value);
  }

  /** The absolute address that the content gives a name to; the name counts as declared there. */
  address(name: string, address: string): void {
    const found = this.#of(name);
    if (found === null) return;
    found.address = tagKey(address);
    if (found.count === 0) this.put(name, { access: 'declared', unit: '', network: null, line: null });
  }

  uses(): TagUses {
    if (this.#found.size > tagLimits.names)
      return { state: 'refused', says: `it holds more than ${tagLimits.names} names` };
    return { state: 'read', uses: [...this.#found].map(([key, found]): TagUse => ({ key, ...found })) };
  }

  #of(name: string): Found | null {
    const key = tagKey(name);
    if (key === '') return null;
    const known = this.#found.get(key);
    if (known !== undefined) return known;
    const shown = name
      .slice(0, keyAtMost)
      .toWellFormed()
      .replace(/\p{Cc}/gu, '');
    const found = { name: shown, places: [], count: 0, value: null, address: null };
    // One more than is allowed is enough to know that it is too many.
    if (this.#found.size <= tagLimits.names) this.#found.set(key, found);
    return found;
  }
}

export function clip(text: string): string {
  const plain = text.replace(/\p{Cc}/gu, ' ').toWellFormed();
  return plain.length > tagLimits.shown ? `${plain.slice(0, tagLimits.shown - 1).toWellFormed()}…` : plain;
}
