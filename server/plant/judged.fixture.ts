import type { IncomingFact } from '../agents/index.ts';
import { type SitePolicy, strictPolicy } from '../attribution/index.ts';
import type { TestCore } from '../core/testing/index.ts';
import type { NewPlace } from '../db/testing/index.ts';
import { instant, TestStream } from '../ingest/testing/index.ts';
import { EvidenceCollector, Judgement } from '../judgement/index.ts';
import { AccessPaths, Identities } from '../registry/index.ts';
import type { Asking, Plant } from './index.ts';
import { openTestPlant, valuesWrite } from './program.fixture.ts';

export const ana = 'person-000000000000000a';
export const ben = 'person-000000000000000b';
const path = 'setpoints/DB20.txt';

/** A plant of one press whose changes are judged as they come. */
export class JudgedPlant {
  readonly core: TestCore;
  readonly plant: Plant;
  readonly stream = new TestStream('press-2/opcua');
  readonly identities: Identities;
  readonly paths: AccessPaths;
  readonly judgement: Judgement;
  readonly failures: unknown[] = [];
  /** What identities of accounts this plant's readers looked at. */
  readonly looked: string[] = [];
  policy: SitePolicy = strictPolicy;
  #requests = 0;

  private constructor(core: TestCore, plant: Plant) {
    this.core = core;
    this.plant = plant;
    const { database, log, vault, digests } = core.core;
    this.identities = new Identities({ database, log, vault, digests });
    this.paths = new AccessPaths(database, log);
    const clocks = { errorMs: () => 20 };
    const { claims } = plant;
    const { identities, paths } = this;
    const collector = new EvidenceCollector({ database, vault, identities, paths, claims, clocks });
    const ports = { diff: plant.diff, causes: plant.causes, policy: () => this.policy };
    const failed = (error: unknown) => this.failures.push(error);
    this.judgement = new Judgement({ database, log, clocks, collector, ports, failed });
  }

  static async open(newPlace: NewPlace): Promise<JudgedPlant> {
    const { core, plant } = await openTestPlant(newPlace);
    const made = new JudgedPlant(core, plant);
    await core.hello(made.stream);
    made.judgement.start();
    return made;
  }

  async close(): Promise<void> {
    await this.judgement.stop();
    await this.plant.stop();
    await this.core.remove();
  }

  by(person = ana): { person: string; request: string } {
    this.#requests += 1;
    return { person, request: `request-${this.#requests}` };
  }

  /** Somebody who sees names, or nobody's. */
  asking(person = ana, named = true): Asking {
    const label = (id: string) =>
      named ? (id === ana ? 'A. Kovač' : 'B. Horvat') : `engineer ${id.slice(-4)}`;
    return {
      person,
      reader: {
        named,
        names: async persons => new Map(persons.map(id => [id, { label: label(id), named }])),
        looked: async refs => {
          this.looked.push(...refs);
        },
      },
    };
  }

  /** Sends facts, and waits until all there is has been judged. */
  async tell(...facts: readonly IncomingFact[]): Promise<void> {
    const { refused } = await this.core.accept(...facts);
    if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused)}`);
    await this.judgement.settled();
  }

  observe(force: number, count: number): IncomingFact {
    return this.stream.observe([valuesWrite(force, count)]);
  }

  /** An audit event of an OPC UA user. */
  wrote(user: string, member: string, old: string, next: string, seconds: number): IncomingFact {
    const at = instant(seconds);
    return this.stream.says({
      identities: [{ scheme: 'opcua-user', value: user }],
      place: { path: 'opcua', station: 'WINCC-2' },
      touches: [{ path, member, old, new: next }],
      from: at,
      to: at,
    });
  }

  async isAnas(user = 'kovac'): Promise<void> {
    const name = { scheme: 'opcua-user', value: user, asset: 'press-2', from: null, until: null };
    await this.identities.declare({ ...name, meaning: { to: 'person', person: ana } }, this.by());
    await this.judgement.settled();
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

  async change(): Promise<string> {
    const id = (await this.changes()).at(-1);
    if (id === undefined) throw new Error('nothing changed');
    return id;
  }
}
