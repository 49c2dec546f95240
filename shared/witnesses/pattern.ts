/**
 * Text with places in it: `Accepted {method} for {user} from {address:word}`. A place takes the shortest run up to the
 * text behind it, the last one all that is left; `{name:word}` takes no blank, `{name:number}` digits alone, `{*}`
 * anything, unnamed. `{{` is a brace. Nothing is ever tried twice, so a hostile text costs no more than its length for
 * each place; the price is that a run never goes on behind the first place where it can end.
 */
export interface Pattern {
  /** Names of the places, without `*`. */
  readonly names: readonly string[];
  /** What stood in each place; null where the text is another. */
  match(text: string): ReadonlyMap<string, string> | null;
}

type Sort = 'any' | 'word' | 'number';
interface Place {
  readonly name: string;
  readonly sort: Sort;
  /** Text right behind it. */
  before: string;
}

const placeText = /^\{(\*|[A-Za-z_][\w .-]{0,63})(?::(word|number))?\}/;
const mostPlaces = 32;

/** Null where `written` is no such text: a brace left open, two places side by side, a name used twice. */
export function parsePattern(written: string): Pattern | null {
  const places: Place[] = [];
  let head = '';
  let at = 0;
  const literal = (text: string) => {
    const last = places.at(-1);
    if (last === undefined) head += text;
    else last.before += text;
  };
  while (at < written.length) {
    const next = written.slice(at).search(/[{}]/);
    if (next < 0) {
      literal(written.slice(at));
      break;
    }
    literal(written.slice(at, at + next));
    at += next;
    const doubled = written.slice(at, at + 2);
    if (doubled === '{{' || doubled === '}}') {
      literal(doubled[0] ?? '');
      at += 2;
      continue;
    }
    const found = placeText.exec(written.slice(at, at + 80));
    if (found === null || places.at(-1)?.before === '' || places.length >= mostPlaces) return null;
    const [whole, name = '', sort = 'any'] = found;
    places.push({ name, sort: sort as Sort, before: '' });
    at += whole.length;
  }
  const names = places.map(({ name }) => name).filter(name => name !== '*');
  if (new Set(names).size < names.length) return null;
  return { names, match: text => matchPlaces(head, places, text) };
}

function matchPlaces(head: string, places: readonly Place[], text: string): Map<string, string> | null {
  if (!text.startsWith(head)) return null;
  const found = new Map<string, string>();
  let at = head.length;
  for (const [index, { name, sort, before }] of places.entries()) {
    const last = index === places.length - 1;
    const end = last ? text.length - before.length : text.indexOf(before, at);
    if (end < at || (last && !text.endsWith(before))) return null;
    const run = text.slice(at, end);
    if (!holds(sort, run)) return null;
    if (name !== '*') found.set(name, run);
    at = end + before.length;
  }
  return at === text.length ? found : null;
}

function holds(sort: Sort, run: string): boolean {
  if (sort === 'word') return /^\S+$/.test(run);
  return sort === 'any' || /^\d+$/.test(run);
}

/**
 * Text made by putting values into the places; null where one of them has none, so that nothing half known is told.
 */
export function fill(template: string, values: ReadonlyMap<string, string>): string | null {
  let missing = false;
  const text = template.replace(/\{\{|\}\}|\{([^{}]*)\}/g, (whole, name: string | undefined) => {
    if (name === undefined) return whole[0] ?? '';
    const value = values.get(name) ?? '';
    if (value === '') missing = true;
    return value;
  });
  return missing ? null : text;
}

/** Names of the places a template asks for. */
export function placesOf(template: string): string[] {
  return [...template.matchAll(/\{\{|\}\}|\{([^{}]*)\}/g)].flatMap(([, name]) => name ?? []);
}
