import { CommandEnd, exit } from './exit.ts';

const unitsMs = { h: 3_600_000, m: 60_000 } as const;

/** `1h`, `30m`, `1h30m` in milliseconds. Throws CommandEnd (usage). */
export function spanOf(text: string): number {
  const [, hours, minutes] = /^(?:(\d{1,3})h)?(?:(\d{1,4})m)?$/.exec(text) ?? [];
  const ms = Number(hours ?? 0) * unitsMs.h + Number(minutes ?? 0) * unitsMs.m;
  if (ms === 0) throw new CommandEnd(exit.usage, `"${text}" is no length of time. Write 30m, 1h or 1h30m.`);
  return ms;
}
