import { type ErrorCode, isWitnessError } from '@witnessmark/shared/errors';

/** A failure the controller stated, before it is tied to a subject. */
export interface StatedFailure {
  readonly code: Extract<ErrorCode, `s7.${string}`>;
  readonly detail: string;
  /** The error word the controller gave, where it gave one. */
  readonly word?: number;
}

const words: ReadonlyMap<number, readonly [StatedFailure['code'], string]> = new Map([
  [0xd209, ['s7.missing', 'no such block']],
  [0xd20c, ['s7.missing', 'no such block']],
  [0xd20e, ['s7.missing', 'no block of this type']],
  [0xd401, ['s7.missing', 'no such system status list']],
  [0xd402, ['s7.missing', 'no such index in the system status list']],
  [0xd241, ['s7.protected', 'the protection level forbids it']],
  [0x8104, ['s7.not-available', 'the service is not implemented']],
  [0x8304, ['s7.busy', 'no further upload at the same time']],
]);

/**
 * Meaning of an error word, from an answer's header (class, code) or a userdata answer's parameters. Words
 * as seen on real CPUs and in Snap7's and Wireshark's tables; any other word is passed on as it stands.
 */
export function failureOfWord(word: number): StatedFailure {
  const hex = `error word ${word.toString(16).padStart(4, '0').toUpperCase()}`;
  const known = words.get(word);
  if (known !== undefined) return { code: known[0], detail: `${hex}: ${known[1]}`, word };
  return { code: 's7.refused-by-controller', detail: hex, word };
}

/** A refused negotiation: class 83 means that the controller has no resources for another connection. */
export function failureOfNegotiation(word: number): StatedFailure {
  const failure = failureOfWord(word);
  return word >> 8 === 0x83 ? { ...failure, code: 's7.no-free-connection' } : failure;
}

/** Meaning of the return code of one item of a variable answer or of a userdata answer's data. */
export function failureOfReturnCode(code: number): StatedFailure {
  const hex = `return code ${code.toString(16).padStart(2, '0').toUpperCase()}`;
  switch (code) {
    case 0x01:
      return { code: 's7.refused-by-controller', detail: `${hex}: hardware fault` };
    case 0x03:
      return { code: 's7.protected', detail: `${hex}: access is not allowed` };
    case 0x05:
      return { code: 's7.out-of-range', detail: hex };
    case 0x0a:
      return { code: 's7.missing', detail: `${hex}: the object does not exist` };
    default:
      return { code: 's7.refused-by-controller', detail: hex };
  }
}

/**
 * Meaning of the reason in a COTP disconnect request (ISO 8073, 13.5.3): 1 congestion at the TSAP and 133
 * reference overflow say "full"; 3 address unknown means rack and slot.
 */
export function failureOfDisconnect(reason: number): StatedFailure {
  if (reason === 1 || reason === 133) {
    return { code: 's7.no-free-connection', detail: `disconnect reason ${reason}` };
  }
  return { code: 's7.refused', detail: `disconnect reason ${reason}` };
}

/** Why a TCP connection could not be made, from the system's error code. */
export function failureOfSocket(systemCode: string | undefined): StatedFailure {
  if (systemCode === 'ECONNREFUSED' || systemCode === 'ECONNRESET') {
    return { code: 's7.refused', detail: `TCP ${systemCode}` };
  }
  return { code: 's7.no-route', detail: `TCP ${systemCode ?? 'failure'}` };
}

const statedCodes: ReadonlySet<string> = new Set([
  's7.missing',
  's7.protected',
  's7.out-of-range',
  's7.not-available',
  's7.busy',
  's7.refused-by-controller',
]);

/** Whether the controller itself refused this one request; the connection is then still sound. */
export function isRefusal(error: unknown): boolean {
  return isWitnessError(error) && statedCodes.has(error.code);
}
