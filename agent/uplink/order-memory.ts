import { join } from 'node:path';
import { z } from 'zod';
import { readPrivateFile, writePrivateFile } from './private-file.ts';

const schema = z.strictObject({ v: z.literal(1), after: z.number().int().nonnegative() });

/** Up to which position orders were carried out; an order may come twice, never not at all. */
export interface OrderMemory {
  readonly after: number;
  advance(position: number): Promise<void>;
}

export async function openOrderMemory(dir: string): Promise<OrderMemory> {
  const file = join(dir, 'orders.json');
  const stored = await readPrivateFile(file);
  // Orders are idempotent and expire: a file that cannot be read begins again at the first.
  const known = stored === null ? null : schema.safeParse(parseOrNull(stored));
  let after = known?.success ? known.data.after : 0;
  return {
    get after() {
      return after;
    },
    async advance(position) {
      after = Math.max(after, position);
      await writePrivateFile(file, `${JSON.stringify({ v: 1, after })}\n`);
    },
  };
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
