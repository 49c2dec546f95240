import { WitnessError } from '@witnessmark/shared/errors';

/**
 * Methods that leave the CPU as it is (Siemens, "SIMATIC S7-1500 Web server", chapter on the Web API), each
 * with the parameters the watcher gives it. `Api.Login` and `Api.Logout` change its own session and nothing else.
 */
const parameters = {
  'Api.Login': ['user', 'password'],
  'Api.Logout': [],
  'Api.Browse': [],
  'Api.Version': [],
  'Api.GetPermissions': [],
  'Api.GetQuantityStructures': [],
  'Plc.ReadOperatingMode': [],
  'Plc.ReadModeSelectorState': [],
  'Plc.ReadSystemTime': [],
  'Plc.ReadCpuType': [],
  'Plc.ReadStationName': [],
  'PlcProgram.Browse': ['var', 'mode', 'type'],
  'PlcProgram.Read': ['var', 'mode'],
  'DiagnosticBuffer.Browse': ['language', 'count'],
  'Syslog.Browse': ['count', 'first'],
  'Failsafe.ReadParameters': ['hwid'],
  'Modules.ReadIdentificationMaintenance': ['hwid', 'number', 'type'],
} as const satisfies Record<string, readonly string[]>;

export type ReadingMethod = keyof typeof parameters;

export interface Call {
  readonly method: ReadingMethod;
  readonly params?: Readonly<Record<string, unknown>>;
}

/**
 * The body of one HTTP request, and the only way to make one: each call is checked here, last, whoever made
 * it. Throws `webapi.not-a-read` for a method or a parameter that is not in the list.
 */
export function encodeCalls(calls: readonly Call[], subject: string): string {
  const bodies = calls.map((call, index) => {
    const refusal = refusalOf(call);
    if (refusal !== null) throw new WitnessError('webapi.not-a-read', subject, refusal);
    const { method, params } = call;
    return { jsonrpc: '2.0', id: index, method, ...(params === undefined ? {} : { params }) };
  });
  return JSON.stringify(bodies.length === 1 ? bodies[0] : bodies);
}

function refusalOf({ method, params = {} }: Call): string | null {
  if (!Object.hasOwn(parameters, method)) return method;
  const allowed: readonly string[] = parameters[method];
  const extra = Object.keys(params).find(name => !allowed.includes(name));
  return extra === undefined ? null : `${method} with ${extra}`;
}
