import { statementSchema } from '@witnessmark/shared/facts';
import type { WitnessRecord } from '../attribution/index.ts';
import type { Db, StatementRow } from '../db/index.ts';
import type { Identities } from '../registry/index.ts';

const { act, authenticity, reach, identities: named } = statementSchema.shape;

/**
 * What the log still tells of a record that was erased. Its clock is not known any more, so that it proves nothing; it
 * goes on speaking against others, or erasing one person's records would leave another as the only one it can have been.
 */
export async function erasedRecord(
  db: Db,
  identities: Pick<Identities, 'meaningOf'>,
  row: StatementRow,
): Promise<WitnessRecord> {
  const known = await db
    .selectFrom('statement_identity')
    .innerJoin('identity', 'identity.id', 'statement_identity.identity')
    .select(['identity.id', 'identity.scheme'])
    .where('statement_identity.pos', '=', row.pos)
    .orderBy('identity.id')
    .execute();
  const touched = await db
    .selectFrom('statement_touch')
    .select('path')
    .where('pos', '=', row.pos)
    .orderBy('path')
    .execute();
  const resolved = known.map(async ({ id, scheme }) => ({
    id,
    scheme: named.element.shape.scheme.parse(scheme),
    resolves: await identities.meaningOf(id, row.to_at),
  }));
  return {
    ref: row.pos,
    witness: row.source ?? row.witness,
    witnessKind: row.witness,
    act: act.parse(row.act),
    authenticity: authenticity.parse(row.authenticity),
    reach: reach.parse(row.reach),
    when: { from: Date.parse(row.from_at), to: Date.parse(row.to_at) },
    clockErrorMs: null,
    identities: await Promise.all(resolved),
    path: null,
    station: row.station,
    order: null,
    count: null,
    touches: touched.map(({ path }) => ({ path, member: null, old: null, new: null })),
  };
}
