import { type ErrorCode, isWitnessError, WitnessError } from '@witnessmark/shared/errors';

/** The status an OPC UA library error speaks of (`BadTooManyOperations`); null where it names none. */
function statusIn(error: unknown): string | null {
  const response = (error as { response?: { responseHeader?: { serviceResult?: { name?: string } } } })
    .response;
  const fault = response?.responseHeader?.serviceResult?.name;
  if (fault && fault !== 'Good') return fault;
  return /\b(?:Bad|Uncertain)[A-Z][A-Za-z]+/.exec(String((error as Error).message))?.[0] ?? null;
}

const byStatus: Readonly<Record<string, ErrorCode>> = {
  BadTooManySessions: 'opcua.no-free-session',
  BadMaxConnectionsReached: 'opcua.no-free-session',
  BadIdentityTokenRejected: 'opcua.user-refused',
  BadIdentityTokenInvalid: 'opcua.user-refused',
  BadUserAccessDenied: 'opcua.user-refused',
  BadUserSignatureInvalid: 'opcua.user-refused',
  BadTimeout: 'opcua.timed-out',
  BadRequestTimeout: 'opcua.timed-out',
  BadConnectionClosed: 'opcua.link-lost',
  BadSecureChannelClosed: 'opcua.link-lost',
  BadSecureChannelIdInvalid: 'opcua.link-lost',
  BadSessionIdInvalid: 'opcua.link-lost',
  BadSessionClosed: 'opcua.link-lost',
  BadSessionNotActivated: 'opcua.link-lost',
  BadServerHalted: 'opcua.link-lost',
  BadShutdown: 'opcua.link-lost',
};

// The library tells these apart by the text of its message alone.
const byText: readonly (readonly [RegExp, ErrorCode])[] = [
  [/timed? ?out|ETIMEDOUT/i, 'opcua.timed-out'],
  [/ECONNREFUSED|ENOTFOUND|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|cannot be established/, 'opcua.no-route'],
  [/End point must exist|Cannot find an Endpoint/i, 'opcua.endpoint-missing'],
  [
    /ECONNRESET|EPIPE|connection|channel|disconnected|Session has been closed|ClientSession is closed/i,
    'opcua.link-lost',
  ],
];

/** A library error as one of ours. `fallback` names what was being done where nothing else fits. */
export function failureOf(error: unknown, subject: string, fallback: ErrorCode): WitnessError {
  if (isWitnessError(error)) return error;
  const status = statusIn(error);
  const message = String((error as Error).message ?? error);
  const code =
    (status ? byStatus[status] : byText.find(([pattern]) => pattern.test(message))?.[1]) ?? fallback;
  const detail = status ?? message.replace(/\s+/g, ' ').trim().slice(0, 300);
  return new WitnessError(code, subject, detail, { cause: error });
}

/** After these nothing more can be asked on the same connection. */
export function endsConnection(error: WitnessError): boolean {
  return error.code === 'opcua.timed-out' || error.code === 'opcua.link-lost';
}
