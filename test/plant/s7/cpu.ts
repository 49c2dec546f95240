import { EventEmitter, once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import type { BlockHost } from './block-services.ts';
import type { PlantPdu } from './bytes.ts';
import { dateAndTime } from './clock.ts';
import { type ConnectionHost, PlantConnection } from './connection.ts';
import { PlantDiagnosticBuffer, plantEvent } from './diagnostic-buffer.ts';
import { cpu315, type PlantIdentity } from './identity.ts';
import { Memory } from './memory.ts';
import type { PlantMode } from './mode.ts';
import type { Delivery } from './outbox.ts';
import { PlantProgram } from './program.ts';
import { type Role, readingServices, roleByTsap, type Service, type Tsaps, testFunction } from './service.ts';
import type { CpuStatus } from './status-lists.ts';
import { PlantUploads } from './uploads.ts';

/** One request as the CPU saw it. */
export interface PlantRequest {
  readonly connection: number;
  readonly role: Role;
  readonly tsaps: Tsaps;
  readonly service: Service;
  /** The request's parameters and data, in hex. */
  readonly parameters: string;
  readonly data: string;
}

export interface S7CpuOptions {
  readonly identity?: PlantIdentity;
  /** Largest PDU granted: 240 like an S7-300, 480 like an S7-400, 960 like an S7-1500. */
  readonly maxPduSize?: number;
  readonly maxJobs?: number;
  readonly maxConnections?: number;
  /** Gives its program to whom asks, as an S7-300/400; without, block services are not implemented (S7-1200/1500). */
  readonly blocks?: 'given' | BlockQuirks;
  /** Who is who; by TSAP where absent. */
  readonly roleOf?: (tsaps: Tsaps) => Role;
  readonly onRequest?: (request: PlantRequest) => void;
}

export interface BlockQuirks {
  /** Uploads served at a time, for all clients together; 1 where absent. */
  readonly parallelUploads?: number;
  /** The first upload of a connection is refused, as by some S7-400. */
  readonly refusesFirstUpload?: boolean;
  /** Form of block infos. */
  readonly infoForm?: 'long' | 'short';
}

/**
 * A simulated S7 CPU that speaks the protocol on TCP. Its state is public and settable while it runs. A
 * request that is no read, on a connection whose role is watcher, is put on `violations`, ends that
 * connection, and makes `stop` throw: a test cannot pass over it.
 */
export class S7Cpu {
  readonly memory = new Memory();
  /** What it runs; loading into it moves the program's checksum. */
  readonly program = new PlantProgram(this.memory);
  readonly uploads: PlantUploads;
  /** Error word with which block lists and infos are refused; 0 where they are not. */
  listRefusal = 0;
  identity: PlantIdentity;
  mode: PlantMode = 'RUN';
  /** 1 RUN, 2 RUN-P, 3 STOP, 4 MRES. */
  modeSwitch = 2;
  /** 1 none, 2 write, 3 read and write. */
  protection = 1;
  forceActive = false;
  checksums: { hardware: number; program: number } | null = { hardware: 0xd5a304bc, program: 0x72090014 };
  /** New clients: `accept`, turned `away` with a disconnect request, or `silent` as a CPU that hangs. */
  admission: 'accept' | 'away' | 'silent' = 'accept';
  readonly diagnostics = new PlantDiagnosticBuffer();
  /** Status lists it does not have. */
  readonly refusedLists = new Set<number>();
  readonly violations: PlantRequest[] = [];
  /** Emits `request` for each one, with its PlantRequest. */
  readonly requests = new EventEmitter<{ request: [PlantRequest] }>();
  readonly #options: S7CpuOptions;
  readonly #connections = new Set<PlantConnection>();
  /** Images that non-retentive blocks fall back to. */
  readonly #startValues = new Map<number, Buffer>();
  #delivery: Delivery = { frozen: false, delayMs: 0, segments: 'whole' };
  #server: Server | null = null;
  #port = 0;
  #lastConnection = 0;
  #clockOffsetMs = 0;

  constructor(options: S7CpuOptions = {}) {
    this.#options = options;
    this.identity = options.identity ?? cpu315;
    this.uploads = new PlantUploads(this.#quirks.parallelUploads ?? 1);
    this.#start();
    this.program.onChange = () => {
      if (this.checksums !== null) {
        this.checksums = { ...this.checksums, program: this.program.checksum() };
      }
    };
  }

  /** TCP port on 127.0.0.1 while it runs. */
  get port(): number {
    return this.#port;
  }

  get connections(): readonly PlantConnection[] {
    return [...this.#connections];
  }

  /** Adds or replaces a data block. A non-retentive one gets these values back at each restart. */
  setBlock(db: number, image: Buffer, retain: 'retain' | 'non-retain' = 'retain'): Buffer {
    this.memory.dataBlocks.set(db, image);
    if (retain === 'non-retain') this.#startValues.set(db, Buffer.from(image));
    else this.#startValues.delete(db);
    return image;
  }

  /** Listens on 127.0.0.1, on a port of the system's choice unless one is given; gives the port. */
  async start(port = 0): Promise<number> {
    const server = createServer({ noDelay: true }, socket => this.#client(socket));
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('no TCP address');
    this.#server = server;
    this.#port = address.port;
    return address.port;
  }

  /** Ends all connections and the listener. Throws where a watcher sent anything but reads. */
  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    this.drop();
    if (server !== null) {
      server.close();
      await once(server, 'close');
    }
    this.assertOnlyReads();
  }

  /** Throws, naming the first violation, where a watcher sent anything but reads. */
  assertOnlyReads(): void {
    const [first] = this.violations;
    if (first === undefined) return;
    const more = this.violations.length === 1 ? '' : ` and ${this.violations.length - 1} more`;
    throw new Error(`a watcher sent ${first.service} (parameters ${first.parameters})${more}`);
  }

  /** Cuts every connection. */
  drop(): void {
    for (const connection of this.#connections) connection.end();
    this.#connections.clear();
  }

  /** Goes on accepting requests and never answers, until `thaw`, which sends what was held back. */
  freeze(): void {
    this.#deliver({ frozen: true });
  }

  thaw(): void {
    this.#deliver({ frozen: false });
  }

  /** Lets every answer wait. */
  slow(delayMs: number): void {
    this.#deliver({ delayMs });
  }

  segment(segments: Delivery['segments']): void {
    this.#deliver({ segments });
  }

  /** Cuts every connection and gives non-retentive blocks their start values, as after power was off. */
  restart(): void {
    this.drop();
    for (const [db, image] of this.#startValues) this.memory.dataBlocks.set(db, Buffer.from(image));
    this.mode = 'STOP';
    this.#start();
  }

  /** Turns the key: to STOP it stops the CPU, to RUN or RUN-P it starts one that stands. */
  turnSwitch(to: 'RUN' | 'RUN-P' | 'STOP'): void {
    this.modeSwitch = { RUN: 1, 'RUN-P': 2, STOP: 3 }[to];
    if (to === 'STOP' && this.mode !== 'STOP') this.#stop(plantEvent.stopBySwitch);
    else if (to !== 'STOP' && this.mode !== 'RUN') this.#start(plantEvent.stopBySwitch);
  }

  /** Takes another hardware configuration, as a programming device loads it in system data blocks. */
  configure(hardware: number, protection = this.protection): void {
    if (this.checksums !== null) this.checksums = { ...this.checksums, hardware };
    this.protection = protection;
  }

  #stop(event: number): void {
    this.diagnostics.write(event, this.clock(), this.mode, 'STOP');
    this.mode = 'STOP';
  }

  #start(stoppedBy = 0): void {
    this.diagnostics.write(plantEvent.startUp, this.clock(), 'STOP', 'STARTUP', stoppedBy);
    this.diagnostics.write(plantEvent.run, this.clock(), 'STARTUP', 'RUN');
    this.mode = 'RUN';
  }

  #memoryReset(): void {
    if (this.mode !== 'STOP') this.#stop(plantEvent.stopByProgrammingDevice);
    this.diagnostics.write(plantEvent.resetByProgrammingDevice, this.clock(), 'STOP', 'STOP');
    for (const [db, image] of this.#startValues) this.memory.dataBlocks.set(db, Buffer.from(image));
    this.diagnostics.write(plantEvent.resetDone, this.clock(), 'STOP', 'STOP');
  }

  #test(subfunction: number): boolean {
    if (subfunction === testFunction.memoryReset) this.#memoryReset();
    else if (subfunction === testFunction.force) this.forceActive = true;
    else if (subfunction === testFunction.endForce) this.forceActive = false;
    else return false;
    return true;
  }

  /** Puts another CPU in this one's place: same address, another identity; connections are cut. */
  replace(identity: PlantIdentity): void {
    this.drop();
    this.identity = identity;
  }

  clock(): Date {
    return new Date(Date.now() + this.#clockOffsetMs);
  }

  jumpClock(milliseconds: number): void {
    this.#clockOffsetMs += milliseconds;
  }

  #deliver(change: Partial<Delivery>): void {
    this.#delivery = { ...this.#delivery, ...change };
    for (const connection of this.#connections) connection.pump();
  }

  #client(socket: Socket): void {
    this.#lastConnection += 1;
    const connection = new PlantConnection(this.#lastConnection, socket, this.#host());
    this.#connections.add(connection);
    socket.on('data', chunk => {
      try {
        connection.receive(chunk);
      } catch {
        // What cannot be read ends the connection, as on a real CPU.
        connection.end();
      }
    });
    socket.on('error', () => connection.end());
    socket.on('close', () => {
      connection.end();
      this.#connections.delete(connection);
    });
  }

  get #quirks(): BlockQuirks {
    const { blocks } = this.#options;
    return blocks === undefined || blocks === 'given' ? {} : blocks;
  }

  #blockHost(): BlockHost | null {
    if (this.#options.blocks === undefined) return null;
    return {
      program: this.program,
      uploads: this.uploads,
      protection: () => this.protection,
      refusesFirstUpload: this.#quirks.refusesFirstUpload ?? false,
      listRefusal: () => this.listRefusal,
      infoForm: this.#quirks.infoForm ?? 'long',
      stop: () => this.#stop(plantEvent.stopByProgrammingDevice),
      start: () => this.#start(plantEvent.stopByProgrammingDevice),
    };
  }

  #host(): ConnectionHost {
    return {
      blocks: this.#blockHost(),
      memory: this.memory,
      maxPduSize: this.#options.maxPduSize ?? 240,
      maxJobs: this.#options.maxJobs ?? 1,
      status: () => this.#status(),
      clock: () => this.clock(),
      setClock: to => this.jumpClock(to.getTime() - this.clock().getTime()),
      test: subfunction => this.#test(subfunction),
      delivery: () => this.#delivery,
      admit: connection => this.#admit(connection),
      asked: (connection, service, pdu) => this.#asked(connection, service, pdu),
    };
  }

  #admit(connection: PlantConnection): 'in' | 'silent' | number {
    const tsaps = connection.tsaps ?? { local: 0, remote: 0 };
    connection.declare((this.#options.roleOf ?? roleByTsap)(tsaps));
    if (this.admission === 'away') return notAttached;
    if (this.admission === 'silent') return 'silent';
    return this.#connections.size > this.#maxConnections() ? congested : 'in';
  }

  #maxConnections(): number {
    return this.#options.maxConnections ?? 16;
  }

  #asked(connection: PlantConnection, service: Service, pdu: PlantPdu): void {
    const request: PlantRequest = {
      connection: connection.number,
      role: connection.role,
      tsaps: connection.tsaps ?? { local: 0, remote: 0 },
      service,
      parameters: pdu.parameters.toString('hex'),
      data: pdu.data.toString('hex'),
    };
    if (request.role === 'watcher' && !readingServices.has(service)) this.violations.push(request);
    this.#options.onRequest?.(request);
    this.requests.emit('request', request);
  }

  #status(): CpuStatus {
    const roles = [...this.#connections].map(({ role }) => role);
    const engineers = roles.filter(role => role === 'engineer').length;
    return {
      identity: this.identity,
      mode: this.mode,
      modeSwitch: this.modeSwitch,
      protection: this.protection,
      forceActive: this.forceActive,
      checksums: this.checksums,
      connections: {
        engineers,
        panels: roles.length - engineers,
        free: Math.max(0, this.#maxConnections() - roles.length),
      },
      maxPduSize: this.#options.maxPduSize ?? 240,
      maxConnections: this.#maxConnections(),
      clock: dateAndTime(this.clock()),
      diagnostics: this.diagnostics,
      refusedLists: this.refusedLists,
    };
  }
}

/** Disconnect reasons of ISO 8073. */
const congested = 1;
const notAttached = 2;
