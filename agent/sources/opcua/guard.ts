import { WitnessError } from '@witnessmark/shared/errors';
import {
  ActivateSessionRequest,
  BrowseNextRequest,
  BrowseRequest,
  CallRequest,
  type ClientSecureChannelLayer,
  CloseSessionRequest,
  CreateMonitoredItemsRequest,
  CreateSessionRequest,
  CreateSubscriptionRequest,
  DataType,
  DeleteMonitoredItemsRequest,
  DeleteSubscriptionsRequest,
  FindServersRequest,
  GetEndpointsRequest,
  HistoryReadRequest,
  ModifyMonitoredItemsRequest,
  ModifySubscriptionRequest,
  type OPCUAClient,
  PublishRequest,
  ReadRequest,
  RepublishRequest,
  type Request,
  SetMonitoringModeRequest,
  SetPublishingModeRequest,
  TransferSubscriptionsRequest,
  TranslateBrowsePathsToNodeIdsRequest,
} from 'node-opcua-client';

type RequestClass = abstract new (...args: never[]) => Request;

/** Services that cannot change anything but the caller's own session and subscriptions (OPC 10000-4 §5). */
const readingServices: ReadonlySet<unknown> = new Set<RequestClass>([
  GetEndpointsRequest,
  FindServersRequest,
  CreateSessionRequest,
  ActivateSessionRequest,
  CloseSessionRequest,
  ReadRequest,
  BrowseRequest,
  BrowseNextRequest,
  TranslateBrowsePathsToNodeIdsRequest,
  HistoryReadRequest,
  CreateSubscriptionRequest,
  ModifySubscriptionRequest,
  SetPublishingModeRequest,
  DeleteSubscriptionsRequest,
  TransferSubscriptionsRequest,
  CreateMonitoredItemsRequest,
  ModifyMonitoredItemsRequest,
  SetMonitoringModeRequest,
  DeleteMonitoredItemsRequest,
  PublishRequest,
  RepublishRequest,
]);

/** Methods of FileType (OPC 10000-20 §4.2) that leave the file as it is; Open only for reading. */
export const fileMethods = ['Open', 'Read', 'Close', 'GetPosition', 'SetPosition'] as const;
export type FileMethod = (typeof fileMethods)[number];
export const openForReading = 1;

/**
 * The allow-list at the edge of the secure channel: every request of the client passes here last, whoever
 * made it, and what is no reading is answered with `opcua.not-a-read` and never encoded. It also lets one
 * session be created only: where the server has ended it, the library would quietly make another, and the
 * gap between the two would not be seen. That is answered with `opcua.link-lost`.
 */
export class ReadOnlyGuard {
  readonly #subject: string;
  readonly #methods = new Map<string, FileMethod>();
  #sessions = 0;
  #closed = false;
  #sessionLost: (() => void) | null = null;
  #requests = 0;

  constructor(subject: string) {
    this.#subject = subject;
  }

  /** Requests that have left through this guard. */
  get requests(): number {
    return this.#requests;
  }

  /** Stands in front of every secure channel the client makes from now on. Before `connect`. */
  install(client: OPCUAClient): void {
    client.on('secure_channel_created', channel => this.#wrap(channel));
  }

  /** Called when the library wants to replace the session: the server has ended it. */
  onSessionLost(listener: () => void): void {
    this.#sessionLost = listener;
  }

  /** Lets a method of a FileType node be called by its node id. */
  allowFileMethod(methodId: string, method: FileMethod): void {
    this.#methods.set(methodId, method);
  }

  /** From now on only the session's and channel's end may leave. */
  close(): void {
    this.#closed = true;
  }

  /** Throws `opcua.not-a-read` for anything the watcher must not send, `opcua.link-lost` for a second session. */
  check(request: Request): void {
    if (request.constructor === CreateSessionRequest && this.#sessions > 0) {
      this.#sessionLost?.();
      throw new WitnessError('opcua.link-lost', this.#subject, 'the server ended the session');
    }
    const refusal = this.#refusal(request);
    if (refusal) throw new WitnessError('opcua.not-a-read', this.#subject, refusal);
    if (request instanceof CreateSessionRequest) this.#sessions++;
  }

  #refusal(request: Request): string | null {
    const service = request.schema.name;
    if (this.#closed && !(request instanceof CloseSessionRequest)) return `${service} after the end`;
    if (readingServices.has(request.constructor)) return null;
    if (!(request instanceof CallRequest)) return service;
    for (const call of request.methodsToCall ?? []) {
      const method = this.#methods.get(call.methodId.toString());
      if (!method) return `${service} of ${call.methodId.toString()}`;
      if (method === 'Open') {
        const [mode, ...rest] = call.inputArguments ?? [];
        if (mode?.dataType !== DataType.Byte || mode.value !== openForReading || rest.length > 0) {
          return `${service} of Open for more than reading`;
        }
      }
    }
    return null;
  }

  #wrap(channel: ClientSecureChannelLayer): void {
    const send = channel.performMessageTransaction.bind(channel);
    channel.performMessageTransaction = (request, callback) => {
      try {
        this.check(request);
      } catch (error) {
        callback(error as Error);
        return;
      }
      this.#requests++;
      send(request, callback);
    };
  }
}
