import { freshEventsIn, statementSchema } from '@witnessmark/shared/facts';
import type { Restart } from '../attribution/index.ts';
import type { Database, StatementRow } from '../db/index.ts';
import type { Vault } from '../vault/index.ts';

/** More than these are not looked at at once. */
export const recordsAtMost = 200;
/** A programmable controller's own records; their times are the agent's readings, as those of changes are. */
const witness = 's7-cpu';
/** STOP to START-UP, START-UP to RUN (Siemens A5E00739858, chapter "Events", class 4). */
const starts: ReadonlySet<number> = new Set([0x4301, 0x4302]);
/** A memory reset by a programming device, by the switch, by the CPU itself; one that is done. */
const resets: ReadonlySet<number> = new Set([0x4307, 0x4308, 0x4309, 0x430e]);

/**
 * Restarts that a controller's diagnostic buffer tells of. One that went by between two readings leaves its mode
 * as it was, and only this record.
 */
export class Restarts {
  readonly #database: Database;
  readonly #vault: Vault;

  constructor(database: Database, vault: Vault) {
    this.#database = database;
    this.#vault = vault;
  }

  /** Records of these assets that may tell of one, between two moments (ISO 8601). */
  near(assets: readonly string[], from: string, to: string): Promise<StatementRow[]> {
    return this.#database.read
      .selectFrom('statement')
      .selectAll()
      .where('asset', 'in', assets)
      .where('witness', '=', witness)
      .where('act', 'in', ['mode-changed', 'downloaded', 'other'])
      .where('to_at', '>=', from)
      .where('from_at', '<=', to)
      .orderBy('pos')
      .limit(recordsAtMost)
      .execute();
  }

  /** The restarts in them; what was erased since tells of none. */
  async told(records: readonly StatementRow[]): Promise<Restart[]> {
    const restarts: Restart[] = [];
    for (const record of records) {
      const bytes = await this.#vault.read(record.ref);
      if (bytes === null) continue;
      const { raw } = statementSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
      const events = raw?.encoding === 'utf8' ? freshEventsIn(raw.data) : [];
      if (!events.some(event => starts.has(event))) continue;
      restarts.push({
        moved: 'restart',
        change: '',
        path: '',
        ref: record.pos,
        lastClean: Date.parse(record.from_at),
        firstDirty: Date.parse(record.to_at),
        reset: events.some(event => resets.has(event)),
      });
    }
    return restarts;
  }
}
