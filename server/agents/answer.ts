import type { ServerResponse } from 'node:http';
import { errorTable, isWitnessError, type WitnessError } from '@witnessmark/shared/errors';

export interface Answer {
  readonly status: number;
  readonly body: object;
}

/** Statuses that mean "later": they carry Retry-After. */
const later = new Set([429, 503, 507]);
const laterSeconds = 5;

export function sendAnswer(response: ServerResponse, { status, body }: Answer): void {
  send(response, status, 'application/json', body);
}

/** RFC 9457 problem details. What is no error of ours is told as `wire.busy`: its text is not for outside. */
export function sendProblem(response: ServerResponse, error: unknown, retryAfter?: number): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const known = isWitnessError(error) ? problemOf(error) : unknownProblem;
  if (later.has(known.status)) response.setHeader('Retry-After', String(retryAfter ?? laterSeconds));
  // What is left of a refused body is not read: the connection ends with the answer.
  if (!response.req.complete) response.setHeader('Connection', 'close');
  send(response, known.status, 'application/problem+json', known);
}

interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
}

const unknownProblem: Problem = {
  type: 'urn:witnessmark:wire.busy',
  title: errorTable['wire.busy'].happened,
  status: 503,
  detail: errorTable['wire.busy'].remedy,
  code: 'wire.busy',
};

function problemOf(error: WitnessError): Problem {
  return {
    type: `urn:witnessmark:${error.code}`,
    title: errorTable[error.code].happened,
    status: error.status,
    detail: error.message,
    code: error.code,
  };
}

function send(response: ServerResponse, status: number, type: string, body: object): void {
  const text = Buffer.from(JSON.stringify(body), 'utf8');
  response.writeHead(status, {
    'Content-Type': type,
    'Content-Length': text.byteLength,
    'Cache-Control': 'no-store',
  });
  response.end(text);
}
