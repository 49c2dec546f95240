import type { Coverage, Notice, Observation, Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';

/** A fact before the spool gives it its key and its place in the stream. */
export type FactDraft = { readonly stream: string; readonly at: Instant } & (
  | { readonly kind: 'observation'; readonly body: Observation }
  | { readonly kind: 'coverage'; readonly body: Coverage }
  | { readonly kind: 'statement'; readonly body: Statement }
  | { readonly kind: 'notice'; readonly body: Notice }
);
