import type { ItemState, Kind, ManifestEntry } from '@witnessmark/shared/items';
import { manifestHash } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import { laterInstant } from '../clock/index.ts';
import type { StreamState, Watermarks } from '../spool/index.ts';

/** What the watcher holds of one item. */
export interface KnownItem {
  readonly kind: Kind;
  readonly state: Exclude<ItemState, 'absent'>;
  /** Last content known; null where none was ever read. */
  readonly sha256: string | null;
  /** When the last reading of this very content was requested; null where none was. */
  readonly lastClean: Instant | null;
  /** What stood for the content when it could not be read; null where nothing did. */
  readonly checksum: string | null;
}

/**
 * What a stream is known to be: its items, and per kind the instant up to which *nothing else* was there.
 * Only what the spool has made durable stands here.
 */
export interface Known {
  readonly items: Map<string, KnownItem>;
  /** Per kind: when the last reading that spoke for the whole kind was requested, content or fingerprint. */
  readonly clean: Map<Kind, Instant>;
  /** The same by content alone, since the agent started: what is left when a fingerprint proves to have lied. */
  readonly read: Map<Kind, Instant>;
  identity: Readonly<Record<string, string>> | null;
  /** The fingerprint that stood before and after the content it covers was read; null where none did. */
  fingerprint: string | null;
  /** False until the first observation of the stream is durable. */
  observed: boolean;
}

export function knownOf(state: StreamState | null): Known {
  const items = new Map<string, KnownItem>();
  const clean = new Map<Kind, Instant>();
  const read = new Map<Kind, Instant>();
  if (state === null) return { items, clean, read, identity: null, fingerprint: null, observed: false };
  for (const [kind, instant] of Object.entries(state.watermarks) as [Kind, Instant][])
    clean.set(kind, instant);
  for (const entry of state.manifest) {
    if (entry.state === 'absent') continue;
    const stored = Object.hasOwn(state.lastClean, entry.path) ? (state.lastClean[entry.path] ?? null) : null;
    items.set(entry.path, {
      kind: entry.kind,
      state: entry.state,
      sha256: entry.sha256,
      lastClean: stored,
      checksum: storedChecksum(state, entry.path),
    });
  }
  return {
    items,
    clean,
    read,
    identity: state.identity,
    fingerprint: state.fingerprint,
    // An identity may be stored before the first observation is; that one leaves a watermark.
    observed: items.size > 0 || clean.size > 0,
  };
}

function storedChecksum({ checksums }: StreamState, path: string): string | null {
  return checksums !== undefined && Object.hasOwn(checksums, path) ? (checksums[path] ?? null) : null;
}

/**
 * A reading of the whole kind proves each of its present items, and those whose checksum stands for them; any
 * other unreadable one is proven by none.
 */
export function provenAt(
  { lastClean: own, state, checksum }: Pick<KnownItem, 'lastClean' | 'state' | 'checksum'>,
  kindClean: Instant | undefined,
): Instant | null {
  if (kindClean === undefined || (state !== 'present' && checksum === null)) return own;
  return own === null ? kindClean : laterInstant(own, kindClean);
}

export function stateOf(known: Known): StreamState {
  const lastClean: Record<string, Instant> = Object.create(null);
  const checksums: Record<string, string> = Object.create(null);
  for (const [path, item] of known.items) {
    if (item.lastClean !== null) lastClean[path] = item.lastClean;
    if (item.checksum !== null) checksums[path] = item.checksum;
  }
  return {
    manifest: manifestOf(known),
    lastClean,
    checksums,
    identity: known.identity,
    fingerprint: known.fingerprint,
    watermarks: watermarksOf(known),
  };
}

export function watermarksOf(known: Known): Watermarks {
  return Object.fromEntries(known.clean);
}

function manifestOf(known: Known): ManifestEntry[] {
  return [...known.items].map(([path, { kind, state, sha256 }]) => ({ path, kind, state, sha256 }));
}

export function hashOf(known: Known): string {
  return manifestHash(manifestOf(known));
}

/** A copy that can be changed while the original stays what is durable. */
export function copyOf(known: Known): Known {
  return { ...known, items: new Map(known.items), clean: new Map(known.clean), read: new Map(known.read) };
}

/** Read without a fingerprint around it: the one known may no longer belong to content it covers that differs. */
export function doubt(
  known: Known,
  covers: readonly Kind[],
  differences: readonly { readonly found: { readonly kind: Kind } }[],
): void {
  if (differences.some(({ found: item }) => covers.includes(item.kind))) known.fingerprint = null;
}
