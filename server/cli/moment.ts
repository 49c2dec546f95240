import { changeSchema } from '@witnessmark/shared/api';
import type { ApiClient } from './client.ts';
import { CommandEnd, exit } from './exit.ts';

/** A side of a comparison: an asset at a moment; `at` null is now. */
export interface Side {
  readonly asset: string;
  readonly at: string | null;
}

/**
 * `2026-11-23T02:00`, `2026-11-23T02:00:00+01:00`, `90m`, `24h`, `7d` (ago) as UTC. A time without a zone is
 * this terminal's. Throws CommandEnd (usage).
 */
export function momentOf(text: string, now: number = Date.now()): string {
  const ago = /^(\d{1,6})([smhd])$/.exec(text);
  if (ago) {
    const unit = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 }[ago[2] as 's' | 'm' | 'h' | 'd'];
    return new Date(now - Number(ago[1]) * unit).toISOString();
  }
  const time = /^\d{4}-\d{2}-\d{2}/.test(text)
    ? Date.parse(text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T'))
    : Number.NaN;
  if (Number.isNaN(time))
    throw new CommandEnd(exit.usage, `"${text}" is no moment. Write 2026-11-23T02:00, or 24h for a day ago.`);
  return new Date(time).toISOString();
}

/** `ASSET` (now), `ASSET@MOMENT`, or a change's id: its asset right after it was recorded. */
export async function sideOf(text: string, client: ApiClient): Promise<Side> {
  if (/^c-[a-z2-7]{12}$/.test(text)) {
    const change = await client.get(`/api/v1/changes/${text}`, changeSchema);
    return { asset: change.asset.id, at: change.recordedAt };
  }
  const cut = text.indexOf('@');
  if (cut < 0) return { asset: text, at: null };
  const moment = text.slice(cut + 1);
  return { asset: text.slice(0, cut), at: moment === 'now' ? null : momentOf(moment) };
}
