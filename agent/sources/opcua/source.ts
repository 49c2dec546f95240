import { createHash } from 'node:crypto';
import path from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Capability, Load, Statement } from '@witnessmark/shared/facts';
import { itemPath, type Kind } from '@witnessmark/shared/items';
import { programPath, tagFingerprint, tagItem, tagUnread } from '../checksum-tag/index.ts';
import type {
  Connection,
  DeviceIdentity,
  FingerprintReading,
  Hint,
  ItemReading,
  Reading,
  ReadRequest,
  Source,
  SourceContext,
  Unread,
  Visibility,
} from '../source.ts';
import { CapabilityProbe } from './capabilities.ts';
import type { OpcuaSourceConfig } from './config.ts';
import { Controller } from './controller.ts';
import { FileMemory } from './file-memory.ts';
import { OpcuaLink } from './link.ts';
import type { LinkOptions } from './opening.ts';
import { ItemPaths } from './paths.ts';
import { compileRules, type RuleMatcher } from './rules.ts';
import { ChangeWatch } from './watch-changes.ts';
import { Witnesses } from './who/index.ts';

/**
 * A controller read over OPC UA. Values gather in items by the rules of the configuration, nodes of
 * FileType are items of their own, and `config/<source>.txt` tells who answered and how it is secured.
 * A variable that cannot be read makes its whole item unreadable, by name: an item is whole or it is not
 * there. Nothing in OPC UA moves whenever a value does, so there is no fingerprint but a checksum tag, where one
 * is declared, which covers logic.
 */
export class OpcuaSource implements Source {
  readonly type = 'opcua';
  readonly #config: OpcuaSourceConfig;
  readonly #context: SourceContext;
  readonly #rules: RuleMatcher;
  readonly #subject: string;
  readonly #own: string;
  readonly #program: string;
  readonly #files = new FileMemory();
  readonly #paths: ItemPaths;
  readonly #structures = { tooSlow: false };
  readonly #listeners = new Set<(hint: Hint) => void>();
  readonly #statementListeners = new Set<(statement: Statement) => void>();
  readonly #capabilityListeners = new Set<(capabilities: readonly Capability[]) => void>();
  readonly #lastCanary = { at: Number.NEGATIVE_INFINITY };
  #witnesses: Witnesses | null = null;
  readonly #probe = new CapabilityProbe();
  #connections = 0;
  #controller: Controller | null = null;
  #probed: { readonly controller: Controller; readonly found: readonly Capability[] } | null = null;
  #changes: ChangeWatch | null = null;
  #closed = false;

  /** Throws `opcua.rule-invalid`. */
  constructor(config: OpcuaSourceConfig, context: SourceContext) {
    this.#config = config;
    this.#context = context;
    this.#subject = `${context.asset}/${context.source}`;
    this.#rules = compileRules(config.rules, this.#subject);
    this.#own = itemPath('config', `${context.source}.txt`);
    this.#program = itemPath('config', `${context.source}.program.txt`);
    this.#paths = new ItemPaths([this.#own, this.#program]);
  }

