import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { assetIdSchema } from '@witnessmark/shared/items';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';

/** Of an asset, set by a person. */
export const phases = [
  'simulated',
  'commissioning',
  'production',
  'maintenance-window',
  'out-of-service',
] as const;
export type Phase = (typeof phases)[number];

const orderedSchema = z.strictObject({ phase: z.enum(phases), until: isoTimeSchema.nullable() });
export type OrderedPhase = z.infer<typeof orderedSchema>;
const fileSchema = z.record(assetIdSchema, orderedSchema);

/**
 * Phases that orders set, kept in `<dataDir>/phases.json` so that they outlive a restart. An order holds
 * until its end, or until the next one; then the configuration's phase holds again.
 */
export class Phases {
  readonly #file: string;
  #ordered = new Map<string, OrderedPhase>();

  constructor(dataDir: string) {
    this.#file = join(dataDir, 'phases.json');
  }

  /** False where the file was damaged: the configuration's phases hold then. */
  async load(): Promise<boolean> {
    let text: string;
    try {
      text = await readFile(this.#file, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
      throw error;
    }
    try {
      this.#ordered = new Map(Object.entries(fileSchema.parse(JSON.parse(text))));
      return true;
    } catch {
      this.#ordered = new Map();
      return false;
    }
  }

  /** Durable when it resolves. */
  async order(asset: string, ordered: OrderedPhase): Promise<void> {
    const next = new Map(this.#ordered).set(asset, ordered);
    await mkdir(dirname(this.#file), { recursive: true });
    const draft = `${this.#file}.${process.pid}.tmp`;
    const handle = await open(draft, 'w');
    try {
      await handle.writeFile(JSON.stringify(Object.fromEntries(next), null, 2));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(draft, this.#file);
    this.#ordered = next;
  }

  /** The phase of an asset now; `configured` where no order holds. */
  of(asset: string, configured: Phase, wallMs: number): Phase {
    const ordered = this.#ordered.get(asset);
    if (ordered === undefined) return configured;
    if (ordered.until !== null && Date.parse(ordered.until) <= wallMs) return configured;
    return ordered.phase;
  }
}
