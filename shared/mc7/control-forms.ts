import { pointerAreas } from './bit-forms.ts';
import type { Evidence, FormTable } from './form.ts';
import type { Operation } from './mnemonics.ts';
import type { CalledBlock } from './operand.ts';

/** Second byte of an FF jump: the condition, whose codes for comparisons are those of 21, 31 and 39. */
const conditionalJumps: readonly (readonly [number, Operation, Evidence])[] = [
  [0x28, 'JP', 'inferred'],
  [0x48, 'JM', 'inferred'],
  [0x68, 'JN', 'inferred'],
  [0x88, 'JZ', 'inferred'],
  [0x98, 'JNB', 'proven'],
  [0xa8, 'JPZ', 'inferred'],
  [0xb8, 'JCN', 'proven'],
  [0xc8, 'JMZ', 'inferred'],
  [0xd8, 'JCB', 'inferred'],
  [0xe8, 'JBI', 'inferred'],
  [0xf8, 'JC', 'proven'],
];

/** FB: the block’s number follows; `true` where parameters follow too. */
const longCalls: readonly (readonly [number, Operation, CalledBlock, boolean, Evidence])[] = [
  [0x70, 'UC', 'FC', true, 'proven'],
  [0x71, 'CC', 'FC', true, 'inferred'],
  [0x72, 'UC', 'FB', false, 'inferred'],
  [0x74, 'UC', 'SFC', true, 'proven'],
  [0x76, 'UC', 'SFB', false, 'proven'],
];

/** Jumps, calls, opening data blocks, ends. */
export function addControlForms(table: FormTable): void {
  const jump = { kind: 'label', target: 0 } as const;
  table.add(0x7008, 'LOOP', jump, 2, 'inferred', { jump: true });
  table.add(0x7009, 'JL', jump, 2, 'inferred', { jump: true });
  table.add(0x700b, 'JU', jump, 2, 'proven', { jump: true });
  for (const [low, operation, evidence] of conditionalJumps)
    table.add(0xff00 | low, operation, jump, 2, evidence, { jump: true });
  for (let number = 0; number < 0x100; number++) {
    table.add(0x3d00 | number, 'UC', { kind: 'block', block: 'FC', number }, 0, 'proven', { call: true });
    table.add(0x1d00 | number, 'CC', { kind: 'block', block: 'FC', number }, 0, 'proven', { call: true });
    table.add(0x7500 | number, 'UC', { kind: 'block', block: 'FB', number }, 0, 'proven');
    table.add(0x5500 | number, 'CC', { kind: 'block', block: 'FB', number }, 0, 'inferred');
    table.add(0x2000 | number, 'OPN', { kind: 'block', block: 'DB', number }, 0, 'proven');
  }
  for (const [low, operation, block, call, evidence] of longCalls)
    table.add(0xfb00 | low, operation, { kind: 'block', block, number: 0 }, 2, evidence, { call });
  table.add(0xfb78, 'OPN', { kind: 'block', block: 'DB', number: 0 }, 2, 'proven');
  table.add(0xfb79, 'OPN', { kind: 'block', block: 'DI', number: 0 }, 2, 'proven');
  for (const [nibble, area] of pointerAreas) {
    const pointer = { kind: 'memory', area, width: 2, byte: 0 } as const;
    const code = 0xfb00 | (nibble << 4);
    const local = area === 'L' ? 'proven' : 'inferred';
    const data = area === 'L' || area === 'M' ? 'proven' : 'inferred';
    table.add(code, 'UC', { kind: 'indirect-block', block: 'FC', pointer }, 2, local, { call: true });
    table.add(code | 8, 'OPN', { kind: 'indirect-block', block: 'DB', pointer }, 2, data);
    table.add(code | 9, 'OPN', { kind: 'indirect-block', block: 'DI', pointer }, 2, local);
  }
  // A block parameter: an FC takes parameters of its own, an FB takes none here.
  table.add(0xfbd0, 'UC', { kind: 'parameter', at: 0, as: 'FC' }, 2, 'proven', { call: true });
  table.add(0xfbd2, 'UC', { kind: 'parameter', at: 0, as: 'FB' }, 2, 'proven');
  table.add(0xfbd8, 'OPN', { kind: 'parameter', at: 0, as: 'DB' }, 2, 'inferred');
  table.add(0xfb7c, 'CDB', null, 0, 'proven');
  table.add(0x6500, 'BE', null, 0, 'proven');
  table.add(0x6501, 'BEU', null, 0, 'inferred');
  table.add(0x0500, 'BEC', null, 0, 'proven');
}
