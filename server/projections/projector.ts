import type { Tx } from '../db/index.ts';
import type { BodyOf, BodyType } from '../events/index.ts';
import type { Entry } from '../log/index.ts';

/**
 * Applies one event to the tables. Uses nothing but the event and the tables: no clock, no randomness, no
 * network, no git, so that the same log always gives the same tables.
 */
export type Projector<Type extends BodyType> = (tx: Tx, body: BodyOf<Type>, entry: Entry) => Promise<void>;

export type Projectors = { readonly [Type in BodyType]?: Projector<Type> };

/** `asset` of `<asset>/<source>`. */
export function assetOf(stream: string): string {
  return stream.slice(0, stream.indexOf('/'));
}
