import type { Fact, ItemObservation } from '@witnessmark/shared/facts';
import { factKey } from '@witnessmark/shared/facts';
import type { AgentRecord } from '../agents/index.ts';
import type { Db, ItemRow } from '../db/index.ts';
import { type FactHead, type ObservedItem, toBody, widestWindow } from '../events/index.ts';
import type { EventDraft } from '../log/index.ts';
import { factTrailers, type StoreChange, type StoreCommit } from '../store/index.ts';
import type { Digest, KeyedDigest, SealedWrite, Vault } from '../vault/index.ts';
import type { Blobs, LateContents } from './blobs.ts';
import { findContent, type ItemContent, type Redact } from './contents.ts';
import { derivedChanges, isDerivedPath } from './derived.ts';
import {
  type AssetView,
  applied,
  type HeldManifest,
  hashOf,
  hasSecret,
  itemAt,
  matches,
  type StreamView,
} from './stream-view.ts';

export type ObservationFact = Extract<Fact, { kind: 'observation' }>;

export interface ObservationTools {
  readonly db: Db;
  readonly vault: Vault;
  readonly digests: KeyedDigest;
  readonly blobs: Blobs;
  readonly lateContents: LateContents;
  readonly redact: Redact;
}

/** What an observation comes to, before its head is known. */
export interface ObservationPlan {
  readonly state: 'planned';
  readonly manifest: HeldManifest;
  readonly proven: boolean;
  /** Whether its plain hashes could help to guess a secret. */
  readonly secret: boolean;
  readonly draft: (head: FactHead) => readonly EventDraft[];
  readonly commit: StoreCommit | null;
  readonly items: ReadonlyMap<string, ItemRow>;
}

/** The same for an agent that lost the stream: nothing moves. */
export interface LatePlan {
  readonly state: 'late';
  readonly draft: (head: FactHead) => readonly EventDraft[];
}

export interface NotPlanned {
  readonly state: 'not-planned';
  readonly code:
    | 'ingest.base-mismatch'
    | 'ingest.result-mismatch'
    | 'ingest.path-owned'
    | 'ingest.content-mismatch'
    | 'wire.fact-invalid'
    | 'wire.blob-missing';
  readonly says: string;
}

interface PlannedItem {
  readonly observed: ItemObservation;
  readonly before: ItemRow | null;
  readonly content: ItemContent | null;
  readonly stored: { readonly sha256: string; readonly bytes: number } | null;
  readonly secret: boolean;
}

/** Plans an observation of the stream's holder: its commit, its events, and what is known after it. */
export async function planObservation(
  fact: ObservationFact,
  agent: AgentRecord,
  asset: AssetView,
  stream: StreamView,
  tools: ObservationTools,
): Promise<ObservationPlan | NotPlanned> {
  const { body } = fact;
  const fresh = body.base === null;
  const start: HeldManifest = fresh ? new Map() : stream.manifest;
  const standsOn = fresh || matches(tools.digests, stream.manifestDigest, body.base);
  if (!standsOn && stream.known)
    return notPlanned('ingest.base-mismatch', 'another observation lies between');
  const proven = fresh || (standsOn && stream.known) || hashOf(start) === body.base;

  const items: PlannedItem[] = [];
  const seen = new Set<string>();
  for (const observed of body.items) {
    if (seen.has(observed.path)) return notPlanned('wire.fact-invalid', `${observed.path} is listed twice`);
    seen.add(observed.path);
    const planned = await planItem(observed, asset, stream, start, tools);
    if ('code' in planned) return planned;
    items.push(planned);
  }
  const manifest = applied(
    start,
    items.map(({ observed, secret }) => ({ ...observed, secret })),
  );
  if (proven && hashOf(manifest) !== body.result) {
    return notPlanned('ingest.result-mismatch', `${manifest.size} items do not give the result named`);
  }
  const missing = await missingItems(fact, manifest, tools.db);
  const secret = hasSecret(start) || hasSecret(manifest);
  const changes = changesOf(items, missing, asset);
  const commit = changes.length === 0 ? null : commitOf(fact, agent, items, changes);
  const draft = (head: FactHead) => {
    const observation = {
      fact: head,
      ...body,
      base: body.base === null ? null : digestOf(tools.digests, body.base, secret),
      result: digestOf(tools.digests, body.result, secret),
      items: items.map(item => observedItem(item, tools.digests)),
      missing,
      proven,
      adopted: false,
    };
    return [
      {
        type: 'observation.recorded' as const,
        key: factKey(fact),
        actor: { kind: 'agent' as const, id: agent.id },
        subject: `stream:${fact.stream}`,
        body: toBody('observation.recorded', observation),
      },
      ...withheldDrafts(fact, asset.id, items, tools),
    ];
  };
  return {
    state: 'planned',
    manifest,
    proven,
    secret,
    draft,
    commit,
    items: nextItems(fact, items, missing, asset),
  };
}

