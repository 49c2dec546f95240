import { DataChangeNotification, EventNotificationList, NodeId } from 'node-opcua-client';
import type { SourceLog } from '../source.ts';
import { standardId } from './crawl.ts';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import { type NotificationListener, OpcuaSubscription } from './subscription.ts';

export interface ChangeListener {
  /** Items whose variables changed; null = any may have. */
  changed(paths: ReadonlySet<string> | null): void;
  /** Nodes may have come or gone, or changed their meaning. */
  modelChanged(): void;
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
const firstHandle = 2;

interface WatchOptions {
  readonly publishingMs: number;
  readonly limits: ServerLimits;
  readonly log: SourceLog;
  readonly listener: ChangeListener;
}

/**
 * One subscription for all variables of the source, without a deadband: a small change of a setpoint is
 * a change. Resolves once the server has reported each variable's present value, so that a reading that
 * begins afterwards misses nothing: an earlier change is in the reading, a later one is told here.
 * Where the server gives no subscription it says so in the log; polling is left then.
 */
export async function watchChanges(
  link: OpcuaLink,
  nodes: readonly WatchedNode[],
  { publishingMs, limits, log, listener }: WatchOptions,
  signal: AbortSignal,
): Promise<void> {
  const hearing = new Hearing(nodes.slice(0, mostMonitored), listener);
  let subscription: OpcuaSubscription;
  try {
    subscription = await OpcuaSubscription.create(link, publishingMs, signal);
    if (!(await subscription.monitorEvents(serverObject, eventHandle, signal))) {
      log.info({}, 'OPC UA server gives no events; new nodes are found by crawling');
    }
    const samplingMs = Math.max(publishingMs, (hearing.nodes.length / samplesPerSecond) * 1000);
    for (let at = 0; at < hearing.nodes.length; at += limits.monitoredItemsPerCall) {
      const batch = hearing.nodes.slice(at, at + limits.monitoredItemsPerCall);
      const ids = batch.map(({ nodeId }) => nodeId);
      const accepted = await subscription.monitorValues(
        ids,
        { firstHandle: firstHandle + at, samplingMs },
        signal,
      );
      for (const [index, good] of accepted.entries()) if (!good) hearing.giveUp(at + index);
    }
  } catch (error) {
    if (link.lost.aborted) throw error;
    log.info({ err: error }, 'OPC UA server gives no subscription; changes are found by polling');
    return;
  }
  subscription.listen(hearing).catch(error => {
    if (!link.lost.aborted)
      log.warn({ err: error }, 'OPC UA subscription ended; changes are found by polling');
  });
  const patience = AbortSignal.timeout(subscription.publishingMs * 4 + 1000);
  await hearing.everyone(AbortSignal.any([signal, link.lost, patience]));
}

class Hearing implements NotificationListener {
  readonly nodes: readonly WatchedNode[];
  readonly #listener: ChangeListener;
  readonly #unheard: Set<number>;
  readonly #all = Promise.withResolvers<void>();

  constructor(nodes: readonly WatchedNode[], listener: ChangeListener) {
    this.nodes = nodes;
    this.#listener = listener;
    this.#unheard = new Set(nodes.keys());
    if (nodes.length === 0) this.#all.resolve();
  }

  /** A node the server will not report. */
  giveUp(index: number): void {
    this.#unheard.delete(index);
    if (this.#unheard.size === 0) this.#all.resolve();
  }

  /** Resolves when every node has been reported once, or when `signal` aborts. */
  async everyone(signal: AbortSignal): Promise<void> {
    const stop = () => this.#all.resolve();
    signal.addEventListener('abort', stop, { once: true });
    if (signal.aborted) stop();
    await this.#all.promise;
    signal.removeEventListener('abort', stop);
  }

  missed(): void {
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
      const path = this.nodes[index]?.path;
      // The first report of a node is its present value and no change.
      if (this.#unheard.has(index)) this.giveUp(index);
      else if (path !== undefined) paths.add(path);
    }
  }

  #events(notification: EventNotificationList): void {
    // No filter by type is set: some servers let other events through it, and some drop the right ones.
    const types = (notification.events ?? []).map(event => event.eventFields?.[0]?.value);
    if (types.some(type => type instanceof NodeId && modelChangeEvents.has(standardId(type)))) {
      this.#listener.modelChanged();
    }
  }
}
