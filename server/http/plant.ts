import type {
  Agent,
  Asset,
  AssetCapabilities,
  AssetDiff,
  AssetState,
  AssetSummary,
  assetsQuerySchema,
  Blame,
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
  Health,
  Live,
  LogEntry,
  LogProof,
  logQuerySchema,
  Overview,
  phaseSchema,
  Since,
  Verification,
} from '@witnessmark/shared/api';
import type { z } from 'zod';
import type { GitAnswer, GitRequest } from '../git-http/index.ts';

export interface Page<Row> {
  readonly rows: Row[];
  readonly next: string | null;
}

/** What the HTTP routes read. Every answer already has the API's shape; null means "there is none". */
export interface PlantReader {
  health(): Promise<Health>;
  overview(): Promise<Overview>;
  assets(query: z.infer<typeof assetsQuerySchema>): Promise<Page<AssetSummary>>;
  gaps(query: z.infer<typeof gapsQuerySchema>): Promise<Gaps>;
  asset(asset: string): Promise<Asset | null>;
  /** The asset's id where area and asset name a clone's address. */
  assetAt(area: string, asset: string): Promise<string | null>;
  capabilities(asset: string): Promise<AssetCapabilities | null>;
  assetState(asset: string, at: string | null): Promise<AssetState | null>;
  blame(asset: string, path: string, at: string | null): Promise<Blame | null>;
  coverage(asset: string, from: string, to: string): Promise<CoverageRange | null>;
  since(asset: string, from: string): Promise<Since | null>;
  /** Data blocks of an S7-300/400 with counts of their values; at a moment, or now where it is null. */
  dataBlocks(asset: string, at: string | null): Promise<DataBlocks | null>;
  dataBlock(asset: string, block: string, at: string | null): Promise<DataBlock | null>;
  assetDiff(asset: string, from: string, to: string | null): Promise<AssetDiff | null>;
  content(asset: string, path: string, commit: string | null): Promise<Uint8Array | null>;
  changes(query: z.infer<typeof changesQuerySchema>): Promise<Page<ChangeSummary>>;
  change(id: string): Promise<Change | null>;
  changeItems(id: string, from: number): Promise<z.infer<typeof changeItemsSchema> | null>;
  agents(): Promise<Agent[]>;
  log(query: z.infer<typeof logQuerySchema>): Promise<Page<LogEntry>>;
  logEntry(idx: number): Promise<LogProof | null>;
  checkpoints(): Promise<z.infer<typeof checkpointsSchema>>;
  verification(): Verification;
  /** Calls back for what happens after log size `after`, without a hole; returns the way to stop. */
  live(after: number | null, listener: (id: number, event: Live) => void): () => void;
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
  assignStream(stream: string, agent: string, reason: string, by: Act): Promise<void>;
  invite(area: string, hours: number, by: Act): Promise<{ token: string; expires: string }>;
  revokeAgent(agent: string, reason: string, by: Act): Promise<void>;
  acceptLog(reason: string, by: Act): Promise<void>;
  heal(asset: string): Promise<void>;
  startVerification(by: Act): Promise<void>;
  stopVerification(): Promise<void>;
}

/** The read-only half of git's smart HTTP for one asset, after the caller was let in. */
export type GitHttp = (asset: string, request: GitRequest) => Promise<GitAnswer>;