  async connect(signal: AbortSignal): Promise<Connection> {
    const controller = this.#alive() ?? (await this.#open(signal));
    const { identity, deviceTime } = await controller.identify(signal);
    const capabilities = await this.#capabilities(controller, identity, deviceTime !== null, signal);
    const sees = this.#sees(controller);
    return { connection: this.#connections, identity, sees, deviceTime, capabilities };
  }

  async fingerprint(signal: AbortSignal): Promise<FingerprintReading | null> {
    const tag = this.#config.logic.checksumTag;
    if (tag === undefined) return null;
    const controller = this.#connected();
    const before = controller.load();
    const started = performance.now();
    const reading = await controller.readChecksum(tag, signal);
    return tagFingerprint(reading, loadSince(controller, before, started));
  }

  async read(request: ReadRequest, signal: AbortSignal): Promise<Reading> {
    const controller = this.#connected();
    const before = controller.load();
    const started = performance.now();
    const requestedAt = this.#context.now();
    const looks = controller.looks;
    const items = await controller.read(request, signal);
    if (controller.looks !== looks) await this.#watchNew(controller, signal);
    const { item: program, unread } = await this.#readProgram(controller, request, signal);
    return {
      requestedAt,
      arrivedAt: this.#context.now(),
      items: [...items.map(item => spared(item, request)), ...(program === null ? [] : [program])],
      // A crawl that is not whole throws, so what the rules find is all there is.
      complete: unread === null,
      ...(unread === null ? {} : { unread }),
      load: loadSince(controller, before, started),
    };
  }

  onHint(listener: (hint: Hint) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  onStatement(listener: (statement: Statement) => void): () => void {
    this.#statementListeners.add(listener);
    return () => this.#statementListeners.delete(listener);
  }

  onCapabilities(listener: (capabilities: readonly Capability[]) => void): () => void {
    this.#capabilityListeners.add(listener);
    return () => this.#capabilityListeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#listeners.clear();
    const controller = this.#controller;
    this.#controller = null;
    // First, so that how long they lived is still told.
    await this.#witnesses?.stop();
    this.#witnesses = null;
    this.#statementListeners.clear();
    this.#capabilityListeners.clear();
    await controller?.link.close();
  }

  async #readProgram(
    controller: Controller,
    { kinds, paths }: ReadRequest,
    signal: AbortSignal,
  ): Promise<{ readonly item: ItemReading | null; readonly unread: Unread | null }> {
    const tag = this.#config.logic.checksumTag;
    const asked = (kinds?.includes('logic') ?? true) && (paths?.includes(programPath) ?? true);
    if (tag === undefined || !asked) return { item: null, unread: null };
    const reading = await controller.readChecksum(tag, signal);
    return { item: tagItem(reading), unread: tagUnread(tag, reading) };
  }

  /** Never opened anew here: the gap before the next connection must be seen by whoever calls. */
  #connected(): Controller {
    const controller = this.#alive();
    if (controller) return controller;
    throw new WitnessError('opcua.link-lost', this.#subject, 'not connected');
  }

  #alive(): Controller | null {
    return this.#controller && !this.#controller.link.lost.aborted ? this.#controller : null;
  }