/** Plans an observation of an agent that lost the stream: contents kept beside git, nothing moved. */
export async function planLateObservation(
  fact: ObservationFact,
  agent: AgentRecord,
  asset: AssetView,
  stream: StreamView,
  tools: ObservationTools,
): Promise<LatePlan | NotPlanned> {
  const items: PlannedItem[] = [];
  for (const observed of fact.body.items) {
    const planned = await planItem(observed, asset, stream, stream.manifest, tools, true);
    if ('code' in planned) return planned;
    if (planned.content) {
      const { stored, sha256 } = planned.content;
      await tools.lateContents.keep(sha256, stored);
    }
    items.push(planned);
  }
  const draft = (head: FactHead) => [
    {
      type: 'observation.late' as const,
      key: factKey(fact),
      actor: { kind: 'agent' as const, id: agent.id },
      subject: `stream:${fact.stream}`,
      body: toBody('observation.late', {
        fact: head,
        ...fact.body,
        base: fact.body.base === null ? null : digestOf(tools.digests, fact.body.base, true),
        result: digestOf(tools.digests, fact.body.result, true),
        items: items.map(item => observedItem(item, tools.digests)),
        missing: [],
        proven: false,
        adopted: false,
      }),
    },
    ...withheldDrafts(fact, asset.id, items, tools),
  ];
  return { state: 'late', draft };
}

async function planItem(
  observed: ItemObservation,
  asset: AssetView,
  stream: StreamView,
  start: HeldManifest,
  tools: ObservationTools,
  late = false,
): Promise<PlannedItem | NotPlanned> {
  const before = await itemAt(tools.db, asset, observed.path);
  if (!late && before !== null && before.state !== 'absent' && before.stream !== stream.row.id) {
    return notPlanned('ingest.path-owned', `${observed.path} belongs to ${before.stream}`);
  }
  if (observed.renamedFrom !== undefined) await itemAt(tools.db, asset, observed.renamedFrom);
  if (observed.state !== 'present') return { observed, before, content: null, stored: null, secret: false };
  const found = await findContent(observed, tools.blobs, tools.redact);
  if (found.state === 'mismatch') return notPlanned('ingest.content-mismatch', found.says);
  if (found.state === 'found') {
    const { content } = found;
    const stored = { sha256: content.sha256, bytes: content.bytes };
    return { observed, before, content, stored, secret: content.withheld !== null };
  }
  // Content that the stream was known to have needs no sending again.
  const held = start.get(observed.path) ?? stream.manifest.get(observed.path);
  if (
    held?.sha256 !== observed.sha256 ||
    held === undefined ||
    before === null ||
    before.sha256 === null ||
    before.bytes === null
  ) {
    return notPlanned('wire.blob-missing', `${observed.path}: ${observed.sha256}`);
  }
  const stored = { sha256: before.sha256, bytes: before.bytes };
  return { observed, before, content: null, stored, secret: held.secret };
}

/** What the stream was known to have and a complete first reading of a new epoch did not list. */
async function missingItems(fact: ObservationFact, manifest: HeldManifest, db: Db): Promise<string[]> {
  if (!fact.body.complete || fact.body.cause !== 'first') return [];
  const rows = await db
    .selectFrom('item')
    .select('path')
    .where('stream', '=', fact.stream)
    .where('state', '!=', 'absent')
    .orderBy('path')
    .execute();
  return rows.map(row => row.path).filter(path => !manifest.has(path));
}

function changesOf(
  items: readonly PlannedItem[],
  missing: readonly string[],
  asset: AssetView,
): StoreChange[] {
  const changes: StoreChange[] = [];
  for (const { observed, before, content, stored } of items) {
    const { path, renamedFrom } = observed;
    const inGit = before !== null && before.state !== 'absent' && before.sha256 !== null;
    if (observed.state === 'absent') {
      if (inGit) changes.push({ path, content: null }, ...derivedChanges(path, null));
    } else if (content !== null && (!inGit || before.sha256 !== stored?.sha256)) {
      const from = renamedFrom === undefined ? null : asset.items.get(renamedFrom);
      const renames = from && from.state !== 'absent' && from.sha256 !== null;
      changes.push({ path, content: content.stored, ...(renames && renamedFrom ? { renamedFrom } : {}) });
      changes.push(...derivedChanges(path, content.stored));
    }
  }
  const listed = new Set(changes.flatMap(change => change.renamedFrom ?? []));
  const removals = missing.flatMap(path => [{ path, content: null }, ...derivedChanges(path, null)]);
  // A rename names its old path once.
  return [...changes, ...removals].filter(change => change.content !== null || !listed.has(change.path));
}

