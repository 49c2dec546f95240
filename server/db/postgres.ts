import { createHash } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './schema.ts';

/** PostgreSQL's type number of bigint; positions and sizes stay far below 2^53. */
const bigintType = 20;

export interface PostgresConnections {
  readonly db: Kysely<Tables>;
  /** Gives the advisory lock back. */
  readonly release: () => Promise<void>;
}

/**
 * Connects and takes the site's advisory lock on a connection of its own. Throws `db.second-process`
 * where another server holds it. The fence in `lease` guards the moment after this connection broke.
 */
export async function openPostgres(url: string, site: string): Promise<PostgresConnections> {
  const holder = new pg.Client({ connectionString: url });
  // Should it break, another server may start; the fence then refuses what this one appends.
  holder.on('error', () => undefined);
  await holder.connect();
  const taken = await holder.query<{ taken: boolean }>('select pg_try_advisory_lock($1::bigint) as taken', [
    lockNumber(site),
  ]);
  if (taken.rows[0]?.taken !== true) {
    await holder.end();
    throw new WitnessError('db.second-process', `site ${site}`);
  }
  const pool = new pg.Pool({
    connectionString: url,
    max: 8,
    types: {
      getTypeParser: ((type: number, format?: 'text' | 'binary') =>
        type === bigintType ? Number : pg.types.getTypeParser(type, format)) as typeof pg.types.getTypeParser,
    },
  });
  // An idle connection that breaks is replaced by the pool; without a listener it would end the process.
  pool.on('error', () => undefined);
  return {
    db: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }),
    release: () => holder.end(),
  };
}

function lockNumber(site: string): string {
  return createHash('sha256').update(`witnessmark:${site}`).digest().readBigInt64BE(0).toString();
}
