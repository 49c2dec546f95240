import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { isWitnessError } from '@witnessmark/shared/errors';
import { factLimits, type Statement } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import type { Moment, RuleSet, Told } from '@witnessmark/shared/witnesses';
import picomatch from 'picomatch';
import type { Telling } from '../../spool/index.ts';
import type { AssetStatement, Witness, WitnessContext, WitnessHealth } from '../witness.ts';
import type { TrailConfig } from './config.ts';
import { type Period, TrailLife } from './life.ts';
import { codeOf, listTrail, type TrailEntry } from './listing.ts';
import { type Arrival, placed } from './placing.ts';
import { type Counted, type FilePosition, readMemory, writeMemory } from './position.ts';
import { readTrail, type TrailPart, type TrailRecord } from './read-trail.ts';

/** What one asset is told of a record. */
export interface AboutAsset {
  readonly asset: string;
  readonly told: Told;
}

export interface TrailParts {
  /** What statements say as the kind of their witness. */
  readonly kind: string;
  readonly config: TrailConfig;
  /** With a layout. */
  readonly rules: RuleSet;
  /** Whom a record is told to and as what; nobody where it is not wanted. */
  readonly about: (told: Told) => readonly AboutAsset[];
  /** False where records tell who was there, and not that anybody came by the path. */
  readonly byPath: boolean;
}

/** A file at rest for so long is not being written any more. */
const restMs = 60_000;
const lifeToldMs = 3_600_000;
const complainEveryMs = 60_000;
const recordsAtOnce = 200;
/** Bytes of one look. */
const lookBytes = 8 * 1024 * 1024;
const unproven = 'nothing that would prove its life is configured';

/**
 * A witness that reads a trail somebody else writes: files in a folder that are appended to, rotated, cut off, written
 * anew or copied there. Each record is told once, whatever becomes of the file or of the agent.
 */