function commitOf(
  fact: ObservationFact,
  agent: AgentRecord,
  items: readonly PlannedItem[],
  changes: readonly StoreChange[],
): StoreCommit {
  const observed = items.map(item => item.observed);
  const window = widestWindow(
    observed.map(item => ({ from: item.lastClean?.wall ?? null, to: item.firstDirty.wall })),
  );
  const [asset = '', source = ''] = fact.stream.split('/');
  return {
    changes,
    author: { id: agent.id, name: agent.name },
    at: fact.at.wall,
    subject: subjectOf(changes.filter(change => !isDerivedPath(change.path))),
    trailers: factTrailers({
      asset,
      source,
      window: { lastClean: window?.from ?? null, firstDirty: window?.to ?? fact.at.wall },
      fact: factKey(fact),
      kinds: observed.map(item => item.kind),
    }),
  };
}

function subjectOf(changes: readonly StoreChange[]): string {
  const [only] = changes;
  if (only === undefined || changes.length > 1) return `Record ${changes.length} items`;
  const verb = only.content === null ? 'Remove' : 'Record';
  // The path's end tells more; a cut inside a surrogate pair would be no text.
  const end = only.path.slice(-149);
  return `${verb} ${only.path.length > 150 ? `…${end.isWellFormed() ? end : end.slice(1)}` : only.path}`;
}

function observedItem({ observed, stored, secret }: PlannedItem, digests: KeyedDigest): ObservedItem {
  const { inline: _content, sha256, ...rest } = observed;
  return {
    ...rest,
    ...(sha256 === undefined ? {} : { digest: digestOf(digests, sha256, secret) }),
    ...(stored === null ? {} : { stored }),
  };
}

function withheldDrafts(
  fact: ObservationFact,
  asset: string,
  items: readonly PlannedItem[],
  { vault, digests }: ObservationTools,
): EventDraft[] {
  return items.flatMap(({ observed, content }) => {
    if (!content?.withheld || observed.sha256 === undefined) return [];
    const digest = digests.keyed(observed.sha256);
    const seal: SealedWrite = vault.seal(
      `original/${asset}/${digest}`,
      'original',
      content.withheld.original,
    );
    const { secrets } = content.withheld;
    const body = { fact: factKey(fact), path: observed.path, digest, secrets, ref: seal.row.ref };
    return {
      type: 'content.withheld' as const,
      key: `content.withheld/${asset}/${digest}`,
      actor: { kind: 'server' as const, id: 'server' },
      subject: `asset:${asset}`,
      body: toBody('content.withheld', body),
      seals: [seal],
    };
  });
}

/** The items as the tables will have them, for the facts planned behind this one. */
function nextItems(
  fact: ObservationFact,
  items: readonly PlannedItem[],
  missing: readonly string[],
  asset: AssetView,
): Map<string, ItemRow> {
  const next = new Map<string, ItemRow>();
  const gone = (path: string) => {
    const before = asset.items.get(path);
    if (before) next.set(path, { ...before, state: 'absent' });
  };
  for (const { observed, stored } of items) {
    if (observed.renamedFrom !== undefined && stored !== null) gone(observed.renamedFrom);
  }
  for (const path of missing) gone(path);
  for (const { observed, before, stored } of items) {
    next.set(observed.path, {
      asset: asset.id,
      path: observed.path,
      kind: observed.kind,
      stream: fact.stream,
      state: observed.state,
      reason: null,
      sha256: stored?.sha256 ?? before?.sha256 ?? null,
      bytes: stored?.bytes ?? before?.bytes ?? null,
      checksum: null,
      commit_id: null,
      change_id: '',
      since: observed.firstDirty.wall,
      last_clean_json: null,
      pos: 0,
    });
  }
  return next;
}

function digestOf(digests: KeyedDigest, sha256: string, secret: boolean): Digest {
  return secret ? digests.keyed(sha256) : digests.plain(sha256);
}

function notPlanned(code: NotPlanned['code'], says: string): NotPlanned {
  return { state: 'not-planned', code, says };
}
