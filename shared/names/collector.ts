import { canonicalAddress } from './address.ts';
import { clipped, type NamedAddress, nameLimits } from './source.ts';

/** Gathers the symbols of one table within the bounds of a file. */
export class SymbolCollector {
  readonly symbols: NamedAddress[] = [];
  unread = 0;
  truncated = false;

  /** An entry without an address or a name counts as not understood. */
  add(name: string | undefined, address: string | undefined, type?: string, comment?: string): void {
    const place = canonicalAddress(address ?? '');
    const called = clipped(name, nameLimits.name);
    if (place === null || called === null) {
      this.unread++;
      return;
    }
    if (this.symbols.length >= nameLimits.symbols) {
      this.truncated = true;
      return;
    }
    this.symbols.push({
      address: place,
      name: called,
      type: clipped(type, nameLimits.name),
      comment: clipped(comment, nameLimits.comment),
    });
  }
}
