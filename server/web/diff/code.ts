import type { ItemDiff } from '@witnessmark/shared/api';

/** A source of a PLC language, compared by its meaning. */
export type Code = Extract<ItemDiff, { form: 'code' }>;
export type CodeClass = Code['changes'][number]['class'];
