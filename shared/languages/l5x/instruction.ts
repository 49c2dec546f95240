import type { Circuit, CoilKind, ContactKind, Pin } from '../model/index.ts';
import { operandOf } from './operand.ts';

const contacts: Readonly<Record<string, ContactKind>> = { XIC: 'open', XIO: 'closed', ONS: 'rising' };
const coils: Readonly<Record<string, CoilKind>> = { OTE: 'coil', OTL: 'set', OTU: 'reset', JMP: 'jump' };

/** Operands by position: `@` is the instance, `>` is written, the others are read. */
const shapes: Readonly<Record<string, readonly string[]>> = {
  ...alike(['TON', 'TOF', 'RTO', 'CTU', 'CTD'], ['@', 'Preset', 'Accum']),
  ...alike(['OSR', 'OSF'], ['>Storage Bit', '>Output Bit']),
  ...alike(['RES', 'CLR'], ['>Dest']),
  ...alike(['ADD', 'SUB', 'MUL', 'DIV', 'MOD', 'XPY', 'EXPT'], ['Source A', 'Source B', '>Dest']),
  ...alike(['AND', 'OR', 'XOR'], ['Source A', 'Source B', '>Dest']),
  ...alike(['MOV', 'MOVE', 'NEG', 'NOT', 'ABS', 'SQR', 'SQRT', 'TOD', 'FRD'], ['Source', '>Dest']),
  ...alike(['SIN', 'COS', 'TAN', 'ASN', 'ACS', 'ATN', 'LN', 'LOG', 'DEG', 'RAD', 'TRN'], ['Source', '>Dest']),
  ...alike(['DTOS', 'RTOS', 'STOD', 'STOR', 'UPPER', 'LOWER'], ['Source', '>Dest']),
  ...alike(['EQU', 'NEQ', 'LES', 'LEQ', 'GRT', 'GEQ'], ['Source A', 'Source B']),
  ...alike(['EQ', 'NE', 'LT', 'LE', 'GT', 'GE'], ['Source A', 'Source B']),
  ...alike(['COP', 'CPS', 'FLL'], ['Source', '>Dest', 'Length']),
  ...alike(['LIM', 'LIMIT'], ['Low Limit', 'Test', 'High Limit']),
  SCP: ['Input', 'Input Min', 'Input Max', 'Scaled Min', 'Scaled Max', '>Output'],
  MEQ: ['Source', 'Mask', 'Compare'],
  CMP: ['Expression'],
  CPT: ['>Dest', 'Expression'],
  MVM: ['Source', 'Mask', '>Dest'],
  BTD: ['Source', 'Source Bit', '>Dest', 'Dest Bit', 'Length'],
  SWPB: ['Source', 'Order Mode', '>Dest'],
  CONCAT: ['Source A', 'Source B', '>Dest'],
  SIZE: ['Source', 'Dim. To Vary', '>Size'],
  GSV: ['Class Name', 'Instance Name', 'Attribute Name', '>Dest'],
  SSV: ['Class Name', 'Instance Name', 'Attribute Name', 'Source'],
  MSG: ['@'],
  LBL: ['Label'],
  FOR: ['Routine Name', '>Index', 'Initial Value', 'Terminal Value', 'Step Size'],
  JSR: ['Routine Name', 'Input Par Count'],
};

function alike(names: readonly string[], shape: readonly string[]): Record<string, readonly string[]> {
  return Object.fromEntries(names.map(name => [name, shape]));
}

/**
 * One instruction of a rung. Operands are named as the tool shows them where the instruction is known, else, as those of
 * Add-On Instructions, by their place: a call says the same whether its definition is in the file or not.
 * Source: Rockwell, Logix 5000 Controllers General Instructions (1756-RM003).
 */
export function instruction(mnemonic: string, operands: readonly string[]): Circuit {
  const key = mnemonic.toUpperCase();
  const [first, ...others] = operands;
  const contact = Object.hasOwn(contacts, key) ? contacts[key] : undefined;
  const coil = Object.hasOwn(coils, key) ? coils[key] : undefined;
  if (first !== undefined && others.length === 0) {
    if (contact !== undefined) return { is: 'contact', kind: contact, operand: operandOf(first) };
    if (coil !== undefined) return { is: 'coil', kind: coil, operand: operandOf(first) };
  }
  if (key === 'RET' && first === undefined) return { is: 'coil', kind: 'return', operand: operandOf('') };
  const shape = Object.hasOwn(shapes, key) ? (shapes[key] ?? []) : [];
  const pins = operands.map((operand, at) => ({ role: shape[at] ?? String(at + 1), operand }));
  const instance = pins.find(({ role }) => role === '@');
  const pin = ({ role, operand }: { readonly role: string; readonly operand: string }): Pin => ({
    name: role.replace(/^>/, ''),
    negated: false,
    from: operandOf(operand),
  });
  return {
    is: 'box',
    box: {
      type: mnemonic,
      instance: instance === undefined ? null : operandOf(instance.operand),
      // `?` stands where the tool shows what the tag holds.
      inputs: pins.filter(({ role, operand }) => !/^[@>]/.test(role) && operand !== '?').map(pin),
      outputs: pins.filter(({ role }) => role.startsWith('>')).map(pin),
      comment: null,
    },
  };
}
