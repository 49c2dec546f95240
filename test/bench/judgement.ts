import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strictPolicy } from '@witnessmark/server/attribution';
import { type Core, openCore } from '@witnessmark/server/core';
import { instant, TestStream, testAgent } from '@witnessmark/server/ingest/testing';
import { Claims, EvidenceCollector, Judgement } from '@witnessmark/server/judgement';
import { AccessPaths, Identities } from '@witnessmark/server/registry';
import { formatValueText } from '@witnessmark/shared/values';
import type { BenchRow } from './row.ts';

/** Minutes of a plant whose busiest asset makes 500 changes and 5,000 statements an hour. */
export const quickSize = 3;
export const fullSize = 60;

const statementsAMinute = 84;
const changesAMinute = 8;
/** The server waits this long for statements that come together. */
const gatherSeconds = 2;
const path = 'setpoints/DB20.txt';
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

interface Cost {
  readonly seconds: number;
  readonly judgings: number;
  readonly opened: number;
}

/**
 * Judging a busy asset as facts come: how much faster than they come, and how often a statement has a
 * change judged and is decrypted.
 */
export async function run(minutes: number): Promise<BenchRow[]> {
  const dir = await mkdtemp(join(tmpdir(), 'witnessmark-bench-'));
  const core = await openCore({ dataDir: dir, site: 'bench', logger: quiet });
  try {
    const { seconds, judgings, opened } = await judged(core, minutes);
    const statements = minutes * statementsAMinute;
    const changes = minutes * changesAMinute;
    const [each, decrypted] = [(judgings - changes) / statements, opened / statements];
    const faster = (minutes * 60) / seconds;
    return [
      {
        what: `judging a busy asset: ${changes} changes and ${statements} statements in ${minutes} minutes`,
        against: 'the time in which they come',
        ratio: faster,
        aim: '≥ 4, and a statement has at most 4 changes judged and is opened once',
        met: faster >= 4 && each <= 4 && decrypted <= 1.01,
        detail: `${seconds.toFixed(1)} s, ${judgings} judgings, ${each.toFixed(2)} a statement beside the first of each change; ${decrypted.toFixed(2)} decryptions a statement`,
      },
    ];
  } finally {
    await core.stop();
    await rm(dir, { recursive: true, force: true });
  }
}

async function judged(core: Core, minutes: number): Promise<Cost> {
  const { database, log, vault, digests } = core;
  const cost = { judgings: 0, opened: 0 };
  const clocks = { errorMs: () => 20 };
  const judgement = new Judgement({
    database,
    log,
    clocks,
    collector: new EvidenceCollector({
      database,
      vault: {
        read: ref => {
          cost.opened += 1;
          return vault.read(ref);
        },
      },
      identities: new Identities({ database, log, vault, digests }),
      paths: new AccessPaths(database, log),
      claims: new Claims(database, log),
      clocks,
    }),
    ports: {
      diff: async () => ({ form: 'none', reason: 'judged as a whole' }),
      causes: async () => {
        cost.judgings += 1;
        return [];
      },
      policy: () => strictPolicy,
    },
    failed: error => {
      throw error;
    },
    // What came together is looked at when the bench says so.
    gatherMs: 3_600_000,
  });
  const agent = testAgent();
  const stream = new TestStream('press-2/opcua');
  await core.ingest.hello(agent, [stream.declaration()]);
  await core.ingest.accept(agent, [stream.observe([{ path, content: content(0) }])]);
  judgement.start();
  let seconds = 0;
  for (let minute = 0; minute < minutes; minute += 1) {
    for (const facts of factsOf(stream, minute)) {
      const { refused } = await core.ingest.accept(agent, facts);
      if (refused.length > 0) throw new Error(`refused: ${JSON.stringify(refused[0])}`);
      const begun = performance.now();
      await judgement.settled();
      seconds += (performance.now() - begun) / 1000;
    }
  }
  await judgement.stop();
  return { seconds, ...cost };
}

const at = (seconds: number) => instant(Math.round(seconds * 8) / 8);

/** A minute in the order of its time, in the pieces that come together: who wrote what, and what readings then found. */
function factsOf(stream: TestStream, minute: number) {
  const begin = 100 + minute * 60;
  const events = [
    ...Array.from({ length: statementsAMinute }, (_, n) => {
      const moment = at(begin + (n * 60) / statementsAMinute);
      const touches = [{ path, member: `Value${n % 10}`, old: '1', new: String(n) }];
      return {
        seconds: (n * 60) / statementsAMinute,
        fact: () =>
          stream.says({
            identities: [{ scheme: 'opcua-user', value: `user-${n % 7}` }],
            place: { path: 'opcua' },
            touches,
            from: moment,
            to: moment,
          }),
      };
    }),
    ...Array.from({ length: changesAMinute }, (_, n) => {
      const [from, to] = [(n * 60) / changesAMinute, ((n + 1) * 60) / changesAMinute];
      const window = { lastClean: at(begin + from), firstDirty: at(begin + to) };
      return {
        seconds: to,
        fact: () =>
          stream.observe([{ path, content: content(minute * changesAMinute + n + 1), more: window }]),
      };
    }),
  ];
  events.sort((a, b) => a.seconds - b.seconds);
  return Array.from({ length: 60 / gatherSeconds }, (_, n) =>
    events
      .filter(({ seconds }) => Math.min(Math.floor(seconds / gatherSeconds), 60 / gatherSeconds - 1) === n)
      .map(({ fact }) => fact()),
  );
}

function content(n: number): string {
  return formatValueText(
    Array.from({ length: 10 }, (_, value) => ({ name: `Value${value}`, type: 'Int', value: n % 30_000 })),
  );
}
