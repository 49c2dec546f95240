import type { Somebody } from '@witnessmark/shared/api';
import type { Permission, Reach } from '../identity/index.ts';

/** Who asks, under which request, and how far they may. */
export interface Asker {
  readonly person: string;
  readonly request: string;
  /** True where the person works for a vendor: sponsored and approved by the site, whatever they ask. */
  readonly vendor: boolean;
  readonly sponsor: string | null;
  reach(permission: Permission): Reach;
  /** People as the one who asks may see them; that they were looked up is logged. */
  names(persons: readonly string[]): Promise<ReadonlyMap<string, Somebody>>;
}
