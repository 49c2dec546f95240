import type { WitnessFields } from '@witnessmark/shared/witnesses';

/** A syslog message as its sender wrote it; what it does not say is null. */
export interface SyslogMessage {
  readonly facility: number;
  readonly severity: number;
  readonly host: string | null;
  readonly app: string | null;
  readonly proc: string | null;
  readonly msgid: string | null;
  /** Parameters of the structured data by name; of two with one name the first. */
  readonly data: Readonly<Record<string, string>>;
  readonly text: string;
  /** The sender's own time; `utc` only where it told an offset. */
  readonly stamp: { readonly raw: string; readonly utc: string | null } | null;
}

const mostParameters = 100;
const decoder = new TextDecoder('utf-8');
const priText = /^<(\d{1,3})>/;
/** RFC 5424, section 6: version, then six parts, each `-` where it is not known. */
const headText =
  /^([1-9]\d{0,2}) (\S{1,64}) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32})(?: |$)/;
/** RFC 3164, section 4.1.2; some daemons put an RFC 3339 time in its place. */
const oldTime =
  /^((?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) [ \d]\d (?:\d{4} )?\d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S{0,20}) /;
const hostText = /^([A-Za-z0-9][A-Za-z0-9._:-]{0,254}) /;
const tagText = /^([^\s:[\]]{1,64})(?:\[([^\]\s]{1,64})\])?: ?/;

/** Reads RFC 5424 and RFC 3164 messages, leniently in the latter; null for what is neither. Takes linear time. */
export function parseSyslog(bytes: Uint8Array): SyslogMessage | null {
  const whole = decoder.decode(bytes).replaceAll('\0', ' ').trimEnd();
  const pri = priText.exec(whole);
  const priority = Number(pri?.[1]);
  if (pri === null || priority > 191) return null;
  const rest = whole.slice(pri[0].length);
  const common = { facility: priority >> 3, severity: priority & 7 };
  return { ...common, ...(parseNew(rest) ?? parseOld(rest)) };
}

/** What a rule sees of a message. What the sender put into structured data never stands over the head. */
export function fieldsOf(message: SyslogMessage): WitnessFields {
  const { facility, severity, host, app, proc, msgid, data, text } = message;
  const known = { host, app, proc, msgid };
  return {
    ...data,
    ...Object.fromEntries(Object.entries(known).map(([name, value]) => [name, value ?? ''])),
    facility: String(facility),
    severity: String(severity),
    text,
    // Forwarders turn line ends and tabs of a message into any number of blanks.
    plain: text.replace(/\s+/g, ' ').trim(),
  };
}

type Body = Omit<SyslogMessage, 'facility' | 'severity'>;

function parseNew(rest: string): Body | null {
  const head = headText.exec(rest);
  if (head === null) return null;
  const [whole, , time = '-', host, app, proc, msgid] = head;
  const structured = structuredData(rest.slice(whole.length));
  if (structured === null) return null;
  return {
    host: known(host),
    app: known(app),
    proc: known(proc),
    msgid: known(msgid),
    data: structured.data,
    text: structured.rest.replace(/^ ?\uFEFF?/, ''),
    stamp: time === '-' ? null : stampOf(time),
  };
}

function parseOld(rest: string): Body {
  const time = oldTime.exec(rest)?.[1] ?? null;
  let left = time === null ? rest : rest.slice(time.length + 1);
  // Without a time nothing tells a host from the first word of the text.
  const host = time === null ? null : (hostText.exec(left)?.[1] ?? null);
  // A word with a colon behind it is the tag: some senders leave the host out.
  if (host !== null && !host.endsWith(':')) left = left.slice(host.length + 1);
  const tag = tagText.exec(left);
  return {
    host: host?.endsWith(':') === true ? null : host,
    app: tag?.[1] ?? null,
    proc: tag?.[2] ?? null,
    msgid: null,
    data: {},
    text: tag === null ? left : left.slice(tag[0].length),
    stamp: time === null ? null : stampOf(time),
  };
}

function known(part: string | undefined): string | null {
  return part === undefined || part === '-' ? null : part;
}

function stampOf(raw: string): NonNullable<SyslogMessage['stamp']> {
  const offset = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/.test(raw);
  const ms = offset ? Date.parse(raw) : Number.NaN;
  return { raw, utc: Number.isNaN(ms) ? null : new Date(ms).toISOString() };
}

/** RFC 5424, section 6.3. Null where it is not well formed. */
function structuredData(text: string): { data: Record<string, string>; rest: string } | null {
  if (text === '' || text === '-') return { data: {}, rest: '' };
  if (text.startsWith('- ')) return { data: {}, rest: text.slice(1) };
  const found = new Map<string, string>();
  let at = 0;
  while (text[at] === '[') {
    const id = /^\[[^\s=\]"]{1,64}/.exec(text.slice(at, at + 70));
    if (id === null) return null;
    at += id[0].length;
    while (text[at] === ' ') {
      const name = /^ {1,8}([^\s=\]"]{1,64})="/.exec(text.slice(at, at + 80));
      if (name === null) return null;
      at += name[0].length;
      const value = quoted(text, at);
      if (value === null) return null;
      at = value.end;
      const parameter = name[1] ?? '';
      if (found.size < mostParameters && !found.has(parameter)) found.set(parameter, value.text);
    }
    if (text[at] !== ']') return null;
    at += 1;
  }
  if (at === 0 || (at < text.length && text[at] !== ' ')) return null;
  return { data: Object.fromEntries(found), rest: text.slice(at) };
}

function quoted(text: string, from: number): { text: string; end: number } | null {
  let value = '';
  for (let at = from; at < text.length; at += 1) {
    const sign = text[at] ?? '';
    if (sign === '"') return { text: value, end: at + 1 };
    const next = text[at + 1] ?? '';
    if (sign === '\\' && (next === '"' || next === '\\' || next === ']')) {
      value += next;
      at += 1;
    } else value += sign;
  }
  return null;
}
