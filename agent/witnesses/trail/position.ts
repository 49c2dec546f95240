import { createHash } from 'node:crypto';
import { z } from 'zod';

const printSchema = z.strictObject({ bytes: z.number().int().nonnegative(), sha256: z.string() });

/** How far a file was read, and what tells that it is still the same one. */
export const positionSchema = z.strictObject({
  ino: z.string(),
  /** Bytes read; 0 of one that is read as a whole. */
  offset: z.number().int().nonnegative(),
  /** Its first bytes, and the last ones before the offset; of one that is read as a whole, all of it. */
  head: printSchema,
  tail: printSchema,
  skipping: z.boolean(),
  plain: z.number().int().nonnegative(),
  columns: z.array(z.string()).nullable(),
  /** The last records' digests, to tell one that is there twice from one that is read twice. */
  recent: z.array(z.string()),
});
export type FilePosition = z.infer<typeof positionSchema>;

export const fileStart: FilePosition = {
  ino: '',
  offset: 0,
  head: { bytes: 0, sha256: '' },
  tail: { bytes: 0, sha256: '' },
  skipping: false,
  plain: 0,
  columns: null,
  recent: [],
};

const countedSchema = z.strictObject({ order: z.number(), to: z.number() });
/** The highest number of a record so far, and when that record was by its own time. */
export type Counted = z.infer<typeof countedSchema>;

const memorySchema = z.strictObject({
  v: z.literal(1),
  files: z.record(z.string(), positionSchema),
  counted: countedSchema.nullable(),
});

/** What a trail's witness remembers: positions by the names of the files, and how far its records counted. */
export interface TrailMemory {
  readonly files: Map<string, FilePosition>;
  readonly counted: Counted | null;
}

export const headBytes = 1024;
export const tailBytes = 256;

export function printOf(bytes: Uint8Array): FilePosition['head'] {
  return { bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
}

/** What cannot be understood is forgotten: nothing is told twice for that. */
export function readMemory(body: string): TrailMemory {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    // Written by another build, or empty at the first start.
    return { files: new Map(), counted: null };
  }
  const memory = memorySchema.safeParse(value);
  const { files = {}, counted = null } = memory.data ?? {};
  return { files: new Map(Object.entries(files)), counted };
}

export function writeMemory({ files, counted }: TrailMemory): string {
  return JSON.stringify({ v: 1, files: Object.fromEntries(files), counted });
}

const remembered = 16;

/** Tells records of one file apart that say the same: the second within a few is another one. */
export class Repeats {
  #recent: readonly string[];

  constructor(recent: readonly string[]) {
    this.#recent = recent;
  }

  /** The same for the same record in the same surroundings, wherever reading began. */
  key(fields: Readonly<Record<string, string>>): string {
    const sorted = Object.entries(fields).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
    const digest = createHash('sha256').update(JSON.stringify(sorted)).digest('hex').slice(0, 32);
    const short = digest.slice(0, 8);
    const before = this.#recent.filter(each => each === short).length;
    this.#recent = [...this.#recent.slice(1 - remembered), short];
    return before === 0 ? digest : `${digest}/${before}`;
  }

  get recent(): string[] {
    return [...this.#recent];
  }
}
