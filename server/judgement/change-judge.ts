import type { ItemDiff } from '@witnessmark/shared/changes';
import { canonicalJson } from '@witnessmark/shared/log';
import {
  type Attribution,
  type AttributionJudged,
  attributionSchema,
  type Cause,
  classify,
  judge,
  type Question,
  ruleSetVersion,
  type SitePolicy,
} from '../attribution/index.ts';
import type { ChangeItemRow, ChangeRow, Database } from '../db/index.ts';
import { toBody } from '../events/index.ts';
import type { Log } from '../log/index.ts';
import { type AgentClocks, windowErrorMs } from './clock.ts';
import type { EvidenceCollector } from './evidence.ts';
import { type AskedPart, partsAtMost, partsOfItem } from './parts.ts';

type Because = AttributionJudged['because'];

/** What judging needs of those who read changes and hold policy. */
export interface JudgementPorts {
  /** How an item of a change differs. */
  diff(change: ChangeRow, item: ChangeItemRow): Promise<ItemDiff>;
  /** Which parts of the change are effects of something else, by proof. */
  causes(change: ChangeRow): Promise<readonly Cause[]>;
  /** The policy that holds now. */
  policy(): SitePolicy;
}

/** Judges one change at a time by the evidence there is now. */
export class ChangeJudge {
  readonly #database: Database;
  readonly #log: Log;
  readonly #collector: EvidenceCollector;
  readonly #clocks: AgentClocks;
  readonly #ports: JudgementPorts;

  constructor(parts: {
    database: Database;
    log: Log;
    collector: EvidenceCollector;
    clocks: AgentClocks;
    ports: JudgementPorts;
  }) {
    this.#database = parts.database;
    this.#log = parts.log;
    this.#collector = parts.collector;
    this.#clocks = parts.clocks;
    this.#ports = parts.ports;
  }

  /**
   * Judges a change, and appends what it comes to where that differs from what stands. Does nothing where there is no
   * such change.
   */
  async judge(id: string, because: Because): Promise<void> {
    const change = await this.#database.read
      .selectFrom('change')
      .selectAll()
      .where('id', '=', id)
      .executeTakeFirst();
    if (change === undefined || change.sort !== 'change') return;
    const upTo = this.#log.count;
    const asked = await this.#asked(change);
    if (asked.length === 0) return;
    const question: Question = { change: id, asset: change.asset, parts: asked.map(({ part }) => part) };
    const policy = this.#ports.policy();
    const causes = await this.#ports.causes(change);
    const evidence = await this.#collector.collect(question, causes);
    const parts = judge(question, evidence, policy).map(part => attributionSchema.parse(part));
    const classes = classesOf(asked, parts, causes, change, policy);
    const before = await this.#newest(id);
    // What policy makes of a change is said anew where a person asked for it; else it stands as it was judged.
    const same = before?.parts === canonicalJson(parts);
    if (same && !(isAskedFor(because) && before?.classes !== canonicalJson(classes))) return;
    const revision = (before?.revision ?? 0) + 1;
    await this.#log.append([
      {
        type: 'attribution.judged',
        key: `attribution.judged/${id}/${revision}`,
        actor: { kind: 'server', id: 'server' },
        subject: `change:${id}`,
        body: toBody('attribution.judged', {
          change: id,
          asset: change.asset,
          revision,
          rules: ruleSetVersion,
          policy: policy.digest,
          because: before === null ? 'first' : because,
          upTo,
          parts,
          classes,
        }),
      },
    ]);
  }

  async #newest(id: string): Promise<{ revision: number; parts: string; classes: string } | null> {
    const row = await this.#database.read
      .selectFrom('attribution')
      .select(['revision', 'parts_json', 'classes_json'])
      .where('change_id', '=', id)
      .orderBy('revision', 'desc')
      .limit(1)
      .executeTakeFirst();
    return row === undefined
      ? null
      : { revision: row.revision, parts: row.parts_json, classes: row.classes_json };
  }

  async #asked(change: ChangeRow): Promise<AskedPart[]> {
    const rows = await this.#database.read
      .selectFrom('change_item')
      .selectAll()
      .where('change_id', '=', change.id)
      .orderBy('n')
      .limit(partsAtMost)
      .execute();
    const asked: AskedPart[] = [];
    const errorOf = (row: ChangeItemRow) => windowErrorMs(this.#clocks, change.agent, row);
    for (const row of rows) {
      const more = partsOfItem(row, await this.#diffOf(change, row), errorOf(row));
      // A change of more members than anybody reads is judged item by item, rather than in part.
      if (asked.length + more.length > partsAtMost)
        return rows.flatMap(each => partsOfItem(each, whole, errorOf(each)));
      asked.push(...more);
    }
    return asked;
  }

  #diffOf(change: ChangeRow, row: ChangeItemRow): Promise<ItemDiff> {
    return row.kind === 'logic' ? Promise.resolve(whole) : this.#ports.diff(change, row);
  }
}

/** Whether a person asked for it to be judged anew. */
export function isAskedFor(because: string): boolean {
  return because === 'policy' || because === 'rules';
}

const whole: ItemDiff = { form: 'none', reason: 'judged as a whole' };

function classesOf(
  asked: readonly AskedPart[],
  parts: readonly Attribution[],
  causes: readonly Cause[],
  { asset, phase }: ChangeRow,
  policy: SitePolicy,
): AttributionJudged['classes'] {
  return parts.map((attribution, n) => {
    const one = asked[n];
    if (one === undefined) throw new RangeError('a judgement of a part that was not asked about');
    const { path, member } = one.part;
    const own = causes.filter(({ part }) => part.path === path && part.member === member);
    return classify(one.part, { asset, phase, attribution, causes: own, range: one.range }, policy);
  });
}