export class TrailWitness implements Witness {
  readonly kind: string;
  readonly name: string;
  readonly #parts: TrailParts;
  readonly #context: WitnessContext;
  readonly #folder: string;
  readonly #matches: (name: string) => boolean;
  readonly #life: TrailLife;
  #positions = new Map<string, FilePosition>();
  #counted: Counted | null = null;
  /** Signatures as last seen, when they were first seen so, and whether all was read by then. */
  readonly #seen = new Map<string, Seen>();
  /** Contents as they stood at the last look, whatever the files' names. */
  #written: ReadonlySet<string> = new Set();
  /** The youngest sign of life by its own time, in milliseconds since 1970; none is older than this witness. */
  #lastSign: number;
  /** When the last look was begun that left nothing unread. */
  #complete: Instant | null = null;
  #floor = 0;
  #first = false;
  /** Anybody on this machine can write the trail. */
  #open = false;
  #stirred: Instant | null = null;
  #toldAt = 0;
  #running: Promise<void> | null = null;
  #told = 0;
  #unread = 0;
  #complainedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: TrailParts, context: WitnessContext) {
    const { config, kind } = parts;
    this.kind = kind;
    this.name = context.name;
    this.#parts = parts;
    this.#context = context;
    this.#folder = resolve(context.baseDir, config.folder);
    const globs = config.files.map(glob => picomatch(glob, { dot: true, nocase: true }));
    this.#matches = name => globs.some(matches => matches(name));
    const bounds = {
      withinMs: config.life?.within ?? 0,
      delayMs: config.clock.writesWithin ?? 0,
    };
    const because = config.life === undefined ? unproven : 'no sign of life was read yet';
    const now = context.now();
    this.#lastSign = Date.parse(now.wall);
    this.#life = new TrailLife(now, because, bounds);
  }

  get health(): WitnessHealth {
    return { told: this.#told, unread: this.#unread, silent: this.#life.silent };
  }

  async start(signal: AbortSignal): Promise<void> {
    const { now, sink } = this.#context;
    const memory = sink.recall();
    this.#first = memory === null;
    this.#floor = memory?.floor ?? Math.max(0, Date.parse(now().wall) - this.#parts.config.backlog);
    const { files, counted } = readMemory(memory?.body ?? '');
    this.#positions = files;
    this.#counted = counted;
    // What is old is decided once: a restart must not make more of it old.
    if (memory === null) {
      await this.#remember().catch((error: unknown) =>
        this.#complain({ error: String(error) }, 'the spool did not take where a witness begins'),
      );
    }
    this.#toldAt = now().mono;
    this.#running = this.#run(signal);
  }

  async stop(): Promise<void> {
    await this.#running;
    await this.#tellLife(true);
  }

  stir(): void {
    this.#stirred = this.#context.now();
  }

  async #run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look(signal);
      const due = this.#context.now().mono - this.#toldAt >= lifeToldMs;
      await this.#tellLife(due || this.#isProvenBeyondStirring());
      await wait(this.#parts.config.every, undefined, { signal }).catch((error: Error) => {
        if (error.name !== 'AbortError') throw error;
      });
    }
  }

  /** Reads what is new. What fails leaves the rest to the next look, and proves nothing. */
  async #look(signal: AbortSignal): Promise<void> {
    const { now } = this.#context;
    const { life } = this.#parts.config;
    const requestedAt = now();
    const found: Found = { signs: false, doubt: null, complete: true, kept: new Set(), met: new Set() };
    try {
      const entries = await listTrail(this.#folder, this.#matches);
      const known = [...this.#positions];
      // A share that is not mounted is an empty folder.
      if (entries.length === 0 && known.length > 0) throw new TrailGone();
      this.#open = entries.some(({ open }) => open);
      const resting = this.#resting(requestedAt);
      for (const entry of entries) await this.#readFile(entry, known, found, signal);
      const lost = known.filter(([name, position]) => !found.kept.has(position) && !found.met.has(name));
      // Of a file that stood still nothing was left to read.
      if (lost.some(([name, { offset }]) => offset > 0 && !resting.has(name)))
        found.doubt ??= 'a file went away, or was written anew, before it was known to be read to its end';
      this.#forget(entries);
      this.#written = new Set(entries.map(({ written }) => written));
    } catch (error) {
      if (signal.aborted) return;
      found.complete = false;
      found.doubt =
        error instanceof TrailGone ? error.message : `the folder could not be read: ${codeOf(error)}`;
      this.#complain({ error: String(error) }, 'a trail could not be read');
    }
    const arrivedAt = now();
    if (life === undefined) this.#life.broken(arrivedAt, unproven);
    else {
      if (found.doubt !== null) this.#life.broken(arrivedAt, found.doubt);
      // What was there before the first look may be of any age, also a sign.
      if (found.complete && found.signs && this.#complete !== null)
        this.#life.sign(this.#complete, arrivedAt);
      else if (found.complete) this.#life.looked(arrivedAt);
    }
    if (found.complete) this.#complete = requestedAt;
  }

  async #readFile(
    entry: TrailEntry,
    known: readonly (readonly [string, FilePosition])[],
    found: Found,
    signal: AbortSignal,
  ): Promise<void> {
    const { rules, config } = this.#parts;
    const { layout } = rules.file;
    if (layout === undefined) throw new TypeError(`the rules ${rules.file.name} have no layout`);
    const mono = this.#context.now().mono;
    const seen = this.#seen.get(entry.name);
    const same = seen?.signature === entry.signature;
    const since = same ? seen.since : mono;
    const atRest = mono - since >= restMs;
    if (same && seen.done && (!atRest || seen.since === Number.NEGATIVE_INFINITY)) {
      found.met.add(entry.name);
      return;
    }
    if (same && !seen.done && !seen.failed && !atRest && layout.form === 'json') {
      // Half of a list stays half of it until somebody writes on.
      found.complete = false;
      return;
    }
    if (!same && config.life?.sign === 'touch' && !this.#written.has(entry.written)) found.signs = true;
    // Records found only because the file came to rest were there long before.
    const before = atRest ? null : this.#complete;
    const candidates = known
      .filter(([name, { ino }]) => name === entry.name || ino === entry.ino)
      .map(([, position]) => position);
    // What a look that failed had told already is read once more.
    const again = seen?.failed === true;
    let done = true;
    let failed = false;
    try {
      const reading = { layout, encoding: config.encoding, atRest, takeLast: config.lastLine === 'take' };
      for await (const part of readTrail(entry, candidates, { ...reading, budget: lookBytes })) {
        signal.throwIfAborted();
        if (part.after !== null) found.kept.add(part.after);
        await this.#take(part, { before, again, entry, found });
        done = part.complete;
      }
    } catch (error) {
      if (signal.aborted) throw error;
      // Gone or locked for now; the spool may have refused too. The next look begins where this one stopped.
      done = false;
      failed = true;
      found.met.add(entry.name);
      if (codeOf(error) !== 'ENOENT') {
        found.doubt = `what a file holds could not be taken: ${codeOf(error)}`;
        this.#complain({ file: entry.name, error: String(error) }, 'a file of a trail could not be read');
      }
    }
    if (!done) found.complete = false;
    // At rest and read once more, there is nothing to be found in it until it moves.
    this.#seen.set(entry.name, {
      signature: entry.signature,
      since: atRest && done ? Number.NEGATIVE_INFINITY : since,
      done,
      failed,
    });
  }

  async #take(part: TrailPart, { before, again, entry, found }: Taking): Promise<void> {
    const arrival = { before, arrivedAt: this.#context.now() };
    const { records } = part;
    const coming = { arrival, entry, found, fresh: part.after !== null && before !== null && !again };
    // In one transaction, and not too many: everything else the agent does goes on in between.
    for (let at = 0; at < records.length; at += recordsAtOnce) {
      const some = records.slice(at, at + recordsAtOnce);
      await Promise.all(some.map(record => this.#tell(record, coming)));
    }
    this.#positions.set(entry.name, part.position);
    await this.#remember();
  }

  async #tell(record: TrailRecord, coming: Coming): Promise<void> {
    const { rules, about } = this.#parts;
    const { arrival, entry, found, fresh } = coming;
    if ('unread' in record) return this.#missed(found, record.unread, entry, []);
    const { fields, key, text } = record;
    const taken = rules.take(fields);
    if (taken.is === 'nothing') return;
    const time = rules.time(fields, this.#timeZone);
    const moment = time?.moment ?? null;
    if (taken.is === 'life') return this.#signed(moment, coming);
    if (taken.is !== 'told')
      return this.#missed(found, `no rule takes it (${taken.is})`, entry, Object.keys(fields));
    // Of what was there before the first look nobody can say when it was, unless it does itself.
    if (moment === null && this.#first && arrival.before === null) return;
    const counting = this.#counting(taken.told, moment);
    const statements = about(counting).map(({ asset, told }) => ({
      asset,
      statement: this.#statement(told, { text, raw: time?.raw ?? null, moment, arrival, entry }),
    }));
    if (statements.length === 0) return;
    let telling: Telling;
    try {
      // One from the future must not make all that comes until then too old to be told.
      const at = moment === null ? null : Math.min(moment.to, Date.parse(arrival.arrivedAt.wall));
      telling = await this.#context.sink.tell(key, at, statements);
    } catch (error) {
      if (!isWitnessError(error) || error.code !== 'agent.fact-invalid') throw error;
      return this.#missed(found, 'no statement can be made of it', entry, Object.keys(fields));
    }
    // What was read last of it, or what stood before that, is still there: so is all behind it.
    if (telling === 'known') found.met.add(entry.name);
    if (telling === 'passed-over' && arrival.before !== null)
      return this.#missed(found, 'it is older than what is told', entry, Object.keys(fields));
    if (telling === 'known' && fresh)
      return this.#missed(found, 'it says the same as one before it', entry, Object.keys(fields));
    if (telling !== 'told') return;
    this.#told += 1;
    this.#stirred = arrival.arrivedAt;
  }

  /** A sign that stands in a copy, or in a file that is read from its beginning, is new only by its own time. */
  #signed(moment: Moment | null, { arrival, found, fresh }: Coming): void {
    const isNew = fresh || (moment !== null && moment.from > this.#lastSign);
    if (moment !== null) this.#lastSign = Math.max(this.#lastSign, moment.to);
    if (isNew && arrival.before !== null && this.#parts.config.life?.sign === 'record') found.signs = true;
  }

  /** The record's own number only where it never ran back: a station set up anew begins to count again. */
  #counting(told: Told, moment: Moment | null): Told {
    const { order, ...uncounted } = told;
    if (order === undefined) return told;
    if (moment === null) return uncounted;
    const { order: top, to } = this.#counted ?? { order: -1, to: 0 };
    if (order <= top && moment.from > to) return uncounted;
    if (order > top) this.#counted = { order, to: moment.to };
    return told;
  }

  #statement(told: Told, { text, raw, moment, arrival, entry }: Saying): Statement {
    const { config, byPath } = this.#parts;
    const { error = null, writesWithin = null } = config.clock;
    const clock = { errorMs: error, writesWithinMs: writesWithin };
    return {
      witness: { kind: this.kind, name: this.name },
      ...told,
      authenticity: config.trusted && !entry.open ? 'device-record' : 'unauthenticated',
      ...(byPath ? { place: { path: config.path, ...told.place } } : {}),
      ...placed(moment, arrival, clock),
      ...(raw === null ? {} : { deviceTime: this.#deviceTime(raw, moment) }),
      liveness: { proof: 'none' },
      raw: { encoding: 'utf8', data: text },
    };
  }

  #deviceTime(raw: string, moment: Moment | null): NonNullable<Statement['deviceTime']> {
    if (moment === null) return { raw, zone: 'unknown' };
    const zone = this.#parts.rules.file.time?.zone === 'site' ? 'site' : 'utc';
    return { raw, zone, utc: new Date(moment.from).toISOString() };
  }

  /** What could not be taken may have been what matters: nothing is proven around it. */
  #missed(found: Found, reason: string, { name }: TrailEntry, fields: readonly string[]): void {
    this.#unread += 1;
    found.doubt = `a record could not be read: ${reason}`;
    // Never its content: it can name people.
    this.#complain(
      { file: name, reason, fields: fields.slice(0, 50) },
      'a record of a trail was not understood',
    );
  }

  #isProvenBeyondStirring(): boolean {
    const until = this.#life.until;
    return this.#stirred !== null && until !== null && until.mono >= this.#stirred.mono;
  }

  async #tellLife(all: boolean): Promise<void> {
    const periods = this.#life.take(all);
    if (all) {
      this.#toldAt = this.#context.now().mono;
      this.#stirred = null;
    }
    for (const period of periods) {
      const statement = this.#lifeStatement(period);
      const statements: AssetStatement[] = this.#parts.config.assets.map(asset => ({ asset, statement }));
      try {
        await this.#context.sink.say(statements);
      } catch (error) {
        // Life that nobody was told of is life not proven: a gap, never a false proof.
        this.#complain({ error: String(error) }, 'the spool did not take a fact');
      }
    }
  }

  #lifeStatement(period: Period): Statement {
    return {
      witness: { kind: this.kind, name: this.name },
      act: period.alive ? 'watched' : 'unwatched',
      authenticity: this.#parts.config.trusted && !this.#open ? 'device-record' : 'unauthenticated',
      reach: 'nothing',
      identities: [],
      place: { path: this.#parts.config.path },
      touches: [],
      from: period.from,
      to: period.to,
      clockErrorMs: 0,
      liveness: { proof: 'none' },
      ...(period.alive ? {} : { because: period.because.slice(0, factLimits.textBytes) }),
    };
  }

  /** Names of files that have stood still for long. */
  #resting(at: Instant): ReadonlySet<string> {
    const still = [...this.#seen].filter(([, { since }]) => at.mono - since >= restMs);
    return new Set(still.map(([name]) => name));
  }

  #forget(entries: readonly TrailEntry[]): void {
    const names = new Set(entries.map(({ name }) => name));
    for (const name of this.#positions.keys()) if (!names.has(name)) this.#positions.delete(name);
    for (const name of this.#seen.keys()) if (!names.has(name)) this.#seen.delete(name);
  }

  #remember(): Promise<void> {
    const body = writeMemory({ files: this.#positions, counted: this.#counted });
    return this.#context.sink.remember({ body, floor: this.#floor });
  }

  get #timeZone(): string {
    const { timeZone, assets } = this.#parts.config;
    return timeZone ?? this.#context.timeZoneOf(assets[0] ?? '');
  }

  #complain(fields: object, message: string): void {
    const mono = this.#context.now().mono;
    if (mono - this.#complainedAt < complainEveryMs) return;
    this.#complainedAt = mono;
    this.#context.log.warn({ witness: this.name, unread: this.#unread, ...fields }, message);
  }
}

interface Seen {
  readonly signature: string;
  readonly since: number;
  readonly done: boolean;
  /** What was read of it could not be taken. */
  readonly failed: boolean;
}

/** Files of a trail were there, and none is. */
class TrailGone extends Error {
  constructor() {
    super('no file of the trail is there any more');
  }
}

interface Taking {
  readonly before: Instant | null;
  /** The look before could not take what it read. */
  readonly again: boolean;
  readonly entry: TrailEntry;
  readonly found: Found;
}

/** How the records of one piece came. */
interface Coming {
  readonly arrival: Arrival;
  readonly entry: TrailEntry;
  readonly found: Found;
  /** They were written behind what was read before: none of them can have been told. */
  readonly fresh: boolean;
}

interface Found {
  signs: boolean;
  /** Why silence proves nothing around this look. */
  doubt: string | null;
  complete: boolean;
  /** Known positions that a file still has. */
  readonly kept: Set<FilePosition>;
  /** Files that are as they were, cannot be read now, or still hold a record that was known. */
  readonly met: Set<string>;
}

interface Saying {
  readonly text: string;
  readonly raw: string | null;
  readonly moment: Moment | null;
  readonly arrival: Arrival;
  readonly entry: TrailEntry;
}
