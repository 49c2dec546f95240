import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { type CpuCertificate, cpuCertificate } from './certificate.ts';
import { type CpuIdentity, type CpuState, type Failsafe, methods, openMethods, Refused } from './methods.ts';
import { type CodeBlock, CpuProgram } from './program.ts';

export interface WebUser {
  readonly name: string;
  readonly password: string;
  readonly permissions: readonly string[];
}

export interface WebApiCpuOptions {
  readonly users?: readonly WebUser[];
  readonly identity?: CpuIdentity;
  readonly failsafe?: Failsafe | null;
  /** Kept over restarts, as a CPU keeps its certificate; made anew where absent. */
  readonly certificate?: () => Promise<CpuCertificate>;
  /** Log-ins at once. */
  readonly sessions?: number;
  /** Milliseconds after which a token that nobody uses has run out. */
  readonly tokenMs?: number;
}

/** A user as the documentation asks for: may look at values and diagnostics, and change nothing. */
export const webWatcher: WebUser = {
  name: 'witnessmark',
  password: 'only-reads-2026',
  permissions: ['read_diagnostics', 'read_value', 'read_syslog'],
};

export const cpu1515: CpuIdentity = {
  product: 'CPU 1515F-2 PN',
  orderNumber: '6ES7 515-2FN03-0AB0',
  serial: 'S C-X4U421302026',
  firmware: [3, 1, 2],
  station: 'S7-1500 filler',
};

const path = '/api/jsonrpc';
const mostBodyBytes = 131_072;

interface Session {
  readonly user: WebUser;
  usedAt: number;
}

interface Call {
  readonly id: unknown;
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/**
 * An S7-1500 by the Web API of its web server: HTTPS, JSON-RPC 2.0 at `/api/jsonrpc`, tokens in `X-Auth-Token`,
 * names, parameters, answers and error codes as Siemens documents them ("SIMATIC S7-1500 Web server"). It has
 * no other method than reading ones: whatever else is asked for is answered as refused, and kept as a violation.
 */
export class WebApiCpu {
  readonly state: CpuState;
  /** What was sent that is no reading. */
  readonly violations: string[] = [];
  /** Calls answered, by method. */
  readonly calls = new Map<string, number>();
  /** How it answers: as it should, as a strained CPU does, or as none that can be talked to. */
  strain: 'none' | 'throttled' | 'busy' | 'silent' | 'garbage' | 'endless' = 'none';
  logins = 0;
  readonly #options: WebApiCpuOptions;
  readonly #sessions = new Map<string, Session>();
  #certificate: CpuCertificate | null = null;
  #server: Server | null = null;

  constructor(options: WebApiCpuOptions = {}) {
    this.#options = options;
    this.state = {
      identity: options.identity ?? cpu1515,
      program: new CpuProgram(),
      mode: 'run',
      failsafe: options.failsafe ?? null,
      diagnostics: [{ at: new Date(), text: 'Power on: the CPU changes from STOP to RUN', incoming: true }],
      syslog: [],
    };
  }

