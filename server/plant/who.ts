import type { Who } from '@witnessmark/shared/changes';

/** Until a judgement says otherwise: nobody is named, and that is said. */
export const nobodyKnown: Who = {
  verdict: 'unattributed',
  reach: 'nothing',
  actor: 'unknown',
  label: 'nobody known',
};
