import type { DeviceIdentity } from '../sources/index.ts';

export type IdentityVerdict =
  | { readonly verdict: 'first' }
  | { readonly verdict: 'same' }
  /** Something was known of the device, and nothing that answers now can be compared with it. */
  | { readonly verdict: 'unproven' }
  | { readonly verdict: 'different'; readonly fields: readonly string[] };

/**
 * Compares field by field what answers with what is known. A field only one side has proves nothing; a
 * device that never said anything about itself stays what it is.
 */
export function compareIdentity(known: DeviceIdentity | null, now: DeviceIdentity): IdentityVerdict {
  if (known === null) return { verdict: 'first' };
  const common = Object.keys(known).filter(field => Object.hasOwn(now, field));
  const fields = common.filter(field => known[field] !== now[field]);
  if (fields.length > 0) return { verdict: 'different', fields };
  if (common.length === 0 && Object.keys(known).length > 0) return { verdict: 'unproven' };
  return { verdict: 'same' };
}

/** What is known after a contact with the same device: fields once known stay known. */
export function mergedIdentity(known: DeviceIdentity | null, now: DeviceIdentity): DeviceIdentity {
  return { ...known, ...now };
}
