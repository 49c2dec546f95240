import { WitnessError } from '@witnessmark/shared/errors';
import type { Load, Statement } from '@witnessmark/shared/facts';
import { itemPath, type Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import {
  checksumOfMembers,
  programPath,
  type TagReading,
  tagFingerprint,
  tagItem,
  tagUnread,
} from '../checksum-tag/index.ts';
import type {
  Connection,
  DeviceIdentity,
  FingerprintReading,
  ItemReading,
  Reading,
  ReadRequest,
  Source,
  SourceContext,
  Unread,
  Visibility,
} from '../source.ts';
import { capabilitiesOf } from './capabilities.ts';
import type { WebApiSourceConfig } from './config.ts';
import { type CpuFacts, cpuText, excessOf, offeredMethods, readCpuFacts } from './cpu.ts';
import { WebApiWitness } from './evidence/index.ts';
import { WebApiLink } from './link.ts';
import { type Lists, listsHash, readLists, readTree } from './program-tree.ts';
import { readValues, valueItemPath } from './values.ts';
import { memberOf, typeCall, valueCall, variableType } from './variables.ts';

const treePath = itemPath('logic', 'program-tree.txt');
/** Fields of what moved that stand in no configuration item. */
const checksumField = 'Checksum.Program';
const listField = 'ProgramTree';
const invisible =
  'the Web API shows which blocks there are, and not what they do; declare a checksum tag, and keep exports';

/**
 * An S7-1200 or S7-1500 by the JSON-RPC methods of its own web server, of which only reading ones can leave
 * (see `encodeCalls`). What the CPU tells of itself, declared variables, the list of its blocks, and, where its
 * program keeps a checksum, that its program changed: what a block does cannot be read from these CPUs.
 */
export class WebApiSource implements Source {
  readonly type = 'webapi';
  readonly #config: WebApiSourceConfig;
  readonly #context: SourceContext;
  readonly #subject: string;
  readonly #own: string;
  readonly #witness: WebApiWitness;
  #link: WebApiLink | null = null;
  #offered: ReadonlySet<string> = new Set();
  /** Of these, what it gives of its records to this user. */
  #records: ReadonlySet<string> = new Set();
  #connections = 0;
  #closed = false;
  #excess = '';

  constructor(config: WebApiSourceConfig, context: SourceContext) {
    this.#config = config;
    this.#context = context;
    this.#subject = `${context.asset}/${context.source}`;
    this.#own = itemPath('config', `${context.source}.txt`);
    const paths: Readonly<Record<string, string>> = { [checksumField]: programPath, [listField]: treePath };
    this.#witness = new WebApiWitness({
      subject: this.#subject,
      user: config.user.name,
      pathOf: field => paths[field] ?? this.#own,
    });
  }

  async connect(signal: AbortSignal): Promise<Connection> {
    if (this.#closed) throw new WitnessError('webapi.link-lost', this.#subject, 'the source was closed');
    await this.#release();
    const link = await WebApiLink.open(this.#config, this.#subject, this.#context.now, signal);
    try {
      this.#offered = await offeredMethods(link, signal);
      const { facts, answered } = await readCpuFacts(link, this.#config.hwid, this.#offered, signal);
      this.#warnOfExcess(facts);
      this.#records = recordsFor(facts, this.#offered);
      const lists = await readLists(link, signal);
      const tag = await this.#readTag(link, signal);
      const identity = identityOf(facts, link.certificate);
      const { requestedAt } = answered;
      const look = {
        fields: new Map([...factFields(facts), ...programFields(tag, lists)]),
        requestedAt,
        arrivedAt: this.#context.now(),
      };
      await this.#witness.begin(link, this.#records, JSON.stringify(identity), look, signal);
      if (this.#closed) throw new WitnessError('webapi.link-lost', this.#subject, 'the source was closed');
      this.#link = link;
      this.#connections += 1;
      return {
        connection: this.#connections,
        identity,
        sees: this.#sees(),
        deviceTime: facts.time === null ? null : { raw: facts.time, readAt: answered.arrivedAt },
        capabilities: capabilitiesOf({
          facts,
          lists,
          tag,
          offered: this.#offered,
          values: this.#config.values.length > 0,
          at: this.#context.now(),
        }),
      };
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  /**
   * The checksum tag and the list of blocks. Without a tag the list alone, which does not move when a block
   * changes inside: everything this source sees of logic is in it, but for the members of data blocks, which
   * sweeps read.
   */
  async fingerprint(signal: AbortSignal): Promise<FingerprintReading | null> {
    if (!this.#sees().logic.sees) return null;
    const link = this.#connected();
    const measure = this.#measure(link);
    return this.#losing(async () => {
      const requestedAt = this.#context.now();
      const lists = this.#config.programTree === 'off' ? null : await readLists(link, signal);
      const tree = lists === null ? '' : lists.failure === null ? listsHash(lists) : null;
      const tag = await this.#readTag(link, signal);
      const look = {
        fields: new Map(programFields(tag, lists)),
        requestedAt,
        arrivedAt: this.#context.now(),
      };
      await this.#witness.saw(link, this.#records, look, signal);
      if (tag !== null) return tagFingerprint({ ...tag, requestedAt }, measure(), `${tree ?? 'unread'} `);
      // A list that is refused stands still whatever happens: it proves nothing.
      if (tree === null) return null;
      const arrivedAt = this.#context.now();
      return { requestedAt, arrivedAt, value: tree, covers: ['logic'], load: measure() };
    });
  }

  async read(request: ReadRequest, signal: AbortSignal): Promise<Reading> {
    const link = this.#connected();
    const measure = this.#measure(link);
    const requestedAt = this.#context.now();
    const wanted = (path: string, kind: Kind) =>
      (request.kinds?.includes(kind) ?? true) && (request.paths?.includes(path) ?? true);
    return this.#losing(async () => {
      const items: ItemReading[] = [];
      if (wanted(this.#own, 'config')) items.push(await this.#readCpu(link, signal));
      const groups = this.#config.values.filter(group =>
        wanted(valueItemPath(group, this.#context.source), group.kind),
      );
      items.push(...(await readValues(link, groups, this.#context, signal)));
      let unread: Unread | null = null;
      if (wanted(programPath, 'logic')) {
        const tag = await this.#readTag(link, signal);
        const program = tag === null ? null : tagItem(tag);
        if (program !== null) items.push(program);
        unread = tag === null ? null : tagUnread(this.#config.logic?.checksumTag ?? '', tag);
      }
      if (this.#config.programTree !== 'off' && wanted(treePath, 'logic')) {
        items.push(await this.#readTree(link, this.#config.programTree, signal));
      }
      return {
        requestedAt,
        arrivedAt: this.#context.now(),
        items,
        complete: unread === null,
        ...(unread === null ? {} : { unread }),
        load: measure(),
      };
    });
  }

  /** The Web API announces nothing. */
  onHint(): () => void {
    return () => undefined;
  }

  /** What the CPU's own buffers tell of who acted. */
  onStatement(listener: (statement: Statement) => void): () => void {
    return this.#witness.onStatement(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#release();
  }

  async #release(): Promise<void> {
    const link = this.#link;
    this.#link = null;
    await link?.close();
  }

  /** A failure of a whole reading ends the connection: the next call connects anew. */
  async #losing<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      await this.#release();
      throw error;
    }
  }

  #connected(): WebApiLink {
    if (this.#link !== null) return this.#link;
    throw new WitnessError('webapi.link-lost', this.#subject, 'not connected');
  }

  #measure(link: WebApiLink): () => Load {
    const before = link.load();
    const started = performance.now();
    return () => {
      const after = link.load();
      return {
        requests: after.requests - before.requests,
        bytes: after.bytes - before.bytes,
        ms: Math.round(performance.now() - started),
      };
    };
  }

  async #readCpu(link: WebApiLink, signal: AbortSignal): Promise<ItemReading> {
    const { facts, answered } = await readCpuFacts(link, this.#config.hwid, this.#offered, signal);
    this.#warnOfExcess(facts);
    await this.#witness.saw(link, this.#records, { fields: new Map(factFields(facts)), ...answered }, signal);
    const content = Buffer.from(cpuText(facts, link.certificate), 'utf8');
    return { ...this.#head(this.#own, 'config', answered.requestedAt), state: 'present', content };
  }

  async #readTree(
    link: WebApiLink,
    bounds: { readonly levels: number; readonly calls: number },
    signal: AbortSignal,
  ): Promise<ItemReading> {
    const requestedAt = this.#context.now();
    const lists = await readLists(link, signal);
    if (lists.failure !== null) {
      const reason = `the list of blocks was refused: ${lists.failure}`;
      return { ...this.#head(treePath, 'logic', requestedAt), state: 'unreadable', reason };
    }
    const content = Buffer.from(await readTree(link, lists, bounds, signal), 'utf8');
    return { ...this.#head(treePath, 'logic', requestedAt), state: 'present', content };
  }

  #head(path: string, kind: Kind, requestedAt: Instant) {
    return { path, kind, requestedAt, arrivedAt: this.#context.now() };
  }

  /** Null where no tag is declared. */
  async #readTag(link: WebApiLink, signal: AbortSignal): Promise<TagReading | null> {
    const variable = this.#config.logic?.checksumTag;
    if (variable === undefined) return null;
    const { outcomes, requestedAt, arrivedAt } = await link.ask(
      [typeCall(variable), valueCall(variable)],
      signal,
    );
    const times = { requestedAt, arrivedAt };
    const kind = variableType(outcomes[0]);
    if (kind.failure !== null) return { ...times, checksum: null, failure: kind.failure };
    const value = memberOf('checksum', kind.type, outcomes[1]);
    if (value.failure !== null) return { ...times, checksum: null, failure: value.failure };
    const checksum = checksumOfMembers([value.member]);
    return checksum === null
      ? { ...times, checksum, failure: 'its value is no checksum' }
      : { ...times, checksum, failure: null };
  }

  /** Told once for each set of permissions: the watcher's user should not be able to do more than read. */
  #warnOfExcess(facts: CpuFacts): void {
    const excess = excessOf(facts).join(', ');
    if (excess !== '' && excess !== this.#excess) {
      this.#context.log.warn({ permissions: excess }, 'the user of this source may do more than read');
    }
    this.#excess = excess;
  }

  #sees(): Readonly<Record<Kind, Visibility>> {
    const { values, logic, programTree } = this.#config;
    const has = (kind: Kind): Visibility =>
      values.some(group => group.kind === kind)
        ? { sees: true }
        : { sees: false, reason: `no variable of this source is declared to be a ${kind}` };
    const seesLogic = logic !== undefined || programTree !== 'off';
    return {
      logic: seesLogic ? { sees: true } : { sees: false, reason: invisible },
      setpoint: has('setpoint'),
      recipe: has('recipe'),
      config: { sees: true },
    };
  }
}

/** A method that is refused would cost another log-in. */
function recordsFor({ permissions }: CpuFacts, offered: ReadonlySet<string>): ReadonlySet<string> {
  const needs = { 'DiagnosticBuffer.Browse': 'read_diagnostics', 'Syslog.Browse': 'read_syslog' };
  const given = Object.entries(needs).filter(
    ([method, permission]) => offered.has(method) && permissions.includes(permission),
  );
  return new Set(given.map(([method]) => method));
}

/** What somebody's act moves. */
function factFields({ mode, modeSelector, signature }: CpuFacts): [string, string | null][] {
  return [
    ['Mode', mode],
    ['ModeSwitch', modeSelector],
    ['Failsafe.Signature', signature],
  ];
}

function programFields(tag: TagReading | null, lists: Lists | null): [string, string | null][] {
  return [
    [checksumField, tag?.checksum ?? null],
    [listField, lists === null || lists.failure !== null ? null : listsHash(lists)],
  ];
}

function identityOf(facts: CpuFacts, certificate: string | null): DeviceIdentity {
  const { orderNumber, serial } = facts;
  const told = { orderNumber, serial, certificate: serial === null ? certificate : null };
  return Object.fromEntries(
    Object.entries(told).flatMap(([name, value]) => (value === null ? [] : [[name, value]])),
  );
}
