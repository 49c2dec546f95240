import { createHash } from 'node:crypto';
import type { EventActor, EventDraft } from './draft.ts';

/** The event that erases vault rows, to be appended with the one that makes them needless; `under` names the rule. */
export function erasure(refs: readonly string[], under: string, actor: EventActor): EventDraft {
  return {
    type: 'content.erased',
    key: `content.erased/${createHash('sha256').update(refs.join('\n')).digest('hex')}`,
    actor,
    subject: 'vault',
    body: { refs: [...refs], under },
    erases: refs,
  };
}
