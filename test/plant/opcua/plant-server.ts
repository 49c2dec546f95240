import path from 'node:path';
import { OPCUACertificateManager } from 'node-opcua-certificate-manager';
import {
  CreateSessionRequest,
  LogLevel,
  MessageSecurityMode,
  type Request,
  SecurityPolicy,
  setLogLevel,
  type Variant,
  WellKnownRoles,
} from 'node-opcua-client';
import {
  OPCUAServer,
  RegisterServerMethod,
  type ServerCapabilitiesOptions,
  type ServerSession,
} from 'node-opcua-server';
import { FaultyProxy } from '../net/index.ts';
import { auditWrites, type PlantAuditing, type PlantWrite } from './audit.ts';
import { jumpServerClock } from './clock.ts';
import { type PlantIdentity, PlantModel } from './model.ts';
import type { PlantProgram, PlantProgramView } from './program.ts';
import { type PlantUser, plantUsers } from './users.ts';
import { violationOf } from './violations.ts';

export interface PlantOpcuaOptions {
  /** Where certificates are made once and kept; may be shared by many servers and runs. */
  readonly dataDir: string;
  /** Port on 127.0.0.1; of the system's choice where absent. */
  readonly port?: number;
  /** How often the process values move by themselves, in milliseconds; 0 = only by `tick`. */
  readonly processPeriodMs?: number;
  readonly limits?: ServerCapabilitiesOptions;
  readonly identity?: Partial<PlantIdentity>;
  readonly users?: readonly PlantUser[];
  /** What the controller shows of its program; nothing where absent. */
  readonly program?: PlantProgramView;
}

const standardIdentity: PlantIdentity = {
  manufacturer: 'Plant Works',
  serial: 'PW-0001',
  softwareRevision: 'V3.2',
};

/**
 * The plant's controller as OPC UA shows it: a real server behind a `FaultyProxy`, whose address is the
 * only one it gives out. It survives `restart` with its values and `replace` without them.
 */
export class PlantOpcuaServer {
  readonly proxy = new FaultyProxy({ host: '127.0.0.1', port: 1 });
  /** Requests that were not readings, sent by users who only watch. Must stay empty. */
  readonly violations: string[] = [];
  /** What is told by audit events from now on. */
  auditing: PlantAuditing = 'all';
  /** Names of the services that anybody but the users who may write asked for. */
  readonly services = new Set<string>();
  /** The most sessions that were open at once. */
  mostSessions = 0;
  /** Every write, carried out or refused, in the order it came. */
  readonly writes: PlantWrite[] = [];
  readonly #options: PlantOpcuaOptions;
  readonly #users: readonly PlantUser[];
  #identity: PlantIdentity;
  #certificateName = 'server';
  #server: OPCUAServer | null = null;
  #model: PlantModel | null = null;
  #ticker: NodeJS.Timeout | null = null;
  #ticks = 0;
  #clockOffMs = 0;

  constructor(options: PlantOpcuaOptions) {
    this.#options = options;
    this.#users = options.users ?? Object.values(plantUsers);
    this.#identity = { ...standardIdentity, ...options.identity };
  }

  get endpointUrl(): string {
    return `opc.tcp://127.0.0.1:${this.proxy.port}`;
  }

