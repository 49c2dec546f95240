/** For tests: a log with a key of its own, a clock that ticks by a second, and any projector. */
import { generateKeyPairSync } from 'node:crypto';
import { type NoteSigner, noteSigner } from '@witnessmark/shared/log';
import type { Database } from '../../db/index.ts';
import { testSite } from '../../db/testing/index.ts';
import { currentGeneration, type EventDraft, Log, type Project } from '../index.ts';

const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();

export function testSigner(origin: string): NoteSigner {
  return noteSigner(origin, pem);
}

/** Each call is a second later, from 2026-01-01. */
export function tickingClock(): () => string {
  let at = Date.UTC(2026, 0, 1);
  return () => {
    at += 1000;
    return new Date(at).toISOString();
  };
}

export async function startLog(
  database: Database,
  project: Project = () => Promise.resolve(),
  now: () => string = tickingClock(),
): Promise<Log> {
  const log = new Log({ database, signerOf: testSigner, project, now });
  const generation = await currentGeneration(database.read, testSite);
  await log.start(generation, openingOf(generation.origin));
  return log;
}

export function openingOf(origin: string): EventDraft {
  return {
    type: 'log.opened',
    key: `log.opened/${origin}`,
    actor: { kind: 'server', id: 'server' },
    subject: 'log',
    body: { previous: null },
  };
}

/** A small event under any key and subject. */
export function someEvent(key: string, subject = 'asset:a1', body: EventDraft['body'] = {}): EventDraft {
  return { type: 'asset.healed', key, actor: { kind: 'server', id: 'server' }, subject, body };
}
