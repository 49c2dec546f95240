import { WitnessError } from '@witnessmark/shared/errors';
import { elementary } from './elementary.ts';
import type { Area, Leaf } from './leaf.ts';
import { nodes7Leaves } from './nodes7-address.ts';

const areas: Readonly<Record<string, Area>> = { M: 'M', I: 'I', E: 'I', Q: 'Q', A: 'Q' };
const pattern = /^(?:DB(\d{1,5})\.DB|([MIEQA]))([XBWD]?)(\d{1,5})(?:\.([0-7]))?\s+(\w+)(?:\[(\d{1,5})\])?$/i;
const widths: Readonly<Record<string, number>> = { W: 2, D: 4 };

/**
 * Variables at a written address: `DB20.DBD4 REAL`, `DB20.DBX0.3 BOOL`, `DB7.DBB10 STRING[20]`, `M10.3 BOOL`,
 * `IW4 INT`, in English or German area letters; or in the notation of nodes7, which holds its type:
 * `DB20,REAL4`, `DB20,X0.3`, `MR8`. W and D must agree with the type's width; B is the first byte of any type.
 * Throws `s7.layout-invalid` with `place` as subject.
 */
export function leavesAt(name: string, address: string, place: string): Leaf[] {
  const match = pattern.exec(address.trim());
  if (match === null) return nodes7Leaves(name, address.trim(), place);
  const [, block, area, width = '', at, bit, typeName = '', length] = match;
  const wrong = (detail: string) => new WitnessError('s7.layout-invalid', place, `${address}: ${detail}`);
  const type = typed(typeName, length);
  if (type === null) throw wrong(`unknown type ${typeName}`);
  const wide = width.toUpperCase();
  const isBit = wide === 'X' || wide === '';
  if (isBit !== (type.type === 'Bool') || isBit !== (bit !== undefined)) {
    throw wrong('a bit address and BOOL belong together');
  }
  if (widths[wide] !== undefined && widths[wide] !== type.bytes)
    throw wrong(`width does not fit ${typeName}`);
  const byte = Number(at);
  const db = block === undefined ? 0 : Number(block);
  if (byte + type.bytes > 65_536 || db > 65_535 || (block !== undefined && db === 0))
    throw wrong('out of range');
  const where = block === undefined ? areas[(area ?? '').toUpperCase()] : 'DB';
  if (where === undefined) throw wrong('unknown area');
  return [{ name, type: type.type, area: where, db, byte, bit: Number(bit ?? 0), bytes: type.bytes }];
}

function typed(name: string, length: string | undefined): Pick<Leaf, 'type' | 'bytes'> | null {
  const upper = name.toUpperCase();
  if (upper === 'STRING' || upper === 'WSTRING') {
    const characters = Number(length ?? 254);
    if (characters < 1 || characters > (upper === 'STRING' ? 254 : 16_382)) return null;
    return upper === 'STRING'
      ? { type: 'String', bytes: 2 + characters }
      : { type: 'WString', bytes: 4 + 2 * characters };
  }
  return length === undefined ? (elementary(name) ?? null) : null;
}
