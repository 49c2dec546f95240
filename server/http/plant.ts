import type {
  Agent,
  Asset,
  AssetCapabilities,
  AssetDiff,
  AssetNames,
  AssetState,
  AssetSummary,
  AttributionView,
  assetsQuerySchema,
  Blame,
  BlockListing,
  Change,
  ChangeSummary,
  CoverageRange,
  changeItemsSchema,
  changesQuerySchema,
  checkpointsSchema,
  DataBlock,
  DataBlocks,
  Gaps,
  gapsQuerySchema,
  Handover,
  Health,
  JudgedUnder,
  Live,
  LogEntry,
  LogProof,
  logQuerySchema,
  OpenInvitation,
  Overview,
  PartName,
  phaseSchema,
  QueueRow,
  queueQuerySchema,
  References,
  ReferencesPast,
  rawStatementSchema,
  referenceNamesQuerySchema,
  referenceNamesSchema,
  referencesQuerySchema,
  rejudgeRequestSchema,
  Shift,
  Since,
  shiftsQuerySchema,
  Verification,
} from '@witnessmark/shared/api';
import type { z } from 'zod';
import type { GitAnswer, GitRequest } from '../git-http/index.ts';
import type { Place, Reach } from '../identity/index.ts';
import type { Asking, Reader } from '../plant/index.ts';
import type {
  AccessPaths,
  Identities,
  IdentityBook,
  PathsShown,
  PersonErasure,
  WitnessLives,
} from '../registry/index.ts';
import type { Asker, SessionBook, SessionDesk } from '../sessions/index.ts';
import type { Gateways, SyslogWitness } from '../witnesses/index.ts';

type RawStatement = z.infer<typeof rawStatementSchema>['statement'];

export interface Page<Row> {
  readonly rows: Row[];
  readonly next: string | null;
}

/** Who listens to live events, and how far they see. */
export interface Audience {
  readonly plant: Reach;
  readonly agents: Reach;
  readonly tell: (id: number, event: Live) => void;
}

/**
 * What the HTTP routes read. Every answer already has the API's shape; null means "there is none". What
 * takes a reach answers as if nothing else were there; what takes an asset was let through by the guard.
 */
export interface PlantReader {
  health(): Promise<Health>;
  overview(reach: Reach): Promise<Overview>;
  assets(query: z.infer<typeof assetsQuerySchema>, reach: Reach): Promise<Page<AssetSummary>>;
  gaps(query: z.infer<typeof gapsQuerySchema>, reach: Reach): Promise<Gaps>;
  /** Where an asset stands. */
  placeOf(asset: string): Promise<Place | null>;
  asset(asset: string): Promise<Asset | null>;
  /** The asset's id where area and asset name a clone's address. */
  assetAt(area: string, asset: string): Promise<string | null>;
  capabilities(asset: string): Promise<AssetCapabilities | null>;
  assetState(asset: string, at: string | null): Promise<AssetState | null>;
  blame(asset: string, path: string, at: string | null, reader: Reader): Promise<Blame | null>;
  coverage(asset: string, from: string, to: string): Promise<CoverageRange | null>;
  since(asset: string, from: string, reader: Reader): Promise<Since | null>;
  /** Data blocks of an S7-300/400 with counts of their values; at a moment, or now where it is null. */
  dataBlocks(asset: string, at: string | null): Promise<DataBlocks | null>;
  dataBlock(asset: string, block: string, at: string | null): Promise<DataBlock | null>;
  /** Where a name stands in what the plant holds now. */
  references(query: z.infer<typeof referencesQuerySchema>, reach: Reach): Promise<References>;
  /** The changes whose difference a name occurs in. */
  referencesPast(
    query: z.infer<typeof referencesQuerySchema>,
    reach: Reach,
    reader: Reader,
  ): Promise<ReferencesPast>;
  referenceNames(
    query: z.infer<typeof referenceNamesQuerySchema>,
    reach: Reach,
  ): Promise<z.infer<typeof referenceNamesSchema>>;
  names(asset: string): Promise<AssetNames | null>;
  /** The listing of a program block with names beside it. */
  listing(asset: string, path: string, at: string | null): Promise<BlockListing | null>;
  assetDiff(asset: string, from: string, to: string | null): Promise<AssetDiff | null>;
  content(asset: string, path: string, commit: string | null): Promise<Uint8Array | null>;
  changes(
    query: z.infer<typeof changesQuerySchema>,
    reach: Reach,
    reader: Reader,
  ): Promise<Page<ChangeSummary>>;
  /** The asset a change is of. */
  assetOfChange(id: string): Promise<string | null>;
  change(id: string, reader: Reader): Promise<Change | null>;
  /** Logs that names of accounts and stations were shown. */
  lookedUp(person: string, refs: readonly string[]): Promise<void>;
  changeItems(id: string, from: number): Promise<z.infer<typeof changeItemsSchema> | null>;
  /** What an engineer session leaves behind, as far as the one who asks may see. */
  handover(session: string, asker: Asker): Promise<Handover | null>;
  /** Who made a change and why we say so; the newest revision where none is named. */
  attribution(id: string, revision: number | null, asking: Asking): Promise<AttributionView | null>;
  /** The whole record of a witness, with the names in it; that it was read is logged first. */
  rawStatement(change: string, entry: number, by: Act): Promise<RawStatement | null>;
  /** The asset that a claim is about. */
  assetOfClaim(claim: string): Promise<string | null>;
  queue(query: z.infer<typeof queueQuerySchema>, reach: Reach, asking: Asking): Promise<Page<QueueRow>>;
  shifts(
    query: z.infer<typeof shiftsQuerySchema>,
    reach: Reach,
    asking: Asking,
  ): Promise<{ rows: Shift[]; truncated: boolean }>;
  shiftChanges(
    area: string,
    from: string,
    reach: Reach,
    asking: Asking,
  ): Promise<{ shift: Shift; rows: ChangeSummary[]; truncated: boolean }>;
  agents(reach: Reach): Promise<Agent[]>;
  openInvitations(): Promise<readonly OpenInvitation[]>;
  log(query: z.infer<typeof logQuerySchema>, reach: Reach): Promise<Page<LogEntry>>;
  logEntry(idx: number, reach: Reach): Promise<LogProof | null>;
  checkpoints(): Promise<z.infer<typeof checkpointsSchema>>;
  verification(): Verification;
  /** Calls back for what happens after log size `after`, without a hole; returns the way to stop. */
  live(after: number | null, listener: Audience): () => void;
  metrics(): Promise<{ contentType: string; text: string }>;
}

