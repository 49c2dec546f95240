import { sql } from '../db/index.ts';
import { isNowhere, type Reach } from '../identity/index.ts';

/** A condition on the table `asset` that holds for what lies within a reach; null where everything does. */
export function withinReach(reach: Reach) {
  if (reach === 'site') return null;
  if (isNowhere(reach)) return sql<boolean>`1 = 0`;
  const areas = reach.areas.length > 0 ? sql`asset.area in (${sql.join(reach.areas)})` : sql`1 = 0`;
  const assets = reach.assets.length > 0 ? sql`asset.id in (${sql.join(reach.assets)})` : sql`1 = 0`;
  return sql<boolean>`(${areas} or ${assets})`;
}
