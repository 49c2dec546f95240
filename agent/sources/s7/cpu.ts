import { formatValueText, type Member, type Scalar, type ValueType } from '@witnessmark/shared/values';
import {
  type CpuIdentity,
  forceActive,
  identityOf,
  modeOf,
  type Protection,
  protectionOf,
  type StatusLists,
  type Szl,
} from './szl/index.ts';

/** What a CPU tells of itself. Null, or a field left out, where it does not tell. */
export interface CpuState {
  readonly identity: CpuIdentity;
  readonly protection: Protection | null;
  readonly mode: string | null;
  readonly forceActive: boolean | null;
}

export async function readIdentity(lists: StatusLists, signal: AbortSignal): Promise<CpuIdentity> {
  const modules = await lists.read(0x0011, 0, signal);
  const components = await lists.read(0x001c, 0, signal);
  return identityOf(modules?.records ?? [], components?.records ?? []);
}

/** Protection and checksums; list 0232 answers on CPUs, redundant ones above all, that refuse 0132. */
export async function readProtection(
  lists: StatusLists,
  signal: AbortSignal,
): Promise<(Szl & { readonly protection: Protection }) | null> {
  for (const id of [0x0132, 0x0232]) {
    const list = await lists.read(id, 4, signal);
    const protection = list === null ? null : protectionOf(list.records);
    if (list !== null && protection !== null) return { ...list, protection };
  }
  return null;
}

/** Reads all of it; throws only what ends the connection. */
export async function readCpuState(lists: StatusLists, signal: AbortSignal): Promise<CpuState> {
  const identity = await readIdentity(lists, signal);
  const protection = await readProtection(lists, signal);
  const mode = await lists.read(0x0424, 0, signal);
  const lights = (await lists.read(0x0019, 0, signal)) ?? (await lists.read(0x0074, 0, signal));
  return {
    identity,
    protection: protection?.protection ?? null,
    mode: modeOf(mode?.records ?? []),
    forceActive: forceActive(lights?.records ?? []),
  };
}

/** The configuration item: always the same members, `null` where the CPU does not tell. */
export function cpuText({ identity, ...state }: CpuState): string {
  return formatValueText([
    member('Identity.Vendor', 'String', identity.vendor),
    member('Identity.OrderNumber', 'String', identity.orderNumber),
    member('Identity.Serial', 'String', identity.serial),
    member('Identity.Hardware', 'String', identity.hardware),
    member('Identity.Firmware', 'String', identity.firmware),
    member('Identity.ModuleType', 'String', identity.moduleType),
    member('Identity.ModuleName', 'String', identity.moduleName),
    member('Identity.StationName', 'String', identity.stationName),
    member('Identity.PlantDesignation', 'String', identity.plantDesignation),
    member('MemoryCard.Serial', 'String', identity.memoryCard),
    ...actedMembers(state),
  ]);
}

/** What somebody's act moves. */
export function actedMembers(state: Omit<CpuState, 'identity'>): readonly Member[] {
  return [
    ...protectionMembers(state.protection),
    member('Mode', 'String', state.mode),
    member('Force.Active', 'Bool', state.forceActive),
  ];
}

export function protectionMembers(protection: Protection | null): readonly Member[] {
  const checksums = protection?.checksums ?? null;
  return [
    member('Protection.Level', 'UInt', protection?.level),
    member('Protection.ModeSwitch', 'String', protection?.modeSwitch),
    member('Checksum.Hardware', 'ByteString', hex(checksums?.subarray(0, 4))),
    member('Checksum.Program', 'ByteString', hex(checksums?.subarray(4, 8))),
  ];
}

function member(name: string, type: ValueType, value: Scalar | null | undefined): Member {
  return { name, type, value: value ?? null };
}

function hex(raw: Buffer | undefined): string | undefined {
  return raw === undefined ? undefined : `16#${raw.toString('hex').toUpperCase()}`;
}
