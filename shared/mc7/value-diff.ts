import type { ReadBlock } from './code.ts';
import { dataValues } from './data-values.ts';

/** An actual value of a data block that differs. */
export interface ValueChange {
  readonly address: string;
  readonly type: string;
  readonly old: string;
  readonly now: string;
}

/** Actual values that differ; `more` where some do whose places are not known. */
export function diffActualValues(old: ReadBlock, now: ReadBlock): { values: ValueChange[]; more: boolean } {
  const same = Buffer.compare(old.block.body, now.block.body) === 0;
  if (old.block.type !== 'DB' || now.block.type !== 'DB' || same) return { values: [], more: false };
  if (old.declaration === null || now.declaration === null) return { values: [], more: true };
  const before = dataValues(old.block, old.declaration);
  const after = dataValues(now.block, now.declaration);
  const places = new Map(before.values.map(value => [`${value.address} ${value.type}`, value]));
  const values: ValueChange[] = [];
  for (const value of after.values) {
    const was = places.get(`${value.address} ${value.type}`)?.actual ?? null;
    if (was === null || value.actual === null || was === value.actual) continue;
    values.push({ address: value.address, type: value.type, old: was, now: value.actual });
  }
  return { values, more: values.length === 0 || !before.complete || !after.complete };
}
