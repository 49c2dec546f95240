import { WitnessError } from '@witnessmark/shared/errors';
import type { ValueType } from '@witnessmark/shared/values';
import NodeS7 from 'nodes7';
import type { Area, Leaf } from './leaf.ts';

/** nodes7 reads numbers out of almost any text; only what has its documented form is handed to it. */
const form = /^(?:DB\d{1,5},[A-Z]+\d{1,5}|[MIEQA][A-Z]{0,3}\d{1,5})(?:\.\d{1,4}){0,2}$/;

const types: Readonly<Record<string, ValueType>> = {
  X: 'Bool',
  B: 'Byte',
  BYTE: 'Byte',
  C: 'Char',
  CHAR: 'Char',
  WORD: 'Word',
  INT: 'Int',
  DWORD: 'DWord',
  DINT: 'DInt',
  REAL: 'Real',
  LREAL: 'LReal',
  LINT: 'LInt',
  DT: 'Date_And_Time',
  DTL: 'DTL',
  S: 'String',
  STRING: 'String',
};
const areas: Readonly<Record<string, Area>> = { DB: 'DB', M: 'M', I: 'I', Q: 'Q' };

/**
 * Variables at an address in the notation of nodes7, parsed by nodes7 itself; an array gives one for each
 * element, `name[0]` onward. Throws `s7.layout-invalid` where nodes7 would drop the address without a word.
 */
export function nodes7Leaves(name: string, address: string, place: string): Leaf[] {
  const wrong = new WitnessError('s7.layout-invalid', place, `${address} is no address that can be read`);
  if (!form.test(address)) throw wrong;
  const parser = new NodeS7({ silent: true });
  // Without connection parameters its DT branch would fail; they are never used to connect.
  Object.assign(parser, { connectionParams: {} });
  parser.addItemsNow(address);
  const item = parser.polledReadBlockList[0];
  if (item === undefined) throw wrong;
  const type = types[item.datatype];
  const area = areas[item.addrtype];
  const { bitOffset = 0 } = item;
  const sound = [item.offset, bitOffset, item.arrayLength, item.dtypelen].every(Number.isSafeInteger);
  if (type === undefined || area === undefined || !sound || bitOffset > 7) throw wrong;
  if (area === 'DB' && (item.dbNumber < 1 || item.dbNumber > 65_535)) throw wrong;
  if (item.arrayLength < 1 || item.offset + item.arrayLength * item.dtypelen > 65_536) throw wrong;
  return Array.from({ length: item.arrayLength }, (_, index) => {
    const bit = type === 'Bool' ? bitOffset + index : 0;
    return {
      name: item.arrayLength === 1 ? name : `${name}[${index}]`,
      type,
      area,
      db: area === 'DB' ? item.dbNumber : 0,
      byte: item.offset + (type === 'Bool' ? bit >> 3 : index * item.dtypelen),
      bit: bit & 7,
      bytes: item.dtypelen,
    };
  });
}
