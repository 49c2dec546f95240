import { editsBetween } from '../../sequences/index.ts';
import type { Differences } from '../compare/index.ts';
import { nameOf } from '../compare/index.ts';
import type { Noise, Problem, Source, Verbatim } from '../model/index.ts';
import { clip, clipSigned } from './clip.ts';
import { type CodeDiff, codeLimits } from './schema.ts';

/** What was taken for noise on both sides, by its rule. */
export function noiseOf(old: Source, now: Source, context: Differences['context']): CodeDiff['noise'] {
  const rules = new Map<string, { old: Noise[]; new: Noise[] }>();
  const put = (side: 'old' | 'new', noise: Noise) => {
    const known = rules.get(noise.rule) ?? { old: [], new: [] };
    known[side].push(noise);
    rules.set(noise.rule, known);
  };
  for (const noise of old.noise) put('old', noise);
  for (const noise of now.noise) put('new', noise);
  for (const unit of context) {
    const side = unit.old === null ? 'new' : 'old';
    const at = unit.new ?? unit.old;
    put(side, { rule: 'needed-by-others', text: nameOf(unit), line: at?.unit.line ?? 0 });
  }
  return [...rules]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([rule, sides]) => {
      const [gone, come] = [without(sides.old, sides.new), without(sides.new, sides.old)];
      const shown = [
        ...gone.slice(0, codeLimits.noise).map(noise => shownNoise('-', noise)),
        ...come.slice(0, codeLimits.noise).map(noise => shownNoise('+', noise)),
      ];
      const differing = Math.max(gone.length, come.length);
      return { rule, old: sides.old.length, new: sides.new.length, differing, shown };
    });
}

function shownNoise(sign: '+' | '-', { line, text }: Noise) {
  return { sign, line, text: clip(text, 200) };
}

function without(some: readonly Noise[], others: readonly Noise[]): Noise[] {
  const counts = new Map<string, number>();
  for (const { text } of others) counts.set(text, (counts.get(text) ?? 0) + 1);
  return some.filter(({ text }) => {
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    return left <= 0;
  });
}

/** What neither side was understood in, place by place as text. */
export function unknownOf(old: readonly Verbatim[], now: readonly Verbatim[]): CodeDiff['unknown'] {
  const lines: CodeDiff['unknown']['lines'] = [];
  let differing = 0;
  const places = new Map<string, { old: string[]; new: string[] }>();
  const put = (side: 'old' | 'new', { where, text }: Verbatim) => {
    const known = places.get(where.join('/')) ?? { old: [], new: [] };
    // Layout means no more here than elsewhere.
    for (const line of text.split('\n')) {
      const plain = line.replace(/\s+/g, ' ').trim();
      if (plain !== '') known[side].push(plain);
    }
    places.set(where.join('/'), known);
  };
  for (const each of old) put('old', each);
  for (const each of now) put('new', each);
  for (const sides of places.values()) {
    for (const edit of editsBetween(sides.old, sides.new)) {
      differing++;
      if (lines.length >= codeLimits.unknown) continue;
      const gone = sides.old.slice(edit.oldFrom, edit.oldTo).map(text => ({ sign: '-' as const, text }));
      const come = sides.new.slice(edit.newFrom, edit.newTo).map(text => ({ sign: '+' as const, text }));
      for (const line of clipSigned([...gone, ...come])) lines.push(line);
    }
  }
  return { old: old.length, new: now.length, differing, lines: lines.slice(0, codeLimits.unknown) };
}

export function problemsOf(problems: readonly Problem[]): CodeDiff['problems']['old'] {
  return problems.slice(0, codeLimits.problems).map(({ line, says }) => ({ line, says: clip(says) }));
}