  /** Listens on 127.0.0.1; the port is the system's choice where it is 0 or absent. */
  async start(port = 0): Promise<void> {
    this.#certificate ??= await (this.#options.certificate ?? cpuCertificate)();
    const { certificate: cert, key } = this.#certificate;
    const server = createServer({ cert, key, minVersion: 'TLSv1.2' }, (request, response) => {
      this.#serve(request, response).catch(() => response.destroy());
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    this.#server = null;
    if (server === null) return;
    server.closeAllConnections();
    await new Promise<void>(resolve => {
      server.close(() => resolve());
    });
  }

  get port(): number {
    return (this.#server?.address() as AddressInfo | null)?.port ?? 0;
  }

  get certificate(): CpuCertificate {
    if (this.#certificate === null) throw new Error('the CPU was not started');
    return this.#certificate;
  }

  /** Sessions open now. */
  get sessions(): number {
    this.#dropOld();
    return this.#sessions.size;
  }

  /** All tokens run out, as after a restart of the web server. */
  endSessions(): void {
    this.#sessions.clear();
  }

  /** An engineer downloads code blocks: what they say cannot be read, but the program's checksum moves. */
  download(engineer: string, ...blocks: readonly CodeBlock[]): void {
    this.state.program.load(...blocks);
    const at = new Date();
    this.state.diagnostics.push({ at, text: 'New program loaded by an engineering station', incoming: true });
    this.tell('PLC-Program', 'SE_USER_PROGRAM_CHANGED', engineer, at);
  }

  /** Puts an event into the syslog buffer, as its manual shows them. */
  tell(app: string, event: string, user: string, at = new Date()): void {
    const said = user.replace(/["\\\]]/g, '\\$&');
    this.state.syslog.push(
      `<109>1 ${at.toISOString()} PLC_1 ${app} - - [s7@4329.6.2 userName="${said}"] ${event}`,
    );
  }

  /** Somebody changes the mode. */
  switchTo(mode: 'run' | 'stop', user: string): void {
    this.state.mode = mode;
    const at = new Date();
    this.state.diagnostics.push({ at, text: `CPU changes to ${mode.toUpperCase()}`, incoming: true });
    this.tell('Operating-Mode-Mgt', 'SE_OPMOD_CHANGED', user, at);
  }

  /** Throws where anything but readings was sent. */
  assertOnlyReads(): void {
    const [first] = this.violations;
    if (first !== undefined) throw new Error(`a watcher of the filler sent more than a reading: ${first}`);
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request);
    if (request.url !== path || request.method !== 'POST') {
      this.violations.push(`${request.method} ${request.url}`);
      return answer(response, 404, '');
    }
    if (body === null) return answer(response, 413, '');
    if (this.strain === 'silent') return;
    if (this.strain === 'throttled') return answer(response, 429, '', { 'retry-after': '7' });
    if (this.strain === 'garbage') return answer(response, 200, '<html>');
    if (this.strain === 'endless') return answer(response, 200, `{"result":"${'x'.repeat(2_000_000)}"}`);
    const token = request.headers['x-auth-token'];
    const calls = callsIn(body);
    if (calls === null) return answer(response, 200, failed(null, -32_700, 'Parse error'));
    const answers = calls.map(call => this.#answer(call, typeof token === 'string' ? token : null));
    answer(response, 200, body.trimStart().startsWith('[') ? `[${answers.join(',')}]` : (answers[0] ?? ''));
  }

  #answer(call: Call, token: string | null): string {
    this.calls.set(call.method, (this.calls.get(call.method) ?? 0) + 1);
    try {
      if (this.strain === 'busy') throw new Refused(3, 'System is busy');
      return `{"jsonrpc":"2.0","id":${JSON.stringify(call.id)},"result":${exact(this.#result(call, token))}}`;
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return failed(call.id, error.code, error.message);
    }
  }

  #result({ method, params }: Call, token: string | null): unknown {
    const session = this.#session(token);
    switch (method) {
      case 'Api.Login':
        return this.#login(params, session);
      case 'Api.Logout':
        if (token !== null) this.#sessions.delete(token);
        return true;
      case 'Api.Ping':
        return 'pong';
      case 'Api.Version':
        return 4.1;
      case 'Api.Browse':
        return [...openMethods, ...Object.keys(methods)].map(name => ({ name }));
      case 'Api.GetPermissions':
        return (session?.user.permissions ?? []).map(name => ({ name }));
    }
    const found = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (found === undefined) {
      this.violations.push(method);
      throw new Refused(-32_601, 'Method not found');
    }
    if (found.needs !== null && !session?.user.permissions.includes(found.needs)) {
      throw new Refused(2, 'Permission denied');
    }
    return found.answer(this.state, params);
  }

  #login({ user, password }: Call['params'], session: Session | null): unknown {
    this.logins += 1;
    if (session !== null) throw new Refused(101, 'Already authenticated');
    const found = (this.#options.users ?? [webWatcher]).find(each => each.name === user);
    if (found === undefined || found.password !== password) throw new Refused(100, 'Login failed');
    if (this.sessions >= (this.#options.sessions ?? 100)) throw new Refused(4, 'No resources');
    const token = randomBytes(21).toString('base64');
    this.#sessions.set(token, { user: found, usedAt: performance.now() });
    return { token };
  }

  #session(token: string | null): Session | null {
    this.#dropOld();
    const session = token === null ? undefined : this.#sessions.get(token);
    if (session === undefined) return null;
    session.usedAt = performance.now();
    return session;
  }

  #dropOld(): void {
    const { tokenMs = 120_000 } = this.#options;
    const now = performance.now();
    for (const [token, { usedAt }] of this.#sessions)
      if (now - usedAt > tokenMs) this.#sessions.delete(token);
  }
}

/** Null where it is larger than the CPU takes. */
async function bodyOf(request: IncomingMessage): Promise<string | null> {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    bytes += (piece as Buffer).length;
    if (bytes <= mostBodyBytes) pieces.push(piece as Buffer);
  }
  return bytes > mostBodyBytes ? null : Buffer.concat(pieces).toString('utf8');
}

function callsIn(body: string): Call[] | null {
  try {
    const parsed: unknown = JSON.parse(body);
    return (Array.isArray(parsed) ? parsed : [parsed]).map((each: Record<string, unknown>) => ({
      id: each['id'] ?? null,
      method: String(each['method']),
      params: (each['params'] ?? {}) as Call['params'],
    }));
  } catch {
    return null;
  }
}

/** JSON with integers of 64 bits written out, as the CPU writes them. */
function exact(value: unknown): string {
  const marked = JSON.stringify(value, (_key, each) => (typeof each === 'bigint' ? `bigint ${each}` : each));
  return marked.replace(/"bigint (-?\d+)"/g, '$1');
}

function failed(id: unknown, code: number, message: string): string {
  return JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } });
}

function answer(
  response: ServerResponse,
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(body);
}
