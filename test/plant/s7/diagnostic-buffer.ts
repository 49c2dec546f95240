import { dateAndTime } from './clock.ts';
import { modeNumbers, type PlantMode } from './mode.ts';

/**
 * Events the CPU writes (Siemens A5E00739858, "Event Class 4"). No entry is documented for a forced variable or
 * for another protection level: the CPU writes none then.
 */
export const plantEvent = {
  startUp: 0x4301,
  run: 0x4302,
  stopBySwitch: 0x4303,
  stopByProgrammingDevice: 0x4304,
  resetByProgrammingDevice: 0x4307,
  resetBySwitch: 0x4308,
  resetDone: 0x430e,
} as const;

const capacity = 100;
/** Entries a CPU in RUN gives of the whole buffer. */
const givenInRun = 10;

/** The last events of a CPU, newest first, 20 bytes each: a ring that nothing clears. */
export class PlantDiagnosticBuffer {
  readonly #entries: Buffer[] = [];

  /** An event at `at`, with the modes it led from and to; `info` is its additional information 1. */
  write(event: number, at: Date, from: PlantMode, to: PlantMode, info = 0): void {
    const entry = Buffer.alloc(20);
    entry.writeUInt16BE(event, 0);
    entry.writeUInt8(0xff, 2);
    entry.writeUInt8((modeNumbers[from] << 4) | modeNumbers[to], 3);
    entry.writeUInt16BE(0xc700, 4);
    entry.writeUInt16BE(info, 6);
    dateAndTime(at).copy(entry, 12);
    this.#entries.unshift(entry);
    this.#entries.splice(capacity);
  }

  /** Puts an entry in as it is. */
  put(entry: Buffer): void {
    this.#entries.unshift(Buffer.from(entry));
    this.#entries.splice(capacity);
  }

  newest(count: number): Buffer[] {
    return this.#entries.slice(0, count);
  }

  /** What list 00A0 gives: in RUN the newest ten. */
  given(mode: PlantMode): Buffer[] {
    return mode === 'RUN' ? this.newest(givenInRun) : [...this.#entries];
  }

  /** The last event that was a mode transition, as list 0124 repeats it. */
  lastTransition(): Buffer[] {
    const entry = this.#entries.find(candidate => candidate.readUInt8(0) === 0x43);
    return entry === undefined ? [] : [entry];
  }
}
