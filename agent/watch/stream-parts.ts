import type { Load } from '@witnessmark/shared/facts';
import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { AgentClock } from '../clock/index.ts';
import type { Reading, SourceLog } from '../sources/index.ts';
import type { Spool } from '../spool/index.ts';
import type { Contact } from './contact.ts';
import type { CoverageLedger } from './coverage.ts';
import type { WatchPolicy } from './policy.ts';

/** What all that reads one stream works with. */
export interface StreamParts {
  readonly stream: string;
  readonly contact: Contact;
  readonly clock: AgentClock;
  readonly spool: Pick<Spool, 'append'>;
  readonly ledger: CoverageLedger;
  readonly policy: () => WatchPolicy;
  /** Waits; rejects when the contact is broken off. */
  readonly pause: (ms: number) => Promise<void>;
  /** Told of every reading's load and when it began, so that the asset's budget holds. */
  readonly onLoad: (load: Load, from: Instant) => void;
  readonly log: SourceLog;
}

/** What a reading is asked for. */
export type Asked = { readonly kinds: readonly Kind[] } | { readonly paths: readonly string[] };

/** What was not read, and why, as coverage has it. */
export function tellGap(
  ledger: CoverageLedger,
  { unread, arrivedAt }: Pick<Reading, 'unread' | 'arrivedAt'>,
): void {
  if (unread === undefined) return;
  ledger.gap(unread.gap, arrivedAt, unread.reason, unread.kinds);
}
