import type { Trailer } from './store.ts';

/** Trailer of a commit that only renewed text derived from raw content. */
export const derivedTrailer = 'Derived';

/** What a commit that records a fact says of it, in the order of `docs/format.md`. */
export interface FactOrigin {
  readonly asset: string;
  readonly source: string;
  /** Widest window of the items: the earliest `lastClean` (null where one is unknown) and the latest `firstDirty`. */
  readonly window: { readonly lastClean: string | null; readonly firstDirty: string };
  /** `epoch/stream/seq`. */
  readonly fact: string;
  readonly kinds: readonly string[];
}

/** Trailers `Asset`, `Source`, `Window`, `Fact`, `Kinds`. A window's unknown start is written `?`. */
export function factTrailers(origin: FactOrigin): readonly Trailer[] {
  return [
    ['Asset', origin.asset],
    ['Source', origin.source],
    ['Window', `${origin.window.lastClean ?? '?'} ${origin.window.firstDirty}`],
    ['Fact', origin.fact],
    ['Kinds', [...new Set(origin.kinds)].sort().join(' ')],
  ];
}

/** The inverse of `factTrailers`; null where the trailers are not those of a fact. */
export function readFactTrailers(trailers: readonly Trailer[]): FactOrigin | null {
  const value = new Map(trailers);
  const [asset, source, window, fact, kinds] = ['Asset', 'Source', 'Window', 'Fact', 'Kinds'].map(name =>
    value.get(name),
  );
  const match = /^(\S+) (\S+)$/.exec(window ?? '');
  if (!asset || !source || !fact || kinds === undefined || !match?.[1] || !match[2]) return null;
  return {
    asset,
    source,
    window: { lastClean: match[1] === '?' ? null : match[1], firstDirty: match[2] },
    fact,
    kinds: kinds === '' ? [] : kinds.split(' '),
  };
}

/** Subject, blank line, trailers; null where a part could be mistaken for something else. */
export function formatMessage(subject: string, trailers: readonly Trailer[]): string | null {
  if (!isLine(subject) || subject.length > 200 || subject.trim() !== subject) return null;
  for (const [name, value] of trailers) {
    if (!/^[A-Za-z][A-Za-z-]{0,39}$/.test(name) || (value !== '' && !isLine(value))) return null;
    if (value.length > 2000 || value.trim() !== value) return null;
  }
  const lines = trailers.map(([name, value]) => `${name}: ${value}`);
  return [subject, ...(lines.length > 0 ? ['', ...lines] : []), ''].join('\n');
}

export function parseMessage(message: string): { subject: string; trailers: readonly Trailer[] } {
  const [subject = '', ...rest] = message.replace(/\n+$/, '').split('\n\n');
  const trailers: Trailer[] = [];
  for (const line of (rest.at(-1) ?? '').split('\n')) {
    const match = /^([A-Za-z][A-Za-z-]*): ?(.*)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) trailers.push([match[1], match[2]]);
  }
  return { subject, trailers };
}

/** One line git keeps as it is: not empty, no control characters, no lone surrogates. */
function isLine(text: string): boolean {
  return text.length > 0 && text.isWellFormed() && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}
