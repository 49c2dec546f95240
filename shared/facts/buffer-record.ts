/** What a statement's `raw` holds of a controller's diagnostic buffer. */
export interface BufferRecord {
  /** Entries that came since the buffer was last read; null where it had not been read before. Newest first. */
  readonly fresh: readonly BufferLine[] | null;
  /** Entries before these. */
  readonly older: readonly BufferLine[];
  /** False where further new entries were pushed out before they were read. */
  readonly gapless: boolean;
}

export interface BufferLine {
  /** The entry as it came, in hex; its first two bytes are the event. */
  readonly raw: string;
  /** The controller's own time of it. */
  readonly time: string;
  /** What the event means. */
  readonly text: string;
}

const freshHead = 'diagnostic buffer, new, newest first:';
const olderHead = 'before these:';

/** One line an entry, with lines that say what they are. */
export function bufferLines({ fresh, older, gapless }: BufferRecord): string[] {
  const line = ({ raw, time, text }: BufferLine) => `${raw} | ${time} | ${text}`;
  if (fresh === null) return ['diagnostic buffer, not read before, newest first:', ...older.map(line)];
  return [
    ...(fresh.length === 0 ? ['diagnostic buffer: nothing new'] : [freshHead]),
    ...fresh.map(line),
    ...(gapless ? [] : ['further new entries were pushed out of it']),
    ...(older.length === 0 ? [] : [olderHead, ...older.map(line)]),
  ];
}

/** The events of the new entries in such lines, newest first; empty where there are none. */
export function freshEventsIn(raw: string): number[] {
  const lines = raw.split('\n');
  const start = lines.indexOf(freshHead);
  if (start < 0) return [];
  const events: number[] = [];
  for (const line of lines.slice(start + 1)) {
    if (line === olderHead) break;
    const event = /^([0-9a-f]{4})[0-9a-f]* \| /.exec(line)?.[1];
    if (event !== undefined) events.push(Number.parseInt(event, 16));
  }
  return events;
}
