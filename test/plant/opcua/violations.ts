import { CallRequest, type Request } from 'node-opcua-client';
import type { AddressSpace } from './address-space.ts';

/** What a watcher may send: anything else is a violation, also where the server would refuse it. */
const readingServices = new Set([
  'GetEndpointsRequest',
  'FindServersRequest',
  'CreateSessionRequest',
  'ActivateSessionRequest',
  'CloseSessionRequest',
  'CloseSecureChannelRequest',
  'ReadRequest',
  'BrowseRequest',
  'BrowseNextRequest',
  'TranslateBrowsePathsToNodeIdsRequest',
  'HistoryReadRequest',
  'CreateSubscriptionRequest',
  'ModifySubscriptionRequest',
  'SetPublishingModeRequest',
  'DeleteSubscriptionsRequest',
  'TransferSubscriptionsRequest',
  'CreateMonitoredItemsRequest',
  'ModifyMonitoredItemsRequest',
  'SetMonitoringModeRequest',
  'DeleteMonitoredItemsRequest',
  'PublishRequest',
  'RepublishRequest',
]);

const openForReading = 1;
const readingMethods = new Set(['Read', 'Close', 'GetPosition', 'SetPosition']);

/** Why a watcher's request is no reading; null where it is one. Written apart from the agent's own list. */
export function violationOf(request: Request, space: AddressSpace): string | null {
  const service = request.schema.name;
  if (readingServices.has(service)) return null;
  if (!(request instanceof CallRequest)) return service;
  for (const call of request.methodsToCall ?? []) {
    const name = space.findNode(call.methodId)?.browseName.name ?? String(call.methodId);
    const opensForReading = name === 'Open' && call.inputArguments?.[0]?.value === openForReading;
    if (!opensForReading && !readingMethods.has(name)) return `${service} of ${name}`;
  }
  return null;
}
