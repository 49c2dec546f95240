import { WitnessError } from '@witnessmark/shared/errors';
import type { FastifyRequest } from 'fastify';
import { callerOfRequest } from '../guard.ts';
import type { Act } from '../plant.ts';

/** The row, or http.not-found naming what was looked for. */
export function found<Row>(row: Row | null, subject: string): Row {
  if (row === null) throw new WitnessError('http.not-found', subject);
  return row;
}

/** Who does it and under which request, for the event. */
export function actOf(request: FastifyRequest): Act {
  return { person: callerOfRequest(request).person, request: request.id };
}
