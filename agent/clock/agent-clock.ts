import { hrtime } from 'node:process';
import { linuxBoot, rememberedBoot } from './boot.ts';
import type { AgentClock } from './instants.ts';

/**
 * The machine's clock. `mono` is the system's monotonic clock in whole milliseconds: on Linux
 * CLOCK_MONOTONIC, on Windows the performance counter, both counted from the boot and so comparable
 * between two runs of the agent. It stands still while the machine sleeps; the wall clock does not,
 * which is how a sleep is noticed (see `JumpDetector`).
 */
export async function createAgentClock(dataDir: string): Promise<AgentClock> {
  const boot = (await linuxBoot()) ?? (await rememberedBoot(dataDir, monotonic()));
  return {
    boot,
    now: () => ({ wall: new Date().toISOString(), mono: monotonic(), boot }),
  };
}

function monotonic(): number {
  return Number(hrtime.bigint() / 1_000_000n);
}
