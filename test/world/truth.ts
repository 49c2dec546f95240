import type { Kind } from '@witnessmark/shared/items';

/** One value as somebody in the plant wrote it; wall time in milliseconds, before and after the write. */
export interface Written {
  readonly value: string;
  readonly from: number;
  readonly to: number;
}

/** One member or file of an asset, and every value that was ever in it, each a different one. */
export class Place {
  readonly asset: string;
  readonly source: string;
  readonly kind: Kind;
  /** Path in the asset's repository. */
  readonly path: string;
  readonly written: Written[] = [];
  /** The value in an item's text; null where the text is no version of this item. */
  readonly valueIn: (text: string) => string | null;

  constructor(at: Pick<Place, 'asset' | 'source' | 'kind' | 'path' | 'valueIn'>) {
    this.asset = at.asset;
    this.source = at.source;
    this.kind = at.kind;
    this.path = at.path;
    this.valueIn = at.valueIn;
  }

  get name(): string {
    return `${this.asset} ${this.path}`;
  }

  get last(): string {
    const last = this.written.at(-1);
    if (last === undefined) throw new Error(`nothing was ever written to ${this.name}`);
    return last.value;
  }

  /** Notes what `write` does; one that throws is in doubt, so the same value has to be written again. */
  async write(value: string, write: () => Promise<void>): Promise<void> {
    const from = Date.now();
    await write();
    this.written.push({ value, from, to: Date.now() });
  }
}

/** The value of a numeric member in a value text (`Member = value  # type …`), as JavaScript writes it. */
export function memberIn(member: string): (text: string) => string | null {
  const line = new RegExp(`^${member.replaceAll('.', '\\.')} = (\\S+)`, 'm');
  return text => {
    const value = line.exec(text)?.[1];
    return value === undefined ? null : String(Number(value));
  };
}
