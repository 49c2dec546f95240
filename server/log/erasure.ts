import { createHash } from 'node:crypto';
import type { EventActor, EventDraft } from './draft.ts';

/**
 * The event that erases vault rows, to be appended with the one that makes them needless; `under` names the rule.
 *
 * @param request whose act it is; needed for rows that may be stored again under the same reference, and be erased again.
 */
export function erasure(
  refs: readonly string[],
  under: string,
  actor: EventActor,
  request: string | null = null,
): EventDraft {
  const digest = createHash('sha256').update(refs.join('\n')).digest('hex');
  return {
    type: 'content.erased',
    key: request === null ? `content.erased/${digest}` : `content.erased/${request}/${digest}`,
    actor,
    request,
    subject: 'vault',
    body: { refs: [...refs], under },
    erases: refs,
  };
}
