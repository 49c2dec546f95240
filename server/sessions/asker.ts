import type { Permission, Reach } from '../identity/index.ts';

/** Who asks, under which request, and how far they may. */
export interface Asker {
  readonly person: string;
  readonly request: string;
  /** True where the person works for a vendor: sponsored and approved by the site, whatever they ask. */
  readonly vendor: boolean;
  readonly sponsor: string | null;
  reach(permission: Permission): Reach;
}