  get model(): PlantModel {
    if (!this.#model) throw new Error('the plant server is not running');
    return this.#model;
  }

  /** The controller's program; throws where it shows none. */
  get program(): PlantProgram {
    if (!this.model.program) throw new Error('the plant shows nothing of its program');
    return this.model.program;
  }

  /** The server's application certificate, DER. */
  get certificate(): Buffer {
    return this.#running().getCertificate();
  }

  async start(): Promise<void> {
    setLogLevel(LogLevel.Emergency);
    await this.proxy.start(this.#options.port);
    await this.#up();
  }

  async stop(): Promise<void> {
    await this.#down();
    await this.proxy.stop();
  }

  /** Power off and on: sessions, subscriptions and handles are gone; values and identity are the same. */
  async restart(): Promise<void> {
    const values = new Map([...this.model.variables].map(([name, node]) => [name, node.readValue().value]));
    await this.#down();
    await this.#up();
    for (const [name, value] of values) this.model.variables.get(name)?.setValueFromSource(value);
  }

  /** Another controller at the same address: other serial, other certificate, values as delivered. */
  async replace(identity: Partial<PlantIdentity>): Promise<void> {
    await this.#down();
    this.#identity = { ...this.#identity, ...identity };
    this.#certificateName = `server-${this.#identity.serial}`;
    await this.#up();
  }

  /** The same controller with a newly made certificate, as after a certificate renewal. */
  async renewCertificate(name: string): Promise<void> {
    this.#certificateName = `server-${name}`;
    await this.restart();
  }

  /** The controller's own program changes a value: no write arrives, no audit event is raised. */
  setByProgram(name: string, value: Variant['value']): void {
    const node = this.model.variable(name);
    const current = node.readValue().value;
    node.setValueFromSource({ dataType: current.dataType, arrayType: current.arrayType, value });
  }

  tick(): void {
    this.model.tick(++this.#ticks);
  }

  /** How many sessions are open now. */
  get sessionCount(): number {
    return this.#running().engine.currentSessionCount;
  }

  /** Forgets every session, as an overloaded controller does; the connections stay open. */
  endSessions(): void {
    const engine = this.#running().engine as unknown as {
      _sessions: Readonly<Record<string, ServerSession>>;
    };
    for (const session of Object.values(engine._sessions)) {
      this.#running().engine.closeSession(session.authenticationToken, true, 'Timeout');
    }
  }

  /** From now on the server's CurrentTime is off by `ms`. */
  jumpClock(ms: number): void {
    this.#clockOffMs = ms;
    jumpServerClock(this.#running(), ms);
  }

  #running(): OPCUAServer {
    if (!this.#server) throw new Error('the plant server is not running');
    return this.#server;
  }

  async #up(): Promise<void> {
    const server = new OPCUAServer({
      host: '127.0.0.1',
      hostname: '127.0.0.1',
      port: 0,
      advertisedEndpoints: this.endpointUrl,
      registerServerMethod: RegisterServerMethod.HIDDEN,
      securityModes: [MessageSecurityMode.None, MessageSecurityMode.Sign, MessageSecurityMode.SignAndEncrypt],
      securityPolicies: [
        SecurityPolicy.None,
        SecurityPolicy.Basic256Sha256,
        SecurityPolicy.Aes256_Sha256_RsaPss,
      ],
      allowAnonymous: true,
      isAuditing: true,
      auditEventRoles: [WellKnownRoles.Anonymous],
      serverCertificateManager: this.#certificates(this.#certificateName),
      userCertificateManager: this.#certificates('users'),
      serverInfo: { applicationUri: 'urn:witnessmark:plant:opcua', productUri: 'urn:witnessmark:plant' },
      buildInfo: {
        productName: 'Plant controller',
        productUri: 'urn:witnessmark:plant',
        manufacturerName: this.#identity.manufacturer,
        softwareVersion: this.#identity.softwareRevision,
        buildNumber: '41',
      },
      serverCapabilities: { maxSessions: 20, ...this.#options.limits },
      userManager: {
        isValidUser: (name: string, password: string) =>
          this.#users.some(user => user.name === name && user.password === password),
      },
    });
    await server.initialize();
    const space = server.engine.addressSpace;
    if (!space) throw new Error('the server has no address space');
    this.#model = new PlantModel(space, this.#identity, this.#options.program ?? null);
    auditWrites(
      server,
      user => this.#mayWrite(user),
      write => this.writes.push(write),
      () => this.auditing,
      () => new Date(Date.now() + this.#clockOffMs),
    );
    server.on('request', request => this.#inspect(server, request));
    // The library works the roles of a user out anew for every value it samples, from certificates and host
    // names; with thousands of monitored values that is all it does. They cannot change within a session.
    server.on('session_activated', ({ sessionContext }) => {
      const roles = sessionContext.getCurrentUserRoles();
      sessionContext.getCurrentUserRoles = () => roles;
    });
    await server.start();
    this.#server = server;
    const port = server.endpoints[0]?.port;
    if (!port) throw new Error('the server does not listen');
    this.proxy.retarget({ host: '127.0.0.1', port });
    const period = this.#options.processPeriodMs ?? 0;
    if (period > 0) this.#ticker = setInterval(() => this.tick(), period);
  }

  async #down(): Promise<void> {
    if (this.#ticker) clearInterval(this.#ticker);
    this.#ticker = null;
    this.#clockOffMs = 0;
    this.proxy.drop();
    const server = this.#server;
    this.#server = null;
    this.#model = null;
    await server?.shutdown(0);
  }

  #mayWrite(name: string): boolean {
    return this.#users.some(user => user.name === name && user.writes);
  }

  #inspect(server: OPCUAServer, request: Request): void {
    const space = server.engine.addressSpace;
    const session = server.getSession(request.requestHeader.authenticationToken);
    this.mostSessions = Math.max(this.mostSessions, server.engine.currentSessionCount);
    if (request instanceof CreateSessionRequest) this.services.add(request.schema.name);
    if (!space || !session) return;
    const token = session.userIdentityToken;
    const user = token && 'userName' in token ? String(token.userName) : '';
    if (this.#mayWrite(user)) return;
    this.services.add(request.schema.name);
    const violation = violationOf(request, space);
    if (violation) this.violations.push(`${user || 'anonymous'}: ${violation}`);
  }

  #certificates(name: string): OPCUACertificateManager {
    return new OPCUACertificateManager({
      rootFolder: path.join(this.#options.dataDir, 'pki', name),
      automaticallyAcceptUnknownCertificate: true,
      disableFileWatchers: true,
    });
  }
}
