/** What the watcher needs of an entry of the CPU's syslog buffer. */
export interface SyslogEntry {
  /** The CPU's own time; UTC, by the manual. */
  readonly time: string;
  /** Which part of the CPU tells. */
  readonly app: string;
  /** The event's name, `SE_LOGOFF`. */
  readonly event: string;
  /** Null where user management is off. */
  readonly user: string | null;
  readonly old: string | null;
  readonly now: string | null;
}

/** RFC 5424, section 6.2: priority and version, time, host, application, process, message id. */
const head = /^<\d{1,3}>1 (\S{1,64}) \S{1,255} (\S{1,48}) \S{1,128} \S{1,32} /;
/** Section 6.3: one element; in a value `"`, `\` and `]` stand behind a `\`. */
const element = /^\[[^\s=\]"]{1,32}((?: [^\s=\]"]{1,32}="(?:[^"\\\]]|\\.)*")*)\] ?/;
const parameter = / ([^\s=\]"]{1,32})="((?:[^"\\\]]|\\.)*)"/g;
const longest = 8192;

/**
 * Reads an entry as the S7-1500 writes it: RFC 5424, the event's name as the text (Siemens, S7-1500 system manual,
 * section "Structure of the Syslog messages"). Null for anything else.
 */
export function readSyslogEntry(raw: string): SyslogEntry | null {
  const start = raw.length > longest ? null : head.exec(raw);
  if (start === null) return null;
  const [whole, time = '', app = ''] = start;
  let rest = raw.slice(whole.length);
  const data = new Map<string, string>();
  if (rest.startsWith('- ')) rest = rest.slice(2);
  for (let found = element.exec(rest); found !== null; found = element.exec(rest)) {
    for (const [, name = '', value = ''] of (found[1] ?? '').matchAll(parameter)) {
      if (!data.has(name)) data.set(name, value.replace(/\\(["\\\]])/g, '$1'));
    }
    rest = rest.slice(found[0].length);
  }
  const event = /^\uFEFF?(SE_[A-Z_]{1,80})\b/.exec(rest)?.[1];
  const told = (name: string) => {
    const value = data.get(name) ?? '-';
    return value === '-' || value === '' ? null : value;
  };
  if (event === undefined) return null;
  return { time, app, event, user: told('userName'), old: told('oldState'), now: told('newState') };
}
