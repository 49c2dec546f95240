import { builtInPolicy, type PolicyBook } from '../policy/index.ts';

/** The built-in policy, which no file ever replaced. */
export function fakePolicy(): Pick<PolicyBook, 'inForce'> {
  return { inForce: () => ({ policy: builtInPolicy, adoptedAt: null, file: null }) };
}