  async #open(signal: AbortSignal): Promise<Controller> {
    if (this.#closed) throw new WitnessError('opcua.link-lost', this.#subject, 'the source was closed');
    const { dataDir, log, now } = this.#context;
    const options = { config: this.#config, subject: this.#subject, pki: path.join(dataDir, 'pki'), log };
    await this.#witnesses?.stop();
    this.#witnesses = null;
    const link = await OpcuaLink.open(options, signal);
    try {
      const controller = await Controller.open(
        link,
        {
          config: this.#config,
          rules: this.#rules,
          subject: this.#subject,
          own: this.#own,
          program: this.#program,
          files: this.#files,
          paths: this.#paths,
          now,
          structures: this.#structures,
        },
        signal,
      );
      const witnesses = this.#witnessesOf(controller, options);
      const watch = await this.#watch(controller, witnesses, signal);
      if (this.#closed) throw new WitnessError('opcua.link-lost', this.#subject, 'the source was closed');
      this.#controller = controller;
      this.#changes = watch;
      this.#witnesses = witnesses;
      witnesses.start(link);
      this.#connections++;
      // Told at once, so that the gap is noticed now and not at the next poll.
      link.onLost(() => this.#hint({ why: 'reconnected' }));
      return controller;
    } catch (error) {
      await link.close();
      throw error;
    }
  }

  /** Probed once a connection. */
  async #capabilities(
    controller: Controller,
    identity: DeviceIdentity,
    clock: boolean,
    signal: AbortSignal,
  ): Promise<readonly Capability[]> {
    if (this.#probed?.controller === controller) return this.#withWitnesses(this.#probed.found);
    const { variables, program, limits, link } = controller;
    const notified = this.#config.publishing === 'off' ? null : this.#changes !== null;
    const checksumTag = this.#config.logic.checksumTag ?? null;
    const shown = { identity, clock, variables, program, notified, checksumTag };
    const context = { limits, now: this.#context.now };
    const found = await this.#probe.probe(link, shown, context, signal);
    this.#probed = { controller, found };
    return this.#withWitnesses(found);
  }

  #witnessesOf(controller: Controller, options: LinkOptions): Witnesses {
    const witnesses: Witnesses = new Witnesses({
      ...options,
      now: this.#context.now,
      places: () => controller.places(),
      nodes: () => controller.nodes,
      lastCanary: this.#lastCanary,
      tell: statement => {
        for (const listener of this.#statementListeners) listener(statement);
      },
      found: () => {
        const probed = this.#probed;
        if (probed?.controller !== controller || this.#witnesses !== witnesses) return;
        const found = this.#withWitnesses(probed.found);
        for (const listener of this.#capabilityListeners) listener(found);
      },
    });
    return witnesses;
  }

  /** What probing found, with what the witnesses have found by now in place of what was only looked at. */
  #withWitnesses(probed: readonly Capability[]): readonly Capability[] {
    const told = this.#witnesses?.capabilities(this.#context.now()) ?? [];
    const better = told.filter(({ state }) => state !== 'unknown');
    if (better.length === 0) return probed;
    return probed.map(one => better.find(({ id }) => id === one.id) ?? one);
  }

  async #watch(
    controller: Controller,
    witnesses: Witnesses,
    signal: AbortSignal,
  ): Promise<ChangeWatch | null> {
    const { publishing } = this.#config;
    if (publishing === 'off') return null;
    const watch = await ChangeWatch.open(
      controller.link,
      {
        publishingMs: publishing,
        limits: controller.limits,
        log: this.#context.log,
        listener: {
          changed: paths => {
            witnesses.stir();
            this.#hint({ why: 'notification', ...(paths === null ? {} : { paths: [...paths] }) });
          },
          modelChanged: () => {
            controller.modelMoved();
            this.#hint({ why: 'model-changed' });
          },
        },
        audit: witnesses.listener,
      },
      signal,
    );
    await watch.add(controller.watched(), signal);
    return watch;
  }

  /** Watches nodes that came since; what changed between their reading and this moment would go unseen. */
  async #watchNew(controller: Controller, signal: AbortSignal): Promise<void> {
    const paths = await this.#changes?.add(controller.watched(), signal);
    if (paths && paths.size > 0) this.#hint({ why: 'notification', paths: [...paths] });
  }

  #hint(hint: Omit<Hint, 'at'>): void {
    const at = this.#context.now();
    for (const listener of this.#listeners) listener({ at, ...hint });
  }

  #sees(controller: Controller): Readonly<Record<Kind, Visibility>> {
    const { units, files, revisions } = controller.program;
    const byRule = (kind: 'setpoint' | 'recipe' | 'logic', otherwise: string): Visibility =>
      this.#config.rules.some(rule => rule.kind === kind)
        ? { sees: true }
        : { sees: false, reason: otherwise };
    return {
      logic:
        this.#config.logic.checksumTag !== undefined || units + files + revisions > 0
          ? { sees: true }
          : byRule('logic', 'this server shows values, not the program that runs'),
      setpoint: byRule('setpoint', 'no rule of this source names a setpoint'),
      recipe: byRule('recipe', 'no rule of this source names a recipe'),
      config: { sees: true },
    };
  }
}

function loadSince(controller: Controller, before: ReturnType<Controller['load']>, started: number): Load {
  const after = controller.load();
  return {
    requests: after.requests - before.requests,
    bytes: after.bytes - before.bytes,
    ms: Math.round(performance.now() - started),
  };
}

/** Without its content where the watcher holds exactly that already. */
function spared(item: ItemReading, { known }: ReadRequest): ItemReading {
  if (!known || item.state !== 'present' || !('content' in item)) return item;
  const { content, ...head } = item;
  const sha256 = createHash('sha256').update(content).digest('hex');
  return sha256 === known(item.path) ? { ...head, same: true, sha256, bytes: content.length } : item;
}
