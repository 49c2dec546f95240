import type { Instant } from '@witnessmark/shared/time';
import type { RuleSet } from '@witnessmark/shared/witnesses';
import type { SyslogConfig } from '../../config/index.ts';
import { TokenBuckets } from '../bounds.ts';
import type { Collector } from '../collector.ts';
import { StatementQueue } from '../queue.ts';
import type { RefusalReason, Refusals } from '../refusals.ts';
import { Lives } from './life.ts';
import { SyslogListener, type SyslogPorts } from './listener.ts';
import { fieldsOf, parseSyslog, type SyslogMessage } from './message.ts';
import { type Peer, type Sender, Senders } from './senders.ts';
import { statementOf, watchedBy } from './telling.ts';
import { Unmatched, type UnmatchedSender } from './unmatched.ts';

export interface SyslogParts {
  readonly config: SyslogConfig;
  /** Tried in order; the first file with a rule that matches decides. */
  readonly rules: readonly RuleSet[];
  readonly collector: Pick<Collector, 'take'>;
  readonly refusals: Pick<Refusals, 'count'>;
  /** Assets by the addresses at which they are read. */
  readonly assetAddresses: () => Promise<ReadonlyMap<string, string>>;
  /** The server's own time. */
  readonly instant: () => Instant;
  readonly failed: (error: unknown) => void;
}

const refreshMs = 60_000;
/** Of one sender; a day's average of a busy jump host is far below one a second. */
const perSender = { perSecond: 20, burst: 200, keysAtMost: 2000 } as const;
/** Of all who proved who they are, and of all who did not: an address is quickly written by somebody else. */
const all = { perSecond: 200, burst: 1000, keysAtMost: 2 } as const;
/** Of those nobody knows only samples are looked at. */
const strangers = { perSecond: 5, burst: 20, keysAtMost: 1 } as const;

/** Syslog as a witness: what is heard from known senders becomes statements by rules. */
export class SyslogWitness {
  readonly #parts: SyslogParts;
  readonly #senders: Senders;
  readonly #listener: SyslogListener;
  readonly #queue: StatementQueue;
  readonly #lives = new Lives();
  readonly #unmatched = new Unmatched();
  readonly #perSender = new TokenBuckets(perSender);
  readonly #all = new TokenBuckets(all);
  readonly #strangers = new TokenBuckets(strangers);
  #refresh: NodeJS.Timeout | null = null;
  #taken = 0;

  constructor(parts: SyslogParts) {
    this.#parts = parts;
    this.#senders = new Senders(parts.config.senders);
    this.#queue = new StatementQueue('syslog', parts.collector, parts.failed);
    this.#listener = new SyslogListener(parts.config, {
      take: (bytes, peer) => this.take(bytes, peer),
      refused: (reason, peer, bytes) => this.#refuse(reason, peer, bytes),
      isKnown: peer => this.#senders.of(peer) !== null,
      failed: parts.failed,
    });
  }

  async start(): Promise<SyslogPorts> {
    this.#senders.setAssets(await this.#parts.assetAddresses());
    this.#refresh = setInterval(() => {
      this.#parts.assetAddresses().then(assets => this.#senders.setAssets(assets), this.#parts.failed);
    }, refreshMs);
    this.#refresh.unref();
    return this.#listener.start();
  }

  async stop(): Promise<void> {
    if (this.#refresh) clearInterval(this.#refresh);
    await this.#listener.stop();
    await this.#queue.stop();
  }

  /** What no rule takes; see `Unmatched`. */
  unmatched(): UnmatchedSender[] {
    return this.#unmatched.all();
  }

  /** Resolves when what was heard so far is on disk. */
  settled(): Promise<void> {
    return this.#queue.settled();
  }

  /** One message as it came. False where it was refused. */
  take(bytes: Uint8Array, peer: Peer): boolean {
    const sender = this.#senders.of(peer);
    const at = this.#parts.instant();
    if (sender === null) return this.#stranger(bytes, peer, at);
    // Whoever only writes a sender's address must not use up what the sender itself may say.
    const key = `${sender.name} ${sender.authenticated}`;
    if (!this.#perSender.take(key, at.mono) || !this.#all.take(String(sender.authenticated), at.mono))
      return this.#refuse('too-many', peer, bytes);
    const message = parseSyslog(bytes);
    if (message === null) return this.#refuse('malformed', peer, bytes);
    const whole = Buffer.from(bytes).toString('utf8');
    return this.#tell(sender, { peer, message, whole, bytes, at });
  }

  #tell(
    sender: Sender,
    heard: { peer: Peer; message: SyslogMessage; whole: string; bytes: Uint8Array; at: Instant },
  ): boolean {
    const { peer, message, whole, bytes, at } = heard;
    const fields = fieldsOf(message);
    for (const rules of this.#parts.rules) {
      const matched = rules.take(fields);
      switch (matched.is) {
        case 'unmatched':
          continue;
        case 'nothing':
          return true;
        case 'life': {
          const lived = this.#lives.sign(sender, peer, at);
          return lived === null || this.#add(sender.asset ?? null, watchedBy(sender, lived), peer, bytes);
        }
        case 'invalid':
          return this.#refuse('invalid', peer, bytes);
        case 'told': {
          const asset =
            (message.host === null ? undefined : sender.hosts[message.host]) ?? sender.asset ?? null;
          return this.#add(asset, statementOf(matched.told, { sender, message, whole, at }), peer, bytes);
        }
      }
    }
    if (sender.authenticated) this.#lives.broken(sender.name);
    this.#unmatched.add(peer.address, sender.name, { app: message.app, whole }, at.wall);
    return true;
  }

  #add(
    asset: string | null,
    statement: ReturnType<typeof statementOf>,
    peer: Peer,
    bytes: Uint8Array,
  ): boolean {
    this.#taken += 1;
    // Syslog has no numbers of its own and repeats nothing: each arrival is a record of its own.
    const key = `${this.#parts.instant().boot}/${this.#taken}`;
    return this.#queue.add({ statement, asset, key }) || this.#refuse('queue-full', peer, bytes);
  }

  #stranger(bytes: Uint8Array, peer: Peer, at: Instant): boolean {
    const { address } = peer;
    this.#refuse('unknown-sender', peer, bytes);
    if (!this.#strangers.take('', at.mono)) return false;
    const message = parseSyslog(bytes);
    const whole = Buffer.from(bytes).toString('utf8');
    if (message !== null) this.#unmatched.add(address, null, { app: message.app, whole }, at.wall);
    return false;
  }

  #refuse(reason: RefusalReason, peer: Peer, bytes: Uint8Array): boolean {
    this.#parts.refusals.count(reason, peer.address, bytes);
    const sender = this.#senders.of(peer);
    if (sender?.authenticated === true) this.#lives.broken(sender.name);
    return false;
  }
}
