import { createHash } from 'node:crypto';
import { mkdir, realpath, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WitnessError } from '@witnessmark/shared/errors';
import { type Kind, kinds } from '@witnessmark/shared/items';
import type {
  Connection,
  FingerprintReading,
  Hint,
  ItemReading,
  Reading,
  ReadRequest,
  Source,
  SourceContext,
  Visibility,
} from '../source.ts';
import { folderCapabilities } from './capabilities.ts';
import { beginningOf, checksumIn } from './carried-checksum.ts';
import type { FilesSourceConfig } from './config.ts';
import { type FileContent, readContent } from './content.ts';
import { identifyFolder, identifyMarker } from './folder-identity.ts';
import { compileGlobs, type Globs } from './globs.ts';
import { FolderEvents } from './hints.ts';
import { type Listed, nameEntries } from './listing.ts';
import { type Entry, walk } from './walk.ts';
import { folderNumber, WholeFiles } from './whole.ts';

/** Contents of one reading kept in memory together; what comes after is handed over as private copies. */
const readingMemoryBytes = 16 * 1024 * 1024;

/** How often a file that is written to while it is being read is tried, before it is told as unreadable. */
const attempts = 3;

interface Opened {
  readonly root: string;
  readonly number: string;
  readonly connection: Connection;
}

/**
 * Watches a folder of exports. The fingerprint is the list of files with their sizes and times: cheap, and
 * easily forged, so sweeps read the contents all the same. A folder that cannot be listed, or is no longer
 * the one that was connected to, is a failed reading and never a folder without files.
 */
export class FilesSource implements Source {
  readonly type = 'files';
  readonly #config: FilesSourceConfig;
  readonly #context: SourceContext;
  readonly #folder: string;
  readonly #copies: string;
  readonly #globs: Globs;
  readonly #whole: WholeFiles;
  readonly #events: FolderEvents;
  /** What the last reading found at each path: a hint of where a file that is new came from. */
  readonly #last = new Map<string, string>();
  #opened: Opened | null = null;
  #connections = 0;

  /** `folder` is absolute. */
  constructor(config: FilesSourceConfig, context: SourceContext, folder: string) {
    this.#config = config;
    this.#context = context;
    this.#folder = folder;
    this.#copies = join(context.dataDir, 'copies');
    this.#globs = compileGlobs(config);
    this.#whole = new WholeFiles({ afterMs: config.wholeAfterMs, withinMs: config.wholeWithinMs });
    this.#events = new FolderEvents(folder, this.#globs, context.now, context.log);
  }

