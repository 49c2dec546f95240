import { blockImage, type PlantBlock, S7Cpu, type S7CpuOptions } from '@witnessmark/test/plant/s7';

/** A running CPU that gives its blocks, with those given. */
export async function cpuWith(blocks: readonly Buffer[], options: S7CpuOptions = {}): Promise<S7Cpu> {
  const cpu = new S7Cpu({ blocks: 'given', ...options });
  for (const image of blocks) cpu.program.put(image);
  await cpu.start();
  return cpu;
}

/** A block whose body has `bytes` bytes, all different from another `seed`'s. */
export function block(
  type: PlantBlock['type'],
  number: number,
  bytes = 40,
  seed = number,
  more: Partial<PlantBlock> = {},
): Buffer {
  const body = Buffer.from(Array.from({ length: bytes }, (_, at) => (at * 7 + seed) & 255));
  return blockImage({ type, number, body, interface: Buffer.from([5, 1, 0, seed & 255]), ...more });
}
