import { addressesPath, formatAddresses } from '@witnessmark/shared/mc7';
import { buildImage } from '@witnessmark/shared/mc7/testing';
import { formatValueText, type Member } from '@witnessmark/shared/values';
import { TestCore } from '../core/testing/index.ts';
import type { NewPlace } from '../db/testing/index.ts';
import { instant, type Write } from '../ingest/testing/index.ts';
import { openPlant, type Plant } from './index.ts';

/** A REAL at 0.0, an INT at 4.0 and a BOOL at 6.0, in a data block kept without its body. */
export function dataBlockImage(starts: {
  readonly number?: number;
  readonly force: number;
  readonly count: number;
  readonly nonRetain?: boolean;
}): Uint8Array {
  const real = Buffer.alloc(4);
  real.writeFloatLE(starts.force);
  const int = Buffer.alloc(2);
  int.writeInt16LE(starts.count);
  return buildImage({
    type: 'DB',
    language: 5,
    number: starts.number ?? 20,
    attributes: starts.nonRetain ? 0x21 : 0x01,
    body: new Uint8Array(0),
    declaration: [0x11, 0x04, 0x03, 0x08, 0x0c, 0x05, 0x0c, 0x01, 0x04],
    initials: [...real, ...int],
  });
}

export function blockWrite(path: string, content: Uint8Array): Write {
  return { path, kind: 'logic', content };
}

export function valuesWrite(force: number, count: number, path = 'setpoints/DB20.txt'): Write {
  const members: Member[] = [
    { name: 'Press.Force', type: 'Real', value: force, unit: 'kN' },
    { name: 'Press.Count', type: 'Int', value: count },
  ];
  return { path, content: formatValueText(members) };
}

/** Where `valuesWrite`'s members lie. */
export function addressesWrite(source: string, db = 20, path = 'setpoints/DB20.txt'): Write {
  const place = { path, area: 'DB', db, bit: null } as const;
  const content = formatAddresses([
    { ...place, member: 'Press.Force', byte: 0, bytes: 4 },
    { ...place, member: 'Press.Count', byte: 4, bytes: 2 },
  ]);
  return { path: addressesPath(source), kind: 'config', content };
}

export function cpuWrite(source: string, mode: string, program: string): Write {
  const content = formatValueText([
    { name: 'Mode', type: 'String', value: mode },
    { name: 'Checksum.Program', type: 'ByteString', value: program },
  ]);
  return { path: `config/${source}.txt`, kind: 'config', content };
}

/** A core with the plant over it; everything fails loudly. */
export async function openTestPlant(
  newPlace: NewPlace,
  now: () => number = () => Date.parse(instant(3600).wall),
): Promise<{ core: TestCore; plant: Plant }> {
  const core = await TestCore.open(newPlace);
  const plant = openPlant({
    core: core.core,
    invitations: {
      invite: () => Promise.reject(new Error('unused')),
      check: () => Promise.reject(new Error('unused')),
    },
    dataDir: core.dataDir,
    timeZone: 'Europe/Ljubljana',
    now,
    failed: error => {
      throw error;
    },
  });
  return { core, plant };
}
