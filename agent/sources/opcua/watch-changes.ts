import {
  constructEventFilter,
  DataChangeNotification,
  type EventFilter,
  EventNotificationList,
  NodeId,
  type Variant,
} from 'node-opcua-client';
import type { SourceLog } from '../source.ts';
import { standardId } from './crawled-node.ts';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import { type NotificationListener, OpcuaSubscription } from './subscription.ts';

interface ChangeListener {
  /** Items whose variables changed; null = any may have. */
  changed(paths: ReadonlySet<string> | null): void;
  /** Nodes may have come or gone, or changed their meaning. */
  modelChanged(): void;
}

/** Who listens to the server's audit events, on the same subscription. */
export interface AuditListener {
  /** What to ask for, the best first; the first filter that the server takes counts. */
  readonly filters: readonly EventFilter[];
  heard(fields: readonly Variant[]): void;
  /** Reports were lost, or none will come any more: what was not heard proves nothing. */
  deaf(because: string): void;
}

export interface WatchedNode {
  readonly nodeId: NodeId;
  /** Path of the item its change is a hint for. */
  readonly path: string;
}

const serverObject = 'i=2253';
/** BaseModelChangeEvent, GeneralModelChangeEvent, SemanticChangeEvent (OPC 10000-5 §6.4.30 on). */
const modelChangeEvents: ReadonlySet<number | null> = new Set([2132, 2133, 2738]);
/** How many nodes are watched at most; a change of what is beyond is found by polling. */
const mostMonitored = 20_000;
/** How many values a second the controller is made to look at on our behalf. */
const samplesPerSecond = 5000;
const eventHandle = 1;
const auditHandle = 2;
const firstHandle = 3;

interface WatchOptions {
  readonly publishingMs: number;
  readonly limits: ServerLimits;
  readonly log: SourceLog;
  readonly listener: ChangeListener;
  readonly audit: AuditListener | null;
}

/**
 * One subscription for all variables of the source, without a deadband: a small change of a setpoint is
 * a change. Where the server gives no subscription it says so in the log; polling is left then.
 */
export class ChangeWatch {
  readonly #link: OpcuaLink;
  readonly #options: WatchOptions;
  readonly #hearing: Hearing;
  #subscription: OpcuaSubscription | null = null;

  private constructor(link: OpcuaLink, options: WatchOptions) {
    this.#link = link;
    this.#options = options;
    this.#hearing = new Hearing(options.listener, options.audit);
  }

  /** Subscribes; `add` says what to. Throws only where the link has ended. */
  static async open(link: OpcuaLink, options: WatchOptions, signal: AbortSignal): Promise<ChangeWatch> {
    const watch = new ChangeWatch(link, options);
    await watch.#orPoll(async () => {
      const subscription = await OpcuaSubscription.create(link, options.publishingMs, signal);
      const types = constructEventFilter(['EventType']);
      if (!(await subscription.monitorEvents(serverObject, eventHandle, types, signal))) {
        options.log.info({}, 'OPC UA server gives no events; new nodes are found by crawling');
      }
      const audited = await watch.#audit(subscription, signal);
      subscription.listen(watch.#hearing).catch(error => {
        options.audit?.deaf('the subscription ended');
        if (!link.lost.aborted)
          options.log.warn({ err: error }, 'OPC UA subscription ended; polling is left');
      });
      if (options.audit && !audited) options.audit.deaf('the server refuses its audit events');
      watch.#subscription = subscription;
    });
    return watch;
  }

  /**
   * Watches those of the nodes that are not watched yet. Resolves once the server has reported the present
   * value of each, so that a reading that begins afterwards misses nothing: an earlier change is in the
   * reading, a later one is told. Gives the items of the nodes that are new.
   */
  async add(nodes: readonly WatchedNode[], signal: AbortSignal): Promise<ReadonlySet<string>> {
    const subscription = this.#subscription;
    if (!subscription) return new Set();
    const fresh = this.#hearing.take(nodes);
    await this.#orPoll(async () => {
      const { limits, publishingMs } = this.#options;
      const samplingMs = Math.max(publishingMs, (this.#hearing.size / samplesPerSecond) * 1000);
      for (let at = 0; at < fresh.length; at += limits.monitoredItemsPerCall) {
        const batch = fresh.slice(at, at + limits.monitoredItemsPerCall);
        const ids = batch.map(({ nodeId }) => nodeId);
        const first = (batch[0]?.index ?? 0) + firstHandle;
        const accepted = await subscription.monitorValues(ids, { firstHandle: first, samplingMs }, signal);
        for (const [index, one] of batch.entries()) if (!accepted[index]) this.#hearing.giveUp(one.index);
      }
      const patience = AbortSignal.timeout(subscription.publishingMs * 4 + 1000);
      await this.#hearing.everyone(AbortSignal.any([signal, this.#link.lost, patience]));
    });
    return new Set(fresh.map(({ path }) => path));
  }

  async #audit(subscription: OpcuaSubscription, signal: AbortSignal): Promise<boolean> {
    for (const filter of this.#options.audit?.filters ?? []) {
      if (await subscription.monitorEvents(serverObject, auditHandle, filter, signal)) return true;
    }
    return false;
  }

  async #orPoll(subscribe: () => Promise<void>): Promise<void> {
    try {
      await subscribe();
    } catch (error) {
      if (this.#subscription === null) this.#options.audit?.deaf('the server gives no subscription');
      if (this.#link.lost.aborted) throw error;
      this.#options.log.info({ err: error }, 'OPC UA server gives no subscription; polling is left');
    }
  }
}

