import type { Problem } from '@witnessmark/shared/api';
import { type ErrorCode, errorTable, isWitnessError, WitnessError } from '@witnessmark/shared/errors';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { hasZodFastifySchemaValidationErrors } from 'fastify-type-provider-zod';

const problemType = 'application/problem+json; charset=utf-8';

/** Turns any failure into RFC 9457 problem details; what is not in the error table is logged and named by request id alone. */
export function answerProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = knownError(error, request);
  if (known) {
    const retry = known.code === 'http.slow-down' ? /^(\d+) s$/.exec(known.detail ?? '')?.[1] : undefined;
    if (retry) void reply.header('retry-after', retry);
    if (known.code === 'http.not-signed-in' && request.routeOptions.config.basic) {
      void reply.header(
        'www-authenticate',
        'Basic realm="Witnessmark: any user name, an API token as password"',
      );
    }
    if (known.code === 'http.busy') void reply.header('retry-after', '2');
    return reply
      .code(known.status)
      .type(problemType)
      .send(JSON.stringify(problemOf(known, request, error)));
  }
  request.log.error({ err: error }, 'request failed unexpectedly');
  const unexpected = new WitnessError('http.unexpected', `request ${request.id}`);
  return reply
    .code(500)
    .type(problemType)
    .send(JSON.stringify(problemOf(unexpected, request, error)));
}

function problemOf(known: WitnessError, request: FastifyRequest, error: Error = known): Problem {
  const row = errorTable[known.code];
  const fields = hasZodFastifySchemaValidationErrors(error)
    ? error.validation.map(issue => ({ path: issue.instancePath, message: issue.message ?? 'not valid' }))
    : undefined;
  return {
    type: `urn:witnessmark:${known.code}`,
    title: row.happened,
    status: known.status,
    detail: known.detail === undefined ? known.subject : `${known.subject} (${known.detail})`,
    code: known.code,
    remedy: row.remedy,
    instance: request.id,
    ...(fields ? { errors: fields } : {}),
  };
}

/** What Fastify and its plug-ins refuse by themselves, in words of the error table. */
function knownError(error: FastifyError | Error, request: FastifyRequest): WitnessError | null {
  if (isWitnessError(error)) return error;
  if (hasZodFastifySchemaValidationErrors(error)) {
    const first = error.validation[0];
    return new WitnessError(
      'http.invalid-request',
      `${error.validationContext ?? 'request'}${first?.instancePath ?? ''}`,
      first?.message,
    );
  }
  const status = 'statusCode' in error ? error.statusCode : undefined;
  const code: ErrorCode | null =
    status === 413
      ? 'http.too-large'
      : status === 429
        ? 'http.slow-down'
        : status !== undefined && status >= 400 && status < 500
          ? 'http.invalid-request'
          : null;
  return code === null ? null : new WitnessError(code, request.url.split('?')[0] ?? '', error.message);
}