/** Who acts, for the log. */
export interface Act {
  readonly person: string;
  readonly request: string;
}

/** What the HTTP routes do. Each resolves after its event is on disk. */
export interface PlantActs {
  orderReading(asset: string, stream: string | null, reason: string, by: Act): Promise<void>;
  setPhase(
    asset: string,
    phase: z.infer<typeof phaseSchema>,
    until: string | null,
    reason: string,
    by: Act,
  ): Promise<void>;
  judgeIdentity(
    asset: string,
    stream: string,
    verdict: 'replaced' | 'moved' | 'wrong',
    reason: string,
    by: Act,
  ): Promise<void>;
  /** Gives the claim's id. */
  claim(change: string, part: PartName | null, note: string, by: Act): Promise<string>;
  answerClaim(claim: string, says: 'confirmed' | 'disputed', note: string, by: Act): Promise<void>;
  withdrawClaim(claim: string, note: string, by: Act): Promise<void>;
  assignOwner(change: string, owner: string | null, reason: string, by: Act): Promise<void>;
  signOffShift(
    wanted: { area: string; from: string; digest: string; note: string },
    reach: Reach,
    by: Act,
  ): Promise<void>;
  /** Brings the notes in the asset's repository up to date. */
  writeNotes(asset: string): Promise<{ written: number; commit: string | null }>;
  /** Gives how many changes are judged anew. */
  rejudge(order: z.infer<typeof rejudgeRequestSchema>, reach: Reach, by: Act): Promise<number>;
  /** What stands as it was judged under another policy than this one. */
  judgedUnder(held: { readonly digest: string; readonly adoptedAt: string | null }): Promise<JudgedUnder>;
  assignStream(stream: string, agent: string, reason: string, by: Act): Promise<void>;
  invite(area: string, hours: number, by: Act): Promise<{ token: string; expires: string }>;
  uninvite(invitation: string, by: Act): Promise<void>;
  revokeAgent(agent: string, reason: string, by: Act): Promise<void>;
  acceptLog(reason: string, by: Act): Promise<void>;
  heal(asset: string): Promise<void>;
  startVerification(by: Act): Promise<void>;
  stopVerification(): Promise<void>;
}

/** Engineer sessions: what is read of them, and what is done to them. */
export interface Sessions {
  readonly book: Pick<SessionBook, 'page' | 'one' | 'rule'>;
  readonly desk: Pick<
    SessionDesk,
    'request' | 'approve' | 'decline' | 'withdraw' | 'start' | 'extend' | 'end' | 'review'
  >;
}

/** Who is who, by which ways assets can be written, and which witnesses live. */
export interface Registry {
  readonly identities: Pick<Identities, 'declare'>;
  readonly erasure: Pick<PersonErasure, 'erase'>;
  readonly paths: Pick<AccessPaths, 'declare'>;
  readonly book: Pick<IdentityBook, 'page' | 'one' | 'shared' | 'named'>;
  readonly shown: Pick<PathsShown, 'of'>;
  readonly lives: Pick<WitnessLives, 'all'>;
}

/** Witnesses that speak to the server itself. */
export type Witnesses = Pick<Gateways, 'receive' | 'import'> & Pick<SyslogWitness, 'unmatched'>;

/** The read-only half of git's smart HTTP for one asset, after the caller was let in. */
export type GitHttp = (asset: string, request: GitRequest) => Promise<GitAnswer>;