  async connect(signal: AbortSignal): Promise<Connection> {
    this.#opened = null;
    const { marker, usePolling, bounds } = this.#config;
    try {
      const root = await realpath(this.#folder);
      const number = await folderNumber(root);
      const identity =
        marker === undefined
          ? await identifyFolder(root, this.#context.dataDir)
          : await identifyMarker(root, marker);
      // Listing shows whether this really is a folder that may be read.
      await walk(root, bounds, this.#globs, signal);
      await this.#clearCopies();
      await this.#events.start(usePolling, bounds.depth, signal);
      signal.throwIfAborted();
      this.#connections += 1;
      const connection = {
        connection: this.#connections,
        identity,
        sees: this.#sees(),
        deviceTime: null,
        capabilities: folderCapabilities(this.#globs.kinds, marker !== undefined, this.#context.now()),
      };
      this.#opened = { root, number, connection };
      return connection;
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  async fingerprint(signal: AbortSignal): Promise<FingerprintReading | null> {
    const requestedAt = this.#context.now();
    const entries = await this.#list(signal);
    const hash = createHash('sha256');
    for (const entry of entries) {
      hash.update(`${entry.relative}\0${'signature' in entry ? entry.signature : entry.problem}\0`);
    }
    const arrivedAt = this.#context.now();
    const load = { requests: entries.length, bytes: 0, ms: arrivedAt.mono - requestedAt.mono };
    return { requestedAt, arrivedAt, value: hash.digest('hex'), covers: [...this.#globs.kinds], load };
  }

  async read(request: ReadRequest, signal: AbortSignal): Promise<Reading> {
    const requestedAt = this.#context.now();
    const isKnown = (path: string) => this.#last.has(path) || (request.known?.(path) ?? null) !== null;
    const listed = nameEntries(await this.#list(signal), this.#globs, isKnown);
    const wanted = listed.filter(({ path, kind }) =>
      request.paths === undefined ? (request.kinds?.includes(kind) ?? true) : request.paths.includes(path),
    );
    const whole = await this.#settled(wanted, signal);
    const items: ItemReading[] = [];
    let heldBytes = 0;
    let bytes = 0;
    try {
      for (const one of whole) {
        const item = await this.#readItem(one, request, heldBytes > readingMemoryBytes, signal);
        if (item === null) continue;
        if (item.state === 'present') {
          if ('content' in item) heldBytes += item.content.byteLength;
          bytes += 'content' in item ? item.content.byteLength : item.bytes;
        }
        items.push(item);
      }
      await this.#checkFolder();
    } catch (error) {
      for (const item of items) if ('file' in item) await rm(item.file, { force: true });
      throw this.#failure(error, signal);
    }
    const renamed = this.#renames(items, new Set(listed.map(({ path }) => path)));
    if (request.paths === undefined) this.#whole.keepOnly(listed.map(({ entry }) => entry));
    const arrivedAt = this.#context.now();
    const load = { requests: whole.length, bytes, ms: arrivedAt.mono - requestedAt.mono };
    return { requestedAt, arrivedAt, items: renamed, complete: true, load };
  }

  onHint(listener: (hint: Hint) => void): () => void {
    return this.#events.listen(listener);
  }

  async close(): Promise<void> {
    this.#opened = null;
    await this.#events.stop();
  }

  #sees(): Readonly<Record<Kind, Visibility>> {
    const sight = (kind: Kind): Visibility =>
      this.#globs.kinds.has(kind)
        ? { sees: true }
        : { sees: false, reason: `no file of this folder is declared to be ${kind}` };
    const [logic, setpoint, recipe, config] = kinds.map(sight);
    if (!logic || !setpoint || !recipe || !config) throw new TypeError('a kind is missing');
    return { logic, setpoint, recipe, config };
  }

  async #list(signal: AbortSignal): Promise<Entry[]> {
    try {
      const entries = await walk(this.#connected().root, this.#config.bounds, this.#globs, signal);
      await this.#checkFolder();
      return entries;
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  async #settled(wanted: readonly Listed[], signal: AbortSignal): Promise<Listed[]> {
    const now = () => this.#context.now().mono;
    try {
      const byRelative = new Map(wanted.map(one => [one.entry.relative, one]));
      const entries = await this.#whole.settle(
        wanted.map(({ entry }) => entry),
        now,
        signal,
      );
      return entries.flatMap(entry => {
        const one = byRelative.get(entry.relative);
        return one === undefined ? [] : [{ ...one, entry }];
      });
    } catch (error) {
      throw this.#failure(error, signal);
    }
  }

  /** Null for a file that is gone. */
  async #readItem(
    { path, kind, entry }: Listed,
    request: ReadRequest,
    spare: boolean,
    signal: AbortSignal,
  ): Promise<ItemReading | null> {
    const requestedAt = this.#context.now();
    const unreadable = (reason: string): ItemReading => {
      const arrivedAt = this.#context.now();
      return { path, kind, requestedAt, arrivedAt, state: 'unreadable', reason };
    };
    if (!('file' in entry)) return unreadable(entry.problem);
    if (entry.size > this.#config.bounds.fileBytes) {
      return unreadable(`larger than ${this.#config.bounds.fileBytes} bytes: ${entry.size}`);
    }
    const known = request.known?.(path) ?? null;
    const { root } = this.#connected();
    let wanted: Entry = entry;
    for (let attempt = 1; 'file' in wanted && attempt <= attempts; attempt += 1) {
      const content = await readContent(wanted, { root, copies: this.#copies, known, spare, signal });
      if (content.state === 'gone') return null;
      if (content.state === 'unreadable') return unreadable(content.reason);
      if (content.state === 'present') {
        const checksum = await this.#carried(entry.relative, content);
        return { path, kind, requestedAt, arrivedAt: this.#context.now(), ...content, ...checksum };
      }
      const again = await this.#whole.settleAnew(wanted, () => this.#context.now().mono, signal);
      if (again === null) return null;
      wanted = again;
    }
    return unreadable('file' in wanted ? 'still being written' : wanted.problem);
  }

  /** The checksum of the program that an export says it is of, by the configuration's rule. */
  async #carried(
    relative: string,
    content: Extract<FileContent, { state: 'present' }>,
  ): Promise<{ readonly checksum?: string }> {
    const rule = this.#globs.carriedIn(relative);
    if (rule === null || 'same' in content) return {};
    const searched = 'file' in content ? await beginningOf(content.file) : content.content;
    const checksum = checksumIn(searched, rule);
    return checksum === null ? {} : { checksum };
  }

  /** A new path with the content of one that vanished with this reading is that file, renamed. */
  #renames(items: readonly ItemReading[], listed: ReadonlySet<string>): ItemReading[] {
    const vanished = new Map<string, string[]>();
    for (const [path, sha256] of this.#last) {
      if (!listed.has(path)) vanished.set(sha256, [...(vanished.get(sha256) ?? []), path]);
    }
    const renamed = items.map(item => {
      const sha256 = item.state === 'present' ? shaOf(item) : null;
      if (sha256 === null || this.#last.has(item.path)) return item;
      const from = vanished.get(sha256);
      // Two files of the same content: which of them it was nobody can say.
      return from?.length === 1 && from[0] !== undefined ? { ...item, renamedFrom: from[0] } : item;
    });
    for (const path of this.#last.keys()) if (!listed.has(path)) this.#last.delete(path);
    for (const item of items) if (item.state === 'present') this.#last.set(item.path, shaOf(item));
    return renamed;
  }

  async #checkFolder(): Promise<void> {
    const { number } = this.#connected();
    if ((await folderNumber(this.#folder)) !== number) {
      throw new WitnessError('files.changed-while-read', this.#folder);
    }
  }

  #connected(): Opened {
    if (this.#opened === null) throw new WitnessError('files.folder-missing', this.#folder, 'not connected');
    return this.#opened;
  }

  /** Private copies an interrupted run left behind. */
  async #clearCopies(): Promise<void> {
    await rm(this.#copies, { recursive: true, force: true });
    await mkdir(this.#copies, { recursive: true });
  }

  #failure(error: unknown, signal: AbortSignal): unknown {
    if (signal.aborted || error instanceof WitnessError) return error;
    this.#opened = null;
    const said = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return new WitnessError('files.folder-missing', this.#folder, said, { cause: error });
  }
}

function shaOf(item: ItemReading & { readonly state: 'present' }): string {
  if ('sha256' in item) return item.sha256;
  return createHash('sha256').update(item.content).digest('hex');
}
