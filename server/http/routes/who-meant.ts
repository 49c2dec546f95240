import { personIdSchema, whoSchema } from '@witnessmark/shared/api';
import type { FastifyRequest } from 'fastify';
import { type Identity, isAllowed } from '../../identity/index.ts';
import { callerOfRequest } from '../guard.ts';

const verdicts: ReadonlySet<string> = new Set(whoSchema.shape.verdict.options);
/** Names that hold a text; who means one of more than this writes more of the name. */
const peopleAtMost = 50;

/**
 * What a filter by who means: a verdict as it is, else ids of people joined by commas: one's own for `me`, an id, or
 * those whose name, as the caller may see it, holds the text.
 */
export async function whoMeant(
  who: string,
  request: FastifyRequest,
  { identity }: { readonly identity: Identity },
): Promise<string> {
  const caller = callerOfRequest(request);
  if (verdicts.has(who) || personIdSchema.safeParse(who).success) return who;
  if (who === 'me') return caller.person;
  const accounts = await identity.people.accounts();
  const holds = (text: string) => text.toLowerCase().includes(who.toLowerCase());
  // Whoever may not see names looks through labels alone: what is found must not tell what a name holds.
  const likely = isAllowed(caller, 'see-names')
    ? accounts.filter(({ name }) => holds(name)).slice(0, peopleAtMost)
    : accounts;
  const shown = await identity.names.of(
    likely.map(({ person }) => person),
    caller,
  );
  const meant = [...shown.values()].filter(({ label }) => holds(label)).slice(0, peopleAtMost);
  // An empty list is nobody, not everybody.
  return meant.length === 0 ? 'nobody' : meant.map(({ person }) => person).join(',');
}
