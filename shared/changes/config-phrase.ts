import { unquote } from '../values/index.ts';
import { shown } from './member-phrase.ts';
import type { MemberChange } from './schema.ts';

/** What a configuration fact is called in a sentence, by its member name in small letters without punctuation. */
const nouns: ReadonlyMap<string, string> = new Map([
  ['protection', 'protection'],
  ['protectionlevel', 'protection level'],
  ['keyswitch', 'key switch'],
  ['modeswitch', 'mode switch'],
  ['serial', 'serial number'],
  ['serialnumber', 'serial number'],
  ['ordernumber', 'order number'],
  ['vendor', 'vendor'],
  ['manufacturer', 'manufacturer'],
  ['model', 'model'],
  ['productname', 'product name'],
  ['modulename', 'module name'],
  ['stationname', 'station name'],
  ['plantdesignation', 'plant designation'],
  ['hardware', 'hardware version'],
  ['hardwareversion', 'hardware version'],
  ['firmware', 'firmware'],
  ['firmwareversion', 'firmware'],
  ['software', 'software version'],
  ['softwareversion', 'software version'],
  ['memorycard', 'memory card'],
  ['memorycardserial', 'serial number of the memory card'],
  ['certificate', 'certificate'],
  ['applicationuri', 'application URI'],
]);
const modes: ReadonlySet<string> = new Set(['mode', 'operatingmode', 'operatingstate', 'state']);
const forces: ReadonlySet<string> = new Set(['force', 'forceactive', 'forcesactive', 'forced']);

/**
 * The sentence of a configuration fact: mode, protection, force, identity. Null for a fact without words
 * of its own, or one that came, went or changed its type.
 */
export function configPhrase(member: MemberChange, asset: string): string | null {
  if (member.sign !== 'changed') return null;
  const key = (member.name.split('.').at(-1) ?? '').toLowerCase().replace(/[^a-z]/g, '');
  if (forces.has(key) && member.type === 'Bool') {
    return member.new === 'true'
      ? `a force became active on ${asset}`
      : `no force is active on ${asset} any more`;
  }
  const [from, to] = [bare(member.old), bare(member.new)];
  if (modes.has(key)) return `${asset} went from ${from} to ${to}`;
  const noun = nouns.get(key);
  return noun === undefined ? null : `the ${noun} of ${asset} went from ${from} to ${to}`;
}

/** A text's value without its quotes. */
function bare(value: string | null): string {
  return shown(value === null ? null : (unquote(value) ?? value), null);
}
