import { z } from 'zod';
import { factLimits, type Statement, statementSchema } from '../facts/index.ts';
import { type Moment, readMoment } from './moment.ts';
import { fill, type Pattern, parsePattern } from './pattern.ts';
import type { Matcher, Rule, RuleFile, Tell } from './rule-file.ts';

/** One record of a witness: its fields as text. */
export type WitnessFields = Readonly<Record<string, string>>;

/** What a record says, before it is known when and where it was heard and who vouches for it. */
export type Told = Pick<Statement, 'act' | 'reach' | 'identities' | 'touches'> &
  Partial<Pick<Statement, 'place' | 'count' | 'order'>>;

/** `unmatched`: no rule is about it. `invalid`: a rule is, but what it makes of it is no statement. */
export type Matched =
  | { readonly is: 'told'; readonly rule: string; readonly told: Told }
  | { readonly is: 'nothing' | 'life' | 'invalid'; readonly rule: string }
  | { readonly is: 'unmatched' };

const mostFields = 500;
const { act, reach, identities, touches, place, count, order } = statementSchema.shape;
const toldSchema = z.strictObject({ act, reach, identities, touches, place, count, order });

/** Takes records by the rules of a file. Pure: the same record always says the same. */
export class RuleSet {
  readonly file: RuleFile;
  readonly #rules: readonly { readonly rule: Rule; readonly tests: readonly FieldTest[] }[];
  readonly #nothing: ReadonlySet<string>;

  /** `file` is one that `ruleFileSchema` gave. */
  constructor(file: RuleFile) {
    this.file = file;
    this.#nothing = new Set(['', ...file.nothing]);
    this.#rules = file.rules.map(rule => ({
      rule,
      tests: Object.entries(rule.when).map(([field, matcher]) => new FieldTest(field, matcher)),
    }));
  }

  take(record: WitnessFields): Matched {
    const fields = this.#known(record);
    for (const { rule, tests } of this.#rules) {
      const values = new Map(fields);
      if (!tests.every(test => test.holds(fields, values))) continue;
      const { name, tell } = rule;
      if (tell === 'nothing' || tell === 'life') return { is: tell, rule: name };
      const told = toldSchema.safeParse(toldBy(tell, values, this.file.decimal));
      return told.success ? { is: 'told', rule: name, told: told.data } : { is: 'invalid', rule: name };
    }
    return { is: 'unmatched' };
  }

  /** When it was by the record itself, and the text that says so; null where the file or the record tells no time. */
  time(record: WitnessFields, site: string): { readonly raw: string; readonly moment: Moment | null } | null {
    const { time } = this.file;
    if (time === undefined) return null;
    const raw = fill(time.text, this.#known(record));
    return raw === null
      ? null
      : { raw: raw.slice(0, factLimits.textBytes), moment: readMoment(time, raw, site) };
  }

  #known(record: WitnessFields): Map<string, string> {
    const fields = new Map<string, string>();
    for (const [name, value] of Object.entries(record).slice(0, mostFields)) {
      const text = value.trim();
      if (!this.#nothing.has(text)) fields.set(name, text);
    }
    return fields;
  }
}

class FieldTest {
  readonly #field: string;
  readonly #matcher: Matcher;
  readonly #pattern: Pattern | null;

  constructor(field: string, matcher: Matcher) {
    this.#field = field;
    this.#matcher = matcher;
    this.#pattern = typeof matcher === 'object' && 'text' in matcher ? parsePattern(matcher.text) : null;
  }

  /** Puts what stood in the places of a text into `values`. */
  holds(fields: ReadonlyMap<string, string>, values: Map<string, string>): boolean {
    const matcher = this.#matcher;
    const value = fields.get(this.#field);
    if (typeof matcher === 'string') return (value ?? '') === matcher;
    if (Array.isArray(matcher)) return matcher.includes(value ?? '');
    if ('not' in matcher) return !matcher.not.includes(value ?? '');
    if ('present' in matcher) return (value !== undefined) === matcher.present;
    const found = value === undefined ? null : (this.#pattern?.match(value) ?? null);
    for (const [name, run] of found ?? []) values.set(name, run.trim());
    return found !== null;
  }
}

function toldBy(tell: Tell, values: ReadonlyMap<string, string>, decimal: '.' | ','): unknown {
  const filled = (template: string | undefined) => (template === undefined ? null : fill(template, values));
  const value = (template: string | undefined) => {
    const text = filled(template);
    return text === null ? null : plainValue(text, decimal);
  };
  const identities = tell.who.flatMap(({ scheme, value: template }) => {
    const name = fill(template, values);
    return name === null ? [] : [{ scheme, value: name }];
  });
  const place = defined({
    station: filled(tell.station),
    address: filled(tell.address),
    path: filled(tell.path),
  });
  const touches = tell.touches.flatMap(touch => {
    const { path, member, device } = touch;
    const named = defined({ path: filled(path), member: filled(member), device: filled(device) });
    if (Object.keys(named).length === 0) return [];
    return [{ ...named, ...defined({ old: value(touch.old), new: value(touch.new) }) }];
  });
  return {
    act: tell.act,
    reach: reachOf(
      identities.some(({ scheme }) => scheme !== 'station' && scheme !== 'address'),
      identities.length > 0,
      place,
    ),
    identities,
    ...(Object.keys(place).length === 0 ? {} : { place }),
    touches,
    ...defined({ count: numberOf(filled(tell.count)), order: numberOf(filled(tell.order)) }),
  };
}

/** A record reaches an account at the most: who sat there another witness has to say. */
function reachOf(
  account: boolean,
  named: boolean,
  place: Readonly<Record<string, string>>,
): Statement['reach'] {
  if (account) return 'account';
  if (named || place['station'] !== undefined || place['address'] !== undefined) return 'station';
  return place['path'] === undefined ? 'nothing' : 'path';
}

/** A number with the decimal sign that values have here; every other text is left as it is. */
export function plainValue(text: string, decimal: '.' | ','): string {
  const trimmed = text.trim();
  if (decimal === ',' && /^[+-]?\d+,\d+(?:[eE][+-]?\d+)?$/.test(trimmed)) return trimmed.replace(',', '.');
  return trimmed;
}

function numberOf(text: string | null): number | null {
  return text !== null && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function defined<Value>(fields: Readonly<Record<string, Value | null>>): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, value] as const])),
  );
}
