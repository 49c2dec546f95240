import { WitnessError } from '@witnessmark/shared/errors';
import {
  AttributeIds,
  type ClientSession,
  type ClientSessionRawSubscriptionService,
  type EventFilter,
  type ExtensionObject,
  MonitoringMode,
  type NodeId,
  StatusChangeNotification,
  SubscriptionAcknowledgement,
  TimestampsToReturn,
} from 'node-opcua-client';
import type { OpcuaLink } from './link.ts';

type Notification = ExtensionObject | null;
type Raw = ClientSession & ClientSessionRawSubscriptionService;

const keepAliveMs = 10_000;
const lifetimeMs = 60_000;

/** What one subscription reports, in the order it comes. */
export interface NotificationListener {
  notified(notifications: readonly Notification[]): void;
  /** Reports were lost on the way: anything may have changed. */
  missed(): void;
}

/**
 * One subscription with one Publish request waiting at a time. The library's own subscription object is
 * not used: it repairs itself unseen, and an unexpected report from a server makes it throw where nobody
 * can catch it.
 */
export class OpcuaSubscription {
  readonly #link: OpcuaLink;
  readonly #id: number;
  readonly #publishingMs: number;

  private constructor(link: OpcuaLink, id: number, publishingMs: number) {
    this.#link = link;
    this.#id = id;
    this.#publishingMs = publishingMs;
  }

  static async create(
    link: OpcuaLink,
    publishingMs: number,
    signal: AbortSignal,
  ): Promise<OpcuaSubscription> {
    const response = await link.ask(signal, session =>
      (session as Raw).createSubscription({
        requestedPublishingInterval: publishingMs,
        requestedMaxKeepAliveCount: Math.max(1, Math.round(keepAliveMs / publishingMs)),
        requestedLifetimeCount: Math.max(3, Math.round(lifetimeMs / publishingMs)),
        maxNotificationsPerPublish: 1000,
        publishingEnabled: true,
        priority: 0,
      }),
    );
    return new OpcuaSubscription(link, response.subscriptionId, response.revisedPublishingInterval);
  }

  /** The interval the server agreed to, in milliseconds. */
  get publishingMs(): number {
    return this.#publishingMs;
  }

  /**
   * Reports changes of these nodes' values, looked at every `samplingMs`, under consecutive handles from
   * `firstHandle` on; true for each node accepted.
   */
  async monitorValues(
    nodes: readonly NodeId[],
    { firstHandle, samplingMs }: { readonly firstHandle: number; readonly samplingMs: number },
    signal: AbortSignal,
  ): Promise<boolean[]> {
    const { results } = await this.#link.ask(signal, session =>
      (session as Raw).createMonitoredItems({
        subscriptionId: this.#id,
        timestampsToReturn: TimestampsToReturn.Neither,
        itemsToCreate: nodes.map((nodeId, index) => ({
          itemToMonitor: { nodeId, attributeId: AttributeIds.Value },
          monitoringMode: MonitoringMode.Reporting,
          requestedParameters: {
            clientHandle: firstHandle + index,
            samplingInterval: samplingMs,
            queueSize: 1,
            discardOldest: true,
          },
        })),
      }),
    );
    return nodes.map((_, index) => results?.[index]?.statusCode.isGood() ?? false);
  }

  /** Reports the fields of a node's events that the filter names; false where the server refuses. */
  async monitorEvents(
    nodeId: string,
    handle: number,
    filter: EventFilter,
    signal: AbortSignal,
  ): Promise<boolean> {
    const { results } = await this.#link.ask(signal, session =>
      (session as Raw).createMonitoredItems({
        subscriptionId: this.#id,
        timestampsToReturn: TimestampsToReturn.Neither,
        itemsToCreate: [
          {
            itemToMonitor: { nodeId, attributeId: AttributeIds.EventNotifier },
            monitoringMode: MonitoringMode.Reporting,
            requestedParameters: {
              clientHandle: handle,
              samplingInterval: 0,
              queueSize: 1000,
              discardOldest: true,
              filter,
            },
          },
        ],
      }),
    );
    return results?.[0]?.statusCode.isGood() ?? false;
  }

  /** Hands reports over until the link or the subscription ends; throws what ended it. */
  async listen(listener: NotificationListener): Promise<never> {
    let acknowledge: SubscriptionAcknowledgement[] = [];
    let expected: number | null = null;
    // The server promises a sign of life within the keep-alive time; it is given as much again.
    const patience = keepAliveMs * 2 + this.#publishingMs;
    for (;;) {
      const { notificationMessage, subscriptionId } = await this.#link.publish(acknowledge, patience);
      const { sequenceNumber } = notificationMessage;
      const notifications = notificationMessage.notificationData ?? [];
      acknowledge = [];
      // A keep-alive carries the number that comes next, and nothing to acknowledge (OPC 10000-4 §5.14.1.1).
      if (notifications.length === 0) continue;
      if (expected !== null && sequenceNumber !== expected) listener.missed();
      expected = sequenceNumber + 1;
      acknowledge = [new SubscriptionAcknowledgement({ subscriptionId, sequenceNumber })];
      for (const notification of notifications) {
        if (notification instanceof StatusChangeNotification) {
          throw new WitnessError('opcua.service-failed', 'subscription', notification.status.name);
        }
      }
      listener.notified(notifications);
    }
  }
}
