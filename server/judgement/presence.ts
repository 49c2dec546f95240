import type { Statement } from '@witnessmark/shared/facts';
import type { WitnessRecord } from '../attribution/index.ts';

const begins: readonly Statement['act'][] = ['logged-on', 'connected'];
const ends: Readonly<Partial<Record<Statement['act'], Statement['act']>>> = {
  'logged-off': 'logged-on',
  disconnected: 'connected',
};

/**
 * Joins "came" and "went" to one record of presence: somebody who logged on at six and off at eight was there in
 * between. Who is not seen going is there until `horizon`; who is only seen going was there since `since`. Records
 * that are no coming or going stay as they are.
 */
export function withPresence(
  records: readonly WitnessRecord[],
  since: number,
  horizon: number,
): WitnessRecord[] {
  const ordered = [...records].sort((a, b) => a.when.from - b.when.from || a.ref - b.ref);
  const open = new Map<string, WitnessRecord>();
  const found: WitnessRecord[] = [];
  for (const record of ordered) {
    const began = ends[record.act];
    if (begins.includes(record.act) && record.count === null) {
      const key = keyOf(record, record.act);
      const before = open.get(key);
      // Seen coming again without going: the one before lasted until now, at the most.
      if (before) found.push(lasting(before, before.when.from, record.when.to));
      open.set(key, record);
    } else if (began !== undefined && record.count === null) {
      const key = keyOf(record, began);
      const start = open.get(key);
      open.delete(key);
      found.push(lasting({ ...record, act: began }, start?.when.from ?? since, record.when.to));
    } else found.push(record);
  }
  for (const record of open.values()) found.push(lasting(record, record.when.from, horizon));
  return found;
}

function lasting(record: WitnessRecord, from: number, to: number): WitnessRecord {
  return { ...record, when: { from, to: Math.max(from, to) } };
}

function keyOf(record: WitnessRecord, act: Statement['act']): string {
  const who = record.identities.map(identity => identity.id).sort();
  // Nobody's going is told by somebody less trustworthy than who told his coming.
  const by = [record.witness, record.authenticity];
  return JSON.stringify([by, act, record.station, record.path, who]);
}
