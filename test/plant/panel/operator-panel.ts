import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { siteTime } from '@witnessmark/shared/time';
import type { PanelLink, PanelValue } from './links.ts';

export interface PanelOptions {
  readonly link: PanelLink;
  /** Where its audit trail goes, as `audit.csv`. */
  readonly folder: string;
  /** Its name in the trail, e.g. `OP-PRESS-2`. */
  readonly station: string;
  /** IANA zone of its clock. */
  readonly timeZone: string;
  /** Milliseconds between two signs of life in the trail; none where absent. */
  readonly aliveMs?: number;
  /** By how much its clock is wrong, in milliseconds. */
  readonly clockOffsetMs?: number;
}

const columns = 'RecordID;Time;Computer;User;Action;Tag;OldValue;NewValue;Comment';

/**
 * An operator's panel: it writes to its controller for whoever stands there, and keeps an audit trail in the layout of
 * a WinCC station. One that is `silent` writes all the same and leaves no record, nor a sign of life.
 */
export class OperatorPanel {
  silent = false;
  readonly file: string;
  readonly #options: PanelOptions;
  #records = 0;
  #writing: Promise<void> = Promise.resolve();
  #alive: NodeJS.Timeout | null = null;

  constructor(options: PanelOptions) {
    this.#options = options;
    this.file = join(options.folder, 'audit.csv');
  }

  async start(): Promise<void> {
    const { link, folder, aliveMs } = this.#options;
    await mkdir(folder, { recursive: true });
    const kept = await readFile(this.file, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return null;
    });
    this.#records = kept === null ? 0 : kept.split('\n').length - 2;
    if (kept === null) await appendFile(this.file, `${columns}\r\n`);
    await link.connect();
    if (aliveMs === undefined) return;
    this.#alive = setInterval(() => void this.#append(['', 'Alive', '', '', '', '']), aliveMs);
  }

  /** An operator logs on or off at the panel. */
  logOn(user: string): Promise<void> {
    return this.#append([user, 'User logged on', '', '', '', '']);
  }

  logOff(user: string): Promise<void> {
    return this.#append([user, 'User logged off', '', '', '', '']);
  }

  /** The operator changes a value; it is written, and in the trail where the panel keeps one, when this resolves. */
  async set(user: string, tag: string, value: PanelValue, comment = ''): Promise<void> {
    const { link } = this.#options;
    const old = await link.read(tag);
    await link.write(tag, value);
    await this.#append([user, 'Value changed', tag, shown(old), shown(value), comment]);
  }

  /** A record that its controller never saw, as somebody forges it who can write the trail. */
  forge(user: string, tag: string, old: PanelValue, value: PanelValue): Promise<void> {
    return this.#append([user, 'Value changed', tag, shown(old), shown(value), '']);
  }

  async stop(): Promise<void> {
    if (this.#alive !== null) clearInterval(this.#alive);
    this.#alive = null;
    await this.#writing;
    await this.#options.link.close();
  }

  /** One after the other, as a station does. */
  #append(values: readonly string[]): Promise<void> {
    if (this.silent) return this.#writing;
    const { station, timeZone, clockOffsetMs = 0 } = this.#options;
    this.#records += 1;
    const record = [
      String(this.#records),
      stationTime(Date.now() + clockOffsetMs, timeZone),
      station,
      ...values,
    ];
    const line = record.map(quoted).join(';');
    this.#writing = this.#writing.then(() => appendFile(this.file, `${line}\r\n`));
    return this.#writing;
  }
}

function stationTime(ms: number, zone: string): string {
  const at = new Date(ms).toISOString();
  const local = siteTime(at, zone);
  if (local === null) throw new Error(`no such zone: ${zone}`);
  const [year, month, day] = local.date.split('-');
  return `${day}.${month}.${year} ${local.time}.${at.slice(20, 23)}`;
}

/** As a station with a decimal comma shows a value. */
function shown(value: PanelValue): string {
  return typeof value === 'number' ? String(value).replace('.', ',') : String(value);
}

function quoted(value: string): string {
  return /[;"\r\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value;
}
