import { type PlantPdu, pduKind } from './bytes.ts';

/** What a client asks a CPU to do. */
export type Service =
  | 'negotiate'
  | 'read-variable'
  | 'write-variable'
  | 'upload'
  | 'download'
  | 'control'
  | 'status-list'
  | 'list-blocks'
  | 'block-info'
  | 'read-clock'
  | 'set-clock'
  | 'password'
  | 'test'
  | 'other';

/** The services that change nothing on a controller. */
export const readingServices: ReadonlySet<Service> = new Set<Service>([
  'negotiate',
  'read-variable',
  'upload',
  'status-list',
  'list-blocks',
  'block-info',
  'read-clock',
]);

/** Test functions of a programming device that the plant knows, in their function group. */
export const testGroup = 1;
export const testFunction = { force: 9, memoryReset: 12, endForce: 15 } as const;

const jobs: Readonly<Record<number, Service>> = {
  240: 'negotiate',
  4: 'read-variable',
  5: 'write-variable',
  26: 'download',
  27: 'download',
  28: 'download',
  29: 'upload',
  30: 'upload',
  31: 'upload',
  40: 'control',
  41: 'control',
};

const groups: Readonly<Record<string, Service>> = {
  '1/9': 'test',
  '1/12': 'test',
  '1/15': 'test',
  '3/1': 'list-blocks',
  '3/2': 'list-blocks',
  '3/3': 'block-info',
  '4/1': 'status-list',
  '5/1': 'password',
  '5/2': 'password',
  '7/1': 'read-clock',
  '7/2': 'set-clock',
};

export function serviceOf(pdu: PlantPdu): Service {
  if (pdu.kind === pduKind.job) return jobs[pdu.parameters[0] ?? -1] ?? 'other';
  if (pdu.kind !== pduKind.userdata || pdu.parameters.length < 8) return 'other';
  return groups[`${pdu.parameters.readUInt8(5) & 15}/${pdu.parameters.readUInt8(6)}`] ?? 'other';
}

/** Who is at the other end of a connection. A watcher may only read. */
export type Role = 'watcher' | 'operator' | 'engineer';

export interface Tsaps {
  readonly local: number;
  readonly remote: number;
}

/** Local TSAP by which the plant's own operator panels are known. */
export const panelTsap = 0x4849;

/** A programming device connects as one; a panel of the plant names itself; everybody else is a watcher. */
export function roleByTsap({ local, remote }: Tsaps): Role {
  if (remote >> 8 === 1) return 'engineer';
  return local === panelTsap ? 'operator' : 'watcher';
}
