/** A piece of a file that can be altered: where it stands, by a name that all of its sort share, and what it is. */
export interface Place {
  /** `Controller/Tags/Tag/@Name` of XML; the kind of piece in text. */
  readonly sort: string;
  readonly from: number;
  readonly to: number;
}

const markup =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/[^\s>]+\s*>|<([^\s/>!?]+)((?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g;
const attributes = /\s+([^\s=>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** The values of attributes and the texts of an XML document. Comments and processing instructions are none. */
export function xmlPlaces(text: string): Place[] {
  const places: Place[] = [];
  const open: string[] = [];
  for (const found of text.matchAll(markup)) {
    const [all, data, name, list = '', end, plain] = found;
    if (name !== undefined) {
      open.push(name);
      const start = found.index + 1 + name.length;
      for (const one of list.matchAll(attributes)) {
        const value = one[2] ?? one[3] ?? '';
        const to = start + one.index + one[0].length - 1;
        places.push({ sort: `${open.join('/')}/@${one[1]}`, from: to - value.length, to });
      }
      if (end === '/') open.pop();
    } else if (all.startsWith('</')) open.pop();
    else {
      const piece = data ?? plain ?? '';
      const from = found.index + (data === undefined ? 0 : '<![CDATA['.length);
      if (piece.trim() !== '') places.push({ sort: open.join('/'), from, to: from + piece.length });
    }
  }
  return places;
}

/** Each character of a text that is no white space: a digit, a letter, or the sign that it is. */
export function textPlaces(text: string): Place[] {
  const places: Place[] = [];
  for (const found of text.matchAll(/\S/gu)) {
    const [one] = found;
    const sort = /\d/.test(one) ? 'digit' : /\p{L}/u.test(one) ? 'letter' : one;
    places.push({ sort, from: found.index, to: found.index + one.length });
  }
  return places;
}

/** A text with one piece of it replaced. */
export function replaced(text: string, { from, to }: Place, by: string): string {
  return text.slice(0, from) + by + text.slice(to);
}

/**
 * Something else than a value that could stand in its place: `true` for `false`, another digit or letter for one of them.
 * The same for the same `seed`.
 */
export function altered(value: string, seed: number): string {
  const truth = /^(\s*)(true|false)(\s*)$/i.exec(value);
  if (truth !== null) return `${truth[1]}${/true/i.test(value) ? 'false' : 'true'}${truth[3]}`;
  const spots = [...value.matchAll(/[\p{L}\p{N}]/gu)].filter(
    ({ index }) => !/&#?[a-z0-9]*$/i.test(value.slice(0, index)),
  );
  const spot = spots[seed % Math.max(spots.length, 1)];
  if (spot === undefined) return `${value}x`;
  const [one] = spot;
  const other = /^\d$/.test(one) ? String((Number(one) + 1) % 10) : /^q$/i.test(one) ? 'z' : 'q';
  return value.slice(0, spot.index) + other + value.slice(spot.index + one.length);
}
