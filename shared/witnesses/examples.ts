import { isDeepStrictEqual } from 'node:util';
import { RuleSet } from './match.ts';
import { placesOf } from './pattern.ts';
import type { Example, RuleFile } from './rule-file.ts';

/** The zone that examples take for the site's, so that they mean the same wherever they are run. */
export const exampleZone = 'Europe/Ljubljana';

/**
 * What does not hold in a rule file by its own examples, one sentence each; empty where all is well. Each rule needs an
 * example that it takes, and two rules never have one name.
 */
export function faultsOf(file: RuleFile): string[] {
  const rules = new RuleSet(file);
  const names = file.rules.map(({ name }) => name);
  const twice = names
    .filter((name, n) => names.indexOf(name) !== n)
    .map(name => `two rules are called ${name}`);
  const untried = names
    .filter(name => !file.examples.some(({ rule }) => rule === name))
    .map(name => `no example is about the rule ${name}`);
  const failed = file.examples.flatMap((example, n) =>
    faultsIn(rules, example).map(fault => `example ${n + 1}: ${fault}`),
  );
  return [...twice, ...untried, ...failed];
}

function faultsIn(rules: RuleSet, { record, rule, tells }: Example): string[] {
  const taken = rules.take(record);
  const by = taken.is === 'unmatched' ? null : taken.rule;
  if (by !== rule) return [`taken by ${by ?? 'no rule'}, not by ${rule ?? 'none'}`];
  if (taken.is === 'invalid') return ['what the rule makes of it is no statement'];
  if (taken.is !== 'told')
    return tells === undefined ? [] : [`${taken.is}, and the example says that it tells`];
  if (tells === undefined) return ['the example does not say what it tells'];
  const { act, identities, place, touches, count, order } = taken.told;
  const moment = rules.time(record, exampleZone)?.moment ?? null;
  const found = {
    act,
    who: identities,
    ...place,
    touches,
    ...(count === undefined ? {} : { count }),
    ...(order === undefined ? {} : { order }),
    ...(moment === null
      ? {}
      : { from: new Date(moment.from).toISOString(), to: new Date(moment.to).toISOString() }),
  };
  return isDeepStrictEqual(found, { ...tells })
    ? []
    : [`it tells ${JSON.stringify(found)}, not ${JSON.stringify(tells)}`];
}

/** Places that templates ask for and nothing can fill: fields that no example's record has, nor a place of a text. */
export function unfilledPlaces(file: RuleFile): string[] {
  return file.rules.flatMap(({ name, when, tell }) => {
    if (typeof tell === 'string') return [];
    const fields = new Set(file.examples.flatMap(({ record }) => Object.keys(record)));
    for (const matcher of Object.values(when)) {
      if (typeof matcher !== 'object' || Array.isArray(matcher) || !('text' in matcher)) continue;
      for (const place of placesOf(matcher.text)) fields.add(place.replace(/:(?:word|number)$/, ''));
    }
    const { who, touches, station, address, path, count, order } = tell;
    const templates = [
      ...who.map(({ value }) => value),
      ...touches.flatMap(touch => Object.values(touch)),
      ...[station, address, path, count, order],
    ];
    const asked = templates.flatMap(template => (template === undefined ? [] : placesOf(template)));
    const unfilled = new Set(asked.filter(place => !fields.has(place)));
    return [...unfilled].map(place => `${name}: nothing fills {${place}}`);
  });
}
