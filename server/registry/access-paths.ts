import { WitnessError } from '@witnessmark/shared/errors';
import { z } from 'zod';
import type { Database } from '../db/index.ts';
import { accessPathSchema, toBody } from '../events/index.ts';
import type { Log } from '../log/index.ts';

export type DeclaredPath = z.infer<typeof accessPathSchema>;

const pathsSchema = z.array(accessPathSchema);

/** By which paths assets can be written, and which witness watches each: what makes "bracketed" something to be earned. */
export class AccessPaths {
  readonly #database: Database;
  readonly #log: Log;

  constructor(database: Database, log: Log) {
    this.#database = database;
    this.#log = log;
  }

  /** Declares all paths of an asset anew. Throws http.invalid-request where two have one name. */
  async declare(
    asset: string,
    paths: readonly DeclaredPath[],
    reason: string,
    by: { person: string; request: string },
  ): Promise<void> {
    const twice = paths.find(({ id }, n) => paths.findIndex(other => other.id === id) !== n);
    if (twice) throw new WitnessError('http.invalid-request', 'paths', `${twice.id} stands twice`);
    await this.#log.append([
      {
        type: 'registry.path-declared',
        key: `${by.request}/paths/${asset}`,
        actor: { kind: 'person', id: by.person },
        request: by.request,
        subject: `asset:${asset}`,
        body: toBody('registry.path-declared', { asset, paths: [...paths], reason }),
      },
    ]);
  }

  /** The newest list; empty where nobody has declared one. */
  async of(asset: string): Promise<readonly DeclaredPath[]> {
    const row = await this.#database.read
      .selectFrom('asset_paths')
      .select('paths_json')
      .where('asset', '=', asset)
      .orderBy('pos', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined ? [] : pathsSchema.parse(JSON.parse(row.paths_json));
  }
}
