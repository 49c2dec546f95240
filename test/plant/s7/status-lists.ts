import type { PlantDiagnosticBuffer } from './diagnostic-buffer.ts';
import type { PlantIdentity } from './identity.ts';
import { modeNumbers, type PlantMode } from './mode.ts';

/** What the status lists are made from. */
export interface CpuStatus {
  readonly identity: PlantIdentity;
  readonly mode: PlantMode;
  /** 1 RUN, 2 RUN-P, 3 STOP, 4 MRES. */
  readonly modeSwitch: number;
  /** 1 none, 2 write, 3 read and write. */
  readonly protection: number;
  readonly forceActive: boolean;
  /** Checksums of hardware configuration and program, or null as a CPU without valid ones. */
  readonly checksums: { readonly hardware: number; readonly program: number } | null;
  readonly connections: { readonly engineers: number; readonly panels: number; readonly free: number };
  readonly maxPduSize: number;
  readonly maxConnections: number;
  readonly clock: Buffer;
  readonly diagnostics: PlantDiagnosticBuffer;
  /** Lists this CPU does not have. */
  readonly refusedLists: ReadonlySet<number>;
}

export interface StatusList {
  readonly recordBytes: number;
  readonly records: readonly Buffer[];
}

/** Error words of a refused list. */
const noSuchList = 0xd401;
const noSuchIndex = 0xd402;

/** One system status list, or the error word that refuses it. */
export function statusList(id: number, index: number, status: CpuStatus): StatusList | number {
  const make = lists[id];
  if (make === undefined || status.refusedLists.has(id)) return noSuchList;
  const records = make(index, status);
  const [first] = records;
  if (first === undefined) return noSuchIndex;
  return { recordBytes: first.length, records };
}

type Maker = (index: number, status: CpuStatus) => Buffer[];

const lists: Readonly<Record<number, Maker>> = {
  0: () => Object.keys(lists).map(id => words(Number(id))),
  17: (_, { identity }) => modules(identity),
  273: (index, { identity }) => modules(identity).filter(record => record.readUInt16BE(0) === index),
  28: (_, { identity }) => components(identity),
  284: (index, { identity }) => components(identity).filter(record => record.readUInt16BE(0) === index),
  25: (_, status) => lights(status),
  116: (_, status) => lights(status),
  305: (index, status) =>
    index === 1
      ? [
          filled(
            40,
            words(
              1,
              status.maxPduSize,
              status.maxConnections,
              0x00b7,
              0x1b00,
              0x0002,
              0xdc6c,
              0x05f5,
              0xe100,
            ),
          ),
        ]
      : [],
  306: (index, status) => {
    if (index === 1) {
      const { engineers, panels, free } = status.connections;
      return [filled(40, words(1, 1, 1, engineers, panels, 0, 0, free, 0, 20))];
    }
    return index === 4 ? [protection(status)] : [];
  },
  160: (_, { diagnostics, mode }) => diagnostics.given(mode),
  416: (index, { diagnostics }) => diagnostics.newest(index),
  292: (_, { diagnostics }) => diagnostics.lastTransition(),
  562: (index, status) => (index === 4 ? [protection(status)] : []),
  1060: (_, status) => [
    Buffer.concat([
      words(0x5144),
      Buffer.from([0xff, modeNumbers[status.mode]]),
      Buffer.alloc(8),
      status.clock,
    ]),
  ],
};

function words(...values: readonly number[]): Buffer {
  const raw = Buffer.alloc(values.length * 2);
  values.forEach((value, index) => {
    raw.writeUInt16BE(value, index * 2);
  });
  return raw;
}

function filled(bytes: number, head: Buffer, fill: number | string = 0): Buffer {
  const raw = Buffer.alloc(bytes, fill);
  head.copy(raw);
  return raw;
}

function modules({ orderNumber, firmware }: PlantIdentity): Buffer[] {
  const record = (index: number, name: string, versions: Buffer) =>
    Buffer.concat([words(index), filled(20, Buffer.from(name, 'latin1'), ' '), words(0x00c0), versions]);
  return [
    record(1, orderNumber, words(3, 1)),
    record(6, orderNumber, words(3, 1)),
    record(7, '', Buffer.from([0x56, ...firmware])),
    record(0x81, 'Boot Loader', Buffer.from([0x41, 0x20, 9, 9])),
  ];
}

function components(identity: PlantIdentity): Buffer[] {
  const record = (index: number, text: string) =>
    Buffer.concat([words(index), filled(32, Buffer.from(text, 'latin1'))]);
  // The order of a real CPU: clients read these records by their offsets.
  return [
    record(1, identity.stationName),
    record(2, identity.moduleName),
    record(3, identity.plantDesignation),
    record(4, 'Original Siemens Equipment'),
    record(5, identity.serial),
    record(7, identity.moduleType),
    record(8, identity.memoryCard),
    record(9, '*\xf6'),
    record(10, ''),
    record(11, ''),
  ];
}

/** SF, STOP, RUN, FRCE, BUSF and the like: number, on, blinking. */
function lights({ mode, forceActive }: CpuStatus): Buffer[] {
  const light = (number: number, on: boolean) => Buffer.from([0, number, on ? 1 : 0, 0]);
  return [
    light(1, false),
    light(4, mode === 'RUN'),
    light(5, mode === 'STOP'),
    light(6, forceActive),
    light(0x0b, false),
  ];
}

function protection({ protection: level, modeSwitch, checksums }: CpuStatus): Buffer {
  const pairs = Buffer.alloc(8);
  if (checksums !== null) {
    pairs.writeUInt32LE(checksums.hardware, 0);
    pairs.writeUInt32LE(checksums.program, 4);
  }
  const head = words(
    4,
    modeSwitch === 2 ? 1 : level,
    0,
    level,
    modeSwitch,
    0,
    0,
    checksums === null ? 0 : 0x5656,
  );
  return filled(40, Buffer.concat([head, pairs]));
}
