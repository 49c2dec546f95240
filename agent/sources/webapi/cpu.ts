import { formatValueText, type Member, type Scalar } from '@witnessmark/shared/values';
import { z } from 'zod';
import type { Answered, Outcome, WebApiLink } from './link.ts';
import type { Call } from './reading-methods.ts';

const text = z.string().max(1000);
const cpuTypeSchema = z.looseObject({ product_name: text.optional(), order_number: text.optional() });
const stationSchema = z.looseObject({ station_name: text });
const selectorSchema = z.looseObject({ mode_selector: text });
const systemTimeSchema = z.looseObject({ timestamp: text });
/** I&M 0 (PROFINET identification and maintenance), as the CPU's own module tells it. */
const identificationSchema = z.looseObject({
  order_number: text.optional(),
  serial_number: text.optional(),
  hardware_revision: z.number().optional(),
  software_revision: z
    .looseObject({ type: text, major: z.number(), minor: z.number(), patch: z.number() })
    .optional(),
});
const identificationResultSchema = z.looseObject({ data: identificationSchema });
const failsafeSchema = z.looseObject({
  safety_mode: text.optional(),
  type: text,
  parameters: z
    .looseObject({ last_f_program_modification: text.optional(), collective_signature: text.optional() })
    .optional(),
});
const namesSchema = z.array(z.looseObject({ name: text })).max(1000);

/** What the CPU tells of itself; null where it does not, or does not tell this user. */
export interface CpuFacts {
  readonly product: string | null;
  readonly orderNumber: string | null;
  readonly serial: string | null;
  readonly hardware: string | null;
  readonly firmware: string | null;
  readonly station: string | null;
  readonly mode: string | null;
  readonly modeSelector: string | null;
  readonly safetyMode: string | null;
  /** Collective F-signature as the engineer sees it: `BC7C0410`. */
  readonly signature: string | null;
  readonly signatureSince: string | null;
  readonly apiVersion: string | null;
  readonly permissions: readonly string[];
  /** The CPU's clock, raw. */
  readonly time: string | null;
}

function cpuCalls(hwid: number) {
  return [
    { method: 'Plc.ReadCpuType' },
    { method: 'Plc.ReadStationName' },
    { method: 'Modules.ReadIdentificationMaintenance', params: { hwid, number: 0, type: 'actual' } },
    { method: 'Plc.ReadOperatingMode' },
    { method: 'Plc.ReadModeSelectorState' },
    { method: 'Failsafe.ReadParameters', params: { hwid } },
    { method: 'Api.Version' },
    { method: 'Api.GetPermissions' },
    { method: 'Plc.ReadSystemTime' },
  ] as const satisfies readonly Call[];
}

/** Reads all of it in one request. `offered`: the methods the CPU has; others are not asked for. */
export async function readCpuFacts(
  link: WebApiLink,
  hwid: number,
  offered: ReadonlySet<string>,
  signal: AbortSignal,
): Promise<{ readonly facts: CpuFacts; readonly answered: Answered }> {
  const calls = cpuCalls(hwid).filter(({ method }) => offered.has(method));
  const answered = await link.ask(calls, signal);
  const of = <Schema extends z.ZodType>(method: string, schema: Schema): z.infer<Schema> | null => {
    const outcome = answered.outcomes[calls.findIndex(call => call.method === method)];
    return resultOf(outcome, schema);
  };
  const type = of('Plc.ReadCpuType', cpuTypeSchema);
  const own = of('Modules.ReadIdentificationMaintenance', identificationResultSchema)?.data;
  const failsafe = of('Failsafe.ReadParameters', failsafeSchema);
  const safe = failsafe?.type === 'f_cpu' ? failsafe : null;
  const version = own?.software_revision;
  const facts: CpuFacts = {
    product: filled(type?.product_name),
    orderNumber: filled(own?.order_number) ?? filled(type?.order_number),
    serial: filled(own?.serial_number),
    hardware: own?.hardware_revision === undefined ? null : String(own.hardware_revision),
    firmware:
      version === undefined ? null : `${version.type}${version.major}.${version.minor}.${version.patch}`,
    station: filled(of('Plc.ReadStationName', stationSchema)?.station_name),
    mode: filled(of('Plc.ReadOperatingMode', text)?.toUpperCase()),
    modeSelector: filled(of('Plc.ReadModeSelectorState', selectorSchema)?.mode_selector.toUpperCase()),
    safetyMode: filled(safe?.safety_mode),
    signature: filled(safe?.parameters?.collective_signature),
    signatureSince: filled(safe?.parameters?.last_f_program_modification),
    apiVersion: of('Api.Version', z.number())?.toString() ?? null,
    permissions: (of('Api.GetPermissions', namesSchema) ?? []).map(({ name }) => name).sort(),
    time: filled(of('Plc.ReadSystemTime', systemTimeSchema)?.timestamp),
  };
  return { facts, answered };
}

/** The methods the CPU has, by `Api.Browse`; empty where it does not say. */
export async function offeredMethods(link: WebApiLink, signal: AbortSignal): Promise<ReadonlySet<string>> {
  const names = resultOf(await link.call({ method: 'Api.Browse' }, signal), namesSchema) ?? [];
  return new Set(names.map(({ name }) => name));
}

/** The configuration item: always the same members, `null` where the CPU does not tell. */
export function cpuText(facts: CpuFacts, certificate: string | null): string {
  const member = (name: string, value: Scalar): Member => ({ name, type: 'String', value });
  return formatValueText([
    member('Identity.Product', facts.product),
    member('Identity.OrderNumber', facts.orderNumber),
    member('Identity.Serial', facts.serial),
    member('Identity.Hardware', facts.hardware),
    member('Identity.Firmware', facts.firmware),
    member('Identity.StationName', facts.station),
    member('Mode', facts.mode),
    member('ModeSwitch', facts.modeSelector),
    member('Failsafe.SafetyMode', facts.safetyMode),
    member('Failsafe.Signature', facts.signature),
    member('Failsafe.LastModified', facts.signatureSince),
    member('WebApi.Version', facts.apiVersion),
    member('Security.ServerCertificate', certificate),
    ...facts.permissions.map(
      (name): Member => ({ name: `User.Permission.${name}`, type: 'Bool', value: true }),
    ),
  ]);
}

/** Permissions with which the watcher's user could do more than read. */
export function excessOf({ permissions }: CpuFacts): string[] {
  return permissions.filter(
    name => !/^(?:read_|open_user_pages$)/.test(name) && name !== 'download_service_data',
  );
}

/** A result by its schema; null for a refusal and for what is not what the manual says. */
function resultOf<Schema extends z.ZodType>(
  outcome: Outcome | undefined,
  schema: Schema,
): z.infer<Schema> | null {
  if (outcome === undefined || outcome.refusal !== null) return null;
  const parsed = schema.safeParse(outcome.result);
  return parsed.success ? parsed.data : null;
}

function filled(value: string | undefined): string | null {
  const trimmed = value?.trim() ?? '';
  return trimmed === '' ? null : trimmed;
}
