import type { AssetPaths } from '@witnessmark/shared/api';
import { kindSchema } from '@witnessmark/shared/items';
import type { Database } from '../db/index.ts';
import type { AccessPaths } from './access-paths.ts';
import type { WitnessLives } from './lives.ts';
import { type RegistryReader, somebodyIn } from './shown.ts';

/** The ways an asset can be written, as people read them: which witness watches each, and whether it lives. */
export class PathsShown {
  readonly #database: Database;
  readonly #paths: AccessPaths;
  readonly #lives: WitnessLives;
  readonly #now: () => number;

  constructor(parts: { database: Database; paths: AccessPaths; lives: WitnessLives; now: () => number }) {
    this.#database = parts.database;
    this.#paths = parts.paths;
    this.#lives = parts.lives;
    this.#now = parts.now;
  }

  async of(asset: string, reader: Pick<RegistryReader, 'names'>): Promise<AssetPaths> {
    const now = new Date(this.#now()).toISOString();
    const paths = await this.#paths.of(asset);
    const heard = await this.#lives.around(asset);
    const watching = new Set(paths.flatMap(({ witnesses }) => witnesses));
    const written = new Set(paths.flatMap(({ kinds }) => kinds));
    return {
      declared: await this.#declared(asset, reader),
      paths: paths.map(path => ({
        ...path,
        closedNow: path.closed.some(({ from, until }) => from <= now && (until === null || until > now)),
        watch: path.witnesses.map(name => ({
          name,
          heard: heard.find(witness => witness.name === name) ?? null,
        })),
      })),
      unreached: kindSchema.options.filter(kind => !written.has(kind)),
      idle: heard.filter(witness => witness.asset !== null && !watching.has(witness.name ?? '')),
    };
  }

  async #declared(asset: string, reader: Pick<RegistryReader, 'names'>): Promise<AssetPaths['declared']> {
    const row = await this.#database.read
      .selectFrom('asset_paths')
      .select(['at', 'declared_by', 'reason'])
      .where('asset', '=', asset)
      .orderBy('pos', 'desc')
      .limit(1)
      .executeTakeFirst();
    if (row === undefined) return null;
    const { at, declared_by: person, reason } = row;
    const names = await reader.names([person]);
    return { at, by: somebodyIn(names, person), reason };
  }
}
