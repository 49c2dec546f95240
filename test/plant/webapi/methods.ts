import type { CpuProgram, DataBlock, Variable } from './program.ts';

export interface CpuIdentity {
  readonly product: string;
  readonly orderNumber: string;
  readonly serial: string;
  readonly firmware: readonly [number, number, number];
  readonly station: string;
}

export interface Failsafe {
  readonly signature: string;
  readonly lastModified: string;
}

export interface DiagnosticEntry {
  readonly at: Date;
  readonly text: string;
  readonly incoming: boolean;
}

/** What the methods speak about. */
export interface CpuState {
  readonly identity: CpuIdentity;
  readonly program: CpuProgram;
  mode: 'run' | 'stop';
  /** Null where it is no F-CPU. */
  failsafe: Failsafe | null;
  readonly diagnostics: DiagnosticEntry[];
  readonly syslog: string[];
}

/** An error the CPU answers with, by the codes of its manual. */
export class Refused extends Error {
  readonly code: number;

  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

type Params = Readonly<Record<string, unknown>>;
interface Method {
  /** What the user has to be allowed; null for what needs no log-in. */
  readonly needs: string | null;
  readonly answer: (cpu: CpuState, params: Params) => unknown;
}

const cpuHwid = 49;
export const openMethods = [
  'Api.Login',
  'Api.Logout',
  'Api.Browse',
  'Api.Version',
  'Api.Ping',
  'Api.GetPermissions',
];

/** Reading methods beside the `Api.*` of the session, by name. */
export const methods: Readonly<Record<string, Method>> = {
  'Plc.ReadOperatingMode': { needs: 'read_diagnostics', answer: cpu => cpu.mode },
  'Plc.ReadModeSelectorState': { needs: 'read_diagnostics', answer: () => ({ mode_selector: 'run' }) },
  'Plc.ReadSystemTime': {
    needs: 'read_diagnostics',
    answer: () => ({ timestamp: new Date().toISOString().replace('Z', '000000Z') }),
  },
  'Plc.ReadCpuType': {
    needs: 'read_diagnostics',
    answer: ({ identity }) => ({ product_name: identity.product, order_number: identity.orderNumber }),
  },
  'Plc.ReadStationName': {
    needs: 'read_diagnostics',
    answer: ({ identity }) => ({ station_name: identity.station }),
  },
  'Modules.ReadIdentificationMaintenance': { needs: 'read_diagnostics', answer: identification },
  'Failsafe.ReadParameters': { needs: 'read_diagnostics', answer: failsafe },
  'PlcProgram.Browse': { needs: 'read_value', answer: browse },
  'PlcProgram.Read': { needs: 'read_value', answer: read },
  'DiagnosticBuffer.Browse': {
    needs: 'read_diagnostics',
    answer: (cpu, { count }) => ({
      entries: cpu.diagnostics.slice(-bounded(count)).map(({ at, text, incoming }) => ({
        timestamp: at.toISOString(),
        status: incoming ? 'incoming' : 'outgoing',
        long_text: text,
        short_text: text,
        help_text: '',
        event: { textlist_id: 2, text_id: 16_386 },
      })),
      last_modified: (cpu.diagnostics.at(-1)?.at ?? new Date(0)).toISOString(),
      count_current: cpu.diagnostics.length,
      count_max: 3200,
      language: 'en-US',
    }),
  },
  'Syslog.Browse': {
    needs: 'read_syslog',
    answer: ({ syslog }, { count }) => ({
      entries: syslog.slice(-bounded(count)).map(raw => ({ raw })),
      count_total: syslog.length,
      count_lost: 0,
    }),
  },
  'Api.GetQuantityStructures': {
    needs: 'read_diagnostics',
    answer: () => ({
      webapi_max_http_request_body_size: 131_072,
      webapi_max_parallel_requests: 4,
      webapi_max_parallel_user_sessions: 100,
    }),
  },
};

function identification({ identity }: CpuState, { hwid, number, type }: Params): unknown {
  if (number !== 0 || (type !== 'actual' && type !== 'configured'))
    throw new Refused(-32_602, 'Invalid Params');
  if (hwid !== cpuHwid) throw new Refused(1501, 'HWID does not exist');
  const [major, minor, patch] = identity.firmware;
  return {
    data: {
      manufacturer_id: 42,
      // I&M texts are filled up with blanks.
      order_number: identity.orderNumber.padEnd(20),
      serial_number: identity.serial,
      hardware_revision: 2,
      software_revision: { type: 'V', major, minor, patch },
      revision_counter: 0,
      profile_id: 0,
      profile_specific_type: 0,
      im_version: { major: 1, minor: 1 },
      im_supported: 14,
    },
  };
}

function failsafe({ failsafe: own }: CpuState, { hwid }: Params): unknown {
  if (own === null || hwid !== cpuHwid) throw new Refused(1501, 'HWID does not exist');
  return {
    safety_mode: 'enabled',
    type: 'f_cpu',
    parameters: {
      last_f_program_modification: own.lastModified,
      collective_signature: own.signature,
      remaining_time: 'PT0S',
    },
  };
}

function browse({ program }: CpuState, { var: name, mode, type }: Params): unknown {
  if (mode !== 'children' && mode !== 'var') throw new Refused(-32_602, 'Invalid Params');
  if (name === undefined || name === '') {
    if (mode === 'var') throw new Refused(-32_602, 'Invalid Params');
    const wanted = Array.isArray(type) ? type : ['data_blocks', 'tags'];
    return [
      ...(wanted.includes('code_blocks')
        ? program.code.map(block => ({
            name: block.name,
            block_number: block.number,
            block_type: block.type,
          }))
        : []),
      ...(wanted.includes('data_blocks')
        ? program.data.map(block => ({
            name: block.name,
            has_children: true,
            db_number: block.number,
            datatype: 'datablock',
          }))
        : []),
    ];
  }
  if (typeof name !== 'string') throw new Refused(-32_602, 'Invalid Params');
  const found = program.find(name);
  const place = program.locate(name);
  if (found === null || place === null) throw new Refused(200, 'Address does not exist');
  if (mode === 'var') return [described(place.name, found, place.block)];
  if (!('members' in found)) throw new Refused(202, 'Variable is not a structure');
  return Object.entries(found.members).map(([inner, variable]) => described(inner, variable, place.block));
}

function described(name: string, variable: Variable, block: DataBlock): object {
  const common = { name, db_number: block.number };
  return 'members' in variable
    ? { ...common, has_children: true, datatype: 'struct' }
    : { ...common, datatype: variable.datatype };
}

function read({ program }: CpuState, { var: name, mode }: Params): unknown {
  if (typeof name !== 'string' || (mode !== undefined && mode !== 'simple')) {
    throw new Refused(-32_602, 'Invalid Params');
  }
  const found = program.find(name);
  if (found === null) throw new Refused(200, 'Address does not exist');
  if ('members' in found) throw new Refused(204, 'Unsupported address');
  return found.value;
}

function bounded(count: unknown): number {
  return typeof count === 'number' && count > 0 ? Math.min(count, 1000) : 50;
}
