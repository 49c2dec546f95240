import type { FastifyRequest } from 'fastify';
import type { Identity } from '../../identity/index.ts';
import type { Reader } from '../../plant/index.ts';
import { callerOfRequest } from '../guard.ts';
import type { PlantReader } from '../plant.ts';

/** The caller as a reader of names. */
export function readerOf(
  request: FastifyRequest,
  { identity, plant }: { readonly identity: Identity; readonly plant: Pick<PlantReader, 'lookedUp'> },
): Reader {
  const caller = callerOfRequest(request);
  return {
    named: request.named,
    names: persons => identity.names.of(persons, caller),
    looked: refs => plant.lookedUp(caller.person, refs),
  };
}
