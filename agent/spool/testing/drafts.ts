import { createHash } from 'node:crypto';
import type { Observation } from '@witnessmark/shared/facts';
import { type ManifestEntry, manifestHash } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { Content, FactDraft, Spool, StreamState } from '../index.ts';

const boot = 'a'.repeat(32);

/** The instant `ms` milliseconds into a made-up day. */
export function instant(ms: number): Instant {
  return { wall: new Date(Date.UTC(2026, 0, 1) + ms).toISOString(), mono: ms, boot };
}

export function sha256(bytes: string | Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export interface Change {
  readonly draft: Extract<FactDraft, { kind: 'observation' }>;
  readonly contents: ReadonlyMap<string, Content>;
  readonly next: StreamState;
}

/** One item of the stream gets this content: text travels inline, bytes as a content of their own. */
export function changeOf(
  spool: Pick<Spool, 'state'>,
  stream: string,
  content: string | Uint8Array,
  at: Instant,
  path = 'setpoints/DB1.txt',
): Change {
  const before = spool.state(stream);
  const inline = typeof content === 'string';
  const hash = sha256(content);
  const entry: ManifestEntry = { path, kind: 'setpoint', state: 'present', sha256: hash };
  const manifest = [...(before?.manifest ?? []).filter(known => known.path !== path), entry];
  const body: Observation = {
    base: before === null ? null : manifestHash(before.manifest),
    result: manifestHash(manifest),
    complete: true,
    cause: before === null ? 'first' : 'poll',
    load: { requests: 1, bytes: 10, ms: 1 },
    items: [
      {
        path,
        kind: 'setpoint',
        state: 'present',
        sha256: hash,
        ...(inline ? { inline: { encoding: 'utf8', data: content } as const } : {}),
        lastClean: before?.lastClean[path] ?? null,
        firstDirty: at,
        basis: 'content',
      },
    ],
  };
  return {
    draft: { stream, at, kind: 'observation', body },
    contents: new Map(typeof content === 'string' ? [] : [[hash, { bytes: content }]]),
    next: {
      manifest,
      lastClean: { ...before?.lastClean, [path]: at },
      identity: null,
      fingerprint: null,
      watermarks: { setpoint: at },
    },
  };
}
