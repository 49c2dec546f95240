import type { IncomingFact } from '../agents/index.ts';
import { strictPolicy } from '../attribution/index.ts';
import type { TestCore } from '../core/testing/index.ts';
import type { Database } from '../db/index.ts';
import type { NewPlace } from '../db/testing/index.ts';
import { bodyOf } from '../events/index.ts';
import { instant, TestStream } from '../ingest/testing/index.ts';
import type { Plant } from '../plant/index.ts';
import { openTestPlant, valuesWrite } from '../plant/program.fixture.ts';
import { AccessPaths, Identities } from '../registry/index.ts';
import type { JudgementPorts } from './change-judge.ts';
import { Claims } from './claims.ts';
import type { AgentClocks } from './clock.ts';
import { EvidenceCollector } from './evidence.ts';
import { Judgement } from './judgement.ts';

export const ana = 'person-000000000000000a';
const path = 'setpoints/DB20.txt';
export const force = { path, member: 'Press.Force' };

/** Judging of one press as a test needs it: it can be stopped, begun again, counted and made to fail. */
export class TestJudging {
  readonly core: TestCore;
  readonly plant: Plant;
  readonly stream = new TestStream('press-2/opcua');
  readonly identities: Identities;
  readonly paths: AccessPaths;
  readonly failures: unknown[] = [];
  /** Changes whose judging was begun, in order. */
  readonly begun: string[] = [];
  /** Statements that were decrypted. */
  opened = 0;
  /** Throws to make the judging of a change fail. */
  trouble: (change: string) => void = () => undefined;
  database: Database;
  clocks: AgentClocks = { errorMs: () => 20 };
  seconds = 10_000;
  /** How long statements wait for others, in milliseconds. */
  gatherMs = 0;
  judgement: Judgement;
  #requests = 0;

  private constructor(core: TestCore, plant: Plant) {
    this.core = core;
    this.plant = plant;
    const { database, log, vault, digests } = core.core;
    this.database = database;
    this.identities = new Identities({ database, log, vault, digests });
    this.paths = new AccessPaths(database, log);
    this.judgement = this.#open();
  }

  static async open(newPlace: NewPlace): Promise<TestJudging> {
    const { core, plant } = await openTestPlant(newPlace);
    const made = new TestJudging(core, plant);
    await core.hello(made.stream);
    return made;
  }

  #open(): Judgement {
    const { log, vault } = this.core.core;
    const { identities, paths, clocks } = this;
    const database = this.database;
    const ports: JudgementPorts = {
      diff: this.plant.diff,
      causes: async change => {
        this.begun.push(change.id);
        this.trouble(change.id);
        return this.plant.causes(change);
      },
      policy: () => strictPolicy,
    };
    const counting: Pick<typeof vault, 'read'> = {
      read: ref => {
        this.opened += 1;
        return vault.read(ref);
      },
    };
    const claims = new Claims(database, log);
    return new Judgement({
      database,
      log,
      clocks,
      collector: new EvidenceCollector({ database, vault: counting, identities, paths, claims, clocks }),
      ports,
      failed: error => this.failures.push(error),
      now: () => Date.parse(instant(this.seconds).wall),
      gatherMs: this.gatherMs,
    });
  }

  /** As after a start of the server. */
  async again(): Promise<void> {
    await this.judgement.stop();
    this.judgement = this.#open();
    this.judgement.start();
    await this.judgement.settled();
  }

  async close(): Promise<void> {
    await this.judgement.stop();
    await this.plant.stop();
    await this.core.remove();
  }

  by(person = ana) {
    this.#requests += 1;
    return { person, request: `request-${this.#requests}` };
  }

  async tell(...facts: readonly IncomingFact[]): Promise<void> {
    const { refused } = await this.core.accept(...facts);
    if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused)}`);
  }

  observe(value: number): IncomingFact {
    return this.stream.observe([valuesWrite(value, 3)]);
  }

  /** An audit event of an OPC UA user. */
  wrote(user: string, old: string, next: string, seconds: number, clockErrorMs: number | null = 10) {
    const at = instant(seconds);
    return this.stream.says({
      identities: [{ scheme: 'opcua-user', value: user }],
      place: { path: 'opcua' },
      touches: [{ ...force, old, new: next }],
      from: at,
      to: at,
      clockErrorMs,
    });
  }

  async isAnas(user = 'kovac'): Promise<void> {
    const name = { scheme: 'opcua-user', value: user, asset: 'press-2', from: null, until: null };
    await this.identities.declare({ ...name, meaning: { to: 'person', person: ana } }, this.by());
  }

  /** Ids of the changes so far, oldest first. */
  async changes(): Promise<string[]> {
    const rows = await this.core.core.database.read
      .selectFrom('change')
      .select('id')
      .where('sort', '=', 'change')
      .orderBy('pos')
      .execute();
    return rows.map(({ id }) => id);
  }

  /** Every judgement there is, in order. */
  async judgements() {
    const { reader } = this.core.core.log;
    const found = [];
    for (let from = 0; ; ) {
      const entries = await reader.from(from, 500, 'attribution.judged');
      for (const { event } of entries) found.push(bodyOf('attribution.judged', event));
      const last = entries.at(-1);
      if (last === undefined) return found;
      from = last.pos + 1;
    }
  }

  failing() {
    return this.core.core.database.read.selectFrom('judging_failure').selectAll().execute();
  }
}
