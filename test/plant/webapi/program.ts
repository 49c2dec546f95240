import { createHash } from 'node:crypto';

export interface CodeBlock {
  readonly type: 'ob' | 'fc' | 'fb';
  readonly number: number;
  readonly name: string;
  /** What it does: in the engineer's project and in the CPU, and told by no method. */
  readonly source: string;
}

/** A variable of a data block: a value with its type as the Web API names it, or a structure of such. */
export type Variable =
  | { readonly datatype: string; value: boolean | number | bigint | string }
  | { readonly members: Readonly<Record<string, Variable>> };

export interface DataBlock {
  readonly number: number;
  readonly name: string;
  readonly members: Readonly<Record<string, Variable>>;
}

const checksumBlock = 'Checksums';
const checksumMember = 'Program';
/** Where the program keeps its own checksum, as its `GetChecksum` instruction gives it: 64 bits. */
export const checksumTag = `"${checksumBlock}".${checksumMember}`;

/** What runs in the CPU. */
export class CpuProgram {
  readonly #code = new Map<string, CodeBlock>();
  readonly #data = new Map<string, DataBlock>();

  constructor() {
    this.#data.set(checksumBlock, {
      number: 900,
      name: checksumBlock,
      members: { [checksumMember]: { datatype: 'ulint', value: 0n } },
    });
  }

  get code(): readonly CodeBlock[] {
    return [...this.#code.values()];
  }

  get data(): readonly DataBlock[] {
    return [...this.#data.values()];
  }

  /** Loads code blocks, as a download does; the program counts its checksum anew. */
  load(...blocks: readonly CodeBlock[]): void {
    for (const block of blocks) this.#code.set(`${block.type}${block.number}`, block);
    const tag = this.find(checksumTag);
    if (tag !== null && 'value' in tag) tag.value = this.checksum;
  }

  put(block: DataBlock): void {
    this.#data.set(block.name, block);
  }

  /** Moves with every instruction of every block, and with nothing else. */
  get checksum(): bigint {
    const hash = createHash('sha256');
    for (const { type, number, name, source } of this.code) {
      hash.update(`${type} ${number} ${name}\n${source}\n`);
    }
    return hash.digest().readBigUInt64BE(0);
  }

  /** `"Block".Member.Inner`; null where nothing has this name. */
  find(address: string): Variable | null {
    const steps = stepsOf(address);
    const [block, ...rest] = steps ?? [];
    let at: Variable | null = null;
    for (const data of this.data) if (data.name === block) at = { members: data.members };
    for (const step of rest) {
      const inner: Variable | undefined = at !== null && 'members' in at ? at.members[step] : undefined;
      at = inner ?? null;
    }
    return at;
  }

  /** Block and name of the last step. */
  locate(address: string): { readonly block: DataBlock; readonly name: string } | null {
    const steps = stepsOf(address) ?? [];
    const block = this.data.find(data => data.name === steps[0]);
    return block === undefined ? null : { block, name: steps.at(-1) ?? '' };
  }
}

/** Null for what is no symbolic address. */
function stepsOf(address: string): string[] | null {
  const steps: string[] = [];
  const pattern = /\.?(?:"((?:[^"]|"")*)"|([A-Za-z_]\w*))/y;
  while (pattern.lastIndex < address.length) {
    const match = pattern.exec(address);
    if (match === null) return null;
    steps.push((match[1] ?? match[2] ?? '').replaceAll('""', '"'));
  }
  return steps.length > 0 ? steps : null;
}
