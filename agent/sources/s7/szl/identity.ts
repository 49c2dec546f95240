/** What the lists 0011 (module identification) and 001C (component identification) tell of a CPU. */
export interface CpuIdentity {
  /** The maker's mark, as the CPU words it. */
  readonly vendor?: string;
  readonly orderNumber?: string;
  readonly hardware?: string;
  readonly firmware?: string;
  readonly stationName?: string;
  readonly moduleName?: string;
  readonly moduleType?: string;
  readonly plantDesignation?: string;
  readonly serial?: string;
  /** Serial number of the memory card; absent where none is in or the CPU does not tell. */
  readonly memoryCard?: string;
}

const moduleRecordBytes = 28;
const componentRecordBytes = 34;

/** Fields the records tell; empty and unreadable ones are left out. */
export function identityOf(modules: readonly Buffer[], components: readonly Buffer[]): CpuIdentity {
  const module = (index: number) => record(modules, index, moduleRecordBytes);
  const component = (index: number) => text(record(components, index, componentRecordBytes)?.subarray(2));
  return present({
    orderNumber: text(module(1)?.subarray(2, 22)),
    hardware: hardware(module(6) ?? module(1)),
    firmware: firmware(module(7)),
    vendor: component(4),
    stationName: component(1),
    moduleName: component(2),
    plantDesignation: component(3),
    serial: component(5),
    moduleType: component(7),
    memoryCard: component(8),
  });
}

function record(records: readonly Buffer[], index: number, bytes: number): Buffer | undefined {
  return records.find(candidate => candidate.length >= bytes && candidate.readUInt16BE(0) === index);
}

/** Text up to the first NUL, without blanks at its ends; Latin-1, as the code page is not told. */
function text(raw: Buffer | undefined): string | undefined {
  if (raw === undefined) return undefined;
  const end = raw.indexOf(0);
  const found = raw.toString('latin1', 0, end < 0 ? raw.length : end).trim();
  return found === '' ? undefined : found;
}

/** Index 6: the two version words as they stand, in hex; CPU families read them differently. */
function hardware(raw: Buffer | undefined): string | undefined {
  return raw?.toString('hex', 24, 28).toUpperCase();
}

/** Index 7: `V` and three numbers in the last four bytes. */
function firmware(raw: Buffer | undefined): string | undefined {
  if (raw === undefined || raw.readUInt8(24) !== 0x56) return undefined;
  return `V${raw.readUInt8(25)}.${raw.readUInt8(26)}.${raw.readUInt8(27)}`;
}

function present(fields: Record<keyof CpuIdentity, string | undefined>): CpuIdentity {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
