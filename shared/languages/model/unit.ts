import type { Attribute } from './attribute.ts';
import type { Network } from './network.ts';

export type UnitKind =
  | 'controller'
  | 'program'
  | 'organisation-block'
  | 'function'
  | 'function-block'
  | 'add-on-instruction'
  | 'method'
  | 'action'
  | 'property'
  | 'transition'
  | 'interface'
  | 'routine'
  | 'data-block'
  | 'data-type'
  | 'variable-list'
  | 'tag-table'
  | 'task'
  | 'module'
  | 'recipe'
  | 'node-set'
  | 'other';

/** A thing with a name that an engineer opens: a block, a type, a table, a recipe. */
export interface Unit {
  readonly kind: UnitKind;
  readonly name: string;
  /** Identity within the file and over versions: kind and name, in one case where the language ignores case. */
  readonly key: string;
  /** The engineering tool's own id where it outlives a renaming; never compared. */
  readonly id: string | null;
  /** Number of a block, as in FB 12; null where there is none. */
  readonly number: number | null;
  readonly title: string | null;
  readonly comment: string | null;
  /** What stands about the unit beside its parts: return type, base type, task period, access, safety, protection. */
  readonly attributes: readonly Attribute[];
  readonly members: readonly Member[];
  readonly networks: readonly Network[];
  readonly units: readonly Unit[];
  readonly line: number;
  /** Stands in the file only because others of it need it, as a dependency does: no difference where one side lacks it. */
  readonly context?: boolean;
}

/** A variable, a parameter, a tag, a member of a type, a value of a recipe. */
export interface Member {
  /** `VAR_INPUT`, `Static`, `tags` …: as the language calls it; compared. */
  readonly section: string;
  readonly name: string;
  /** Name in one case where the language ignores it. */
  readonly key: string;
  readonly type: string;
  /** What is compared where the language ignores the case of `type`; else `type` is. */
  readonly typeKey?: string;
  /** Initial value or value, in the language's own canonical writing; null where none is written. */
  readonly value: string | null;
  /** What is compared where two writings are one value, as `T#2s` and `T#2000ms`; else `value` is. */
  readonly valueKey?: string;
  readonly unit: string | null;
  readonly range: readonly [number, number] | null;
  /** Unit and range are said at another member of the file, and compared there. */
  readonly measuredElsewhere?: boolean;
  /** `%I0.3`, `E 0.0`, an alias target; null where the tool places it. */
  readonly address: string | null;
  readonly comment: string | null;
  readonly attributes: readonly Attribute[];
  readonly members: readonly Member[];
  readonly line: number;
}
