import type { Core } from '../core/index.ts';
import { EvidenceCollector, Judgement } from '../judgement/index.ts';
import { IdentityNames, type Plant } from '../plant/index.ts';
import type { PolicyBook } from '../policy/index.ts';
import {
  AccessPaths,
  Identities,
  IdentityBook,
  PathsShown,
  PersonErasure,
  WitnessLives,
} from '../registry/index.ts';
import { SessionBook, SessionDesk, startSessionClock } from '../sessions/index.ts';

/** Statements that come within this are looked at together; nobody waits for what they change. */
const statementsMs = 2000;

/** The modules about who works on what, put together. */
export function openWork(parts: {
  readonly core: Core;
  readonly plant: Plant;
  readonly policies: PolicyBook;
  readonly now: () => number;
  readonly failed: (error: unknown) => void;
}) {
  const { core, plant, policies, now, failed } = parts;
  const { database, log, vault, digests } = core;
  const policy = () => policies.now.sessions;
  const book = new SessionBook({ database, policy, now });
  const desk = new SessionDesk({
    database,
    log,
    policy: () => ({ policy: policy(), digest: policies.now.digest }),
    ports: {
      orderReading: (asset, reason, by) => plant.orderReading(asset, null, reason, by),
      lastEqual: async asset => plant.lastEqual(asset),
    },
    now,
  });
  const identities = new Identities({ database, log, vault, digests });
  const paths = new AccessPaths(database, log);
  const identityNames = new IdentityNames(database, vault, digests);
  const stopFollowing = identityNames.follow(log);
  const lives = new WitnessLives(database, vault);
  const { claims, clocks } = plant;
  const judgement = new Judgement({
    database,
    log,
    collector: new EvidenceCollector({ database, vault, identities, paths, claims, clocks }),
    clocks,
    ports: { diff: plant.diff, causes: plant.causes, policy: () => policies.now.attribution },
    failed,
    now,
    gatherMs: statementsMs,
  });
  judgement.start();
  plant.tagIndexer.start();
  const stopClock = startSessionClock(desk, failed);
  return {
    sessions: { book, desk },
    registry: {
      identities,
      erasure: new PersonErasure({ database, log, vault, identities }),
      paths,
      book: new IdentityBook({ database, names: ids => identityNames.of(ids), now }),
      shown: new PathsShown({ database, paths, lives, now }),
      lives,
    },
    claims,
    judgement,
    async stop(): Promise<void> {
      stopClock();
      stopFollowing();
      await plant.tagIndexer.stop();
      await desk.stop();
      await judgement.stop();
    },
  };
}