/** Tells first reports from changes, and handles from item paths. */
class Hearing implements NotificationListener {
  readonly #listener: ChangeListener;
  readonly #audit: AuditListener | null;
  readonly #paths: string[] = [];
  readonly #known = new Set<string>();
  readonly #unheard = new Set<number>();
  #all = Promise.withResolvers<void>();

  constructor(listener: ChangeListener, audit: AuditListener | null) {
    this.#listener = listener;
    this.#audit = audit;
  }

  get size(): number {
    return this.#paths.length;
  }

  /** Those of the nodes that are new, as far as there is room for them, each with its index. */
  take(nodes: readonly WatchedNode[]): (WatchedNode & { readonly index: number })[] {
    const fresh: (WatchedNode & { readonly index: number })[] = [];
    for (const node of nodes) {
      const id = node.nodeId.toString();
      if (this.#known.has(id) || this.#paths.length >= mostMonitored) continue;
      const index = this.#paths.length;
      this.#known.add(id);
      this.#unheard.add(index);
      this.#paths.push(node.path);
      fresh.push({ ...node, index });
    }
    return fresh;
  }

  /** A node the server will not report. */
  giveUp(index: number): void {
    this.#unheard.delete(index);
    if (this.#unheard.size === 0) this.#all.resolve();
  }

  /** Resolves when every node has been reported once, or when `signal` aborts. */
  async everyone(signal: AbortSignal): Promise<void> {
    this.#all = Promise.withResolvers<void>();
    const stop = () => this.#all.resolve();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted || this.#unheard.size === 0) stop();
    await this.#all.promise;
    signal.removeEventListener('abort', stop);
  }

  missed(): void {
    this.#audit?.deaf('reports of the server were lost on the way');
    this.#listener.changed(null);
  }

  notified(notifications: Parameters<NotificationListener['notified']>[0]): void {
    const paths = new Set<string>();
    for (const notification of notifications) {
      if (notification instanceof DataChangeNotification) this.#values(notification, paths);
      else if (notification instanceof EventNotificationList) this.#events(notification);
    }
    if (paths.size > 0) this.#listener.changed(paths);
  }

  #values(notification: DataChangeNotification, paths: Set<string>): void {
    for (const { clientHandle } of notification.monitoredItems ?? []) {
      const index = clientHandle - firstHandle;
      const path = this.#paths[index];
      // The first report of a node is its present value and no change.
      if (this.#unheard.has(index)) this.giveUp(index);
      else if (path !== undefined) paths.add(path);
    }
  }

  #events(notification: EventNotificationList): void {
    // No filter by type is set: some servers let other events through it, and some drop the right ones.
    const types: unknown[] = [];
    for (const { clientHandle, eventFields } of notification.events ?? []) {
      if (clientHandle === auditHandle) this.#audit?.heard(eventFields ?? []);
      else types.push(eventFields?.[0]?.value);
    }
    if (types.some(type => type instanceof NodeId && modelChangeEvents.has(standardId(type)))) {
      this.#listener.modelChanged();
    }
  }
}
