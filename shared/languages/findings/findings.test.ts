import { describe, expect, test } from 'vitest';
import { differences } from '../compare/index.ts';
import { type Example, findings, type Rule, rules } from './index.ts';
import { sketch } from './sketch.fixture.ts';

function found(example: Example): { rule: string; says: string }[] {
  const [old, now] = [sketch(example.old), sketch(example.new)];
  const all = differences(old, now).all;
  return findings({ old, new: now, differences: all }).map(({ rule, says }) => ({ rule, says }));
}

/** What a pair of examples says by one rule. */
function says(rule: string, old: string, now: string): string[] {
  return found({ old, new: now }).flatMap(each => (each.rule === rule ? [each.says] : []));
}

describe('each rule', () => {
  test.each(rules.map(rule => [rule.id, rule] as const))(
    '%s fires on its example and not on its counterpart',
    (id, rule) => {
      expect(found(rule.fires).map(each => each.rule)).toContain(id);
      expect(found(rule.quiet).map(each => each.rule)).not.toContain(id);
    },
  );

  test.each(rules.map(rule => [rule.id, rule] as const))(
    '%s says nothing of what did not change',
    (_id, rule) => {
      for (const text of [rule.fires.old, rule.fires.new])
        expect(found({ old: text, new: text })).toEqual([]);
    },
  );

  test('has an id of its own', () => {
    expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length);
  });
});

describe('what a rule says', () => {
  test.each<[string, string, string, string[]]>([
    [
      'preset-changed',
      'st: T1(IN := a, PT := T#3s);',
      'st: T1(IN := a, PT := T#1m30s);',
      ['timer preset of T1 3 s → 1 min 30 s'],
    ],
    [
      'preset-changed',
      'rung 4: a TON:T1[IN=b PT=T#3s] {q}',
      'rung 4: a TON:T1[IN=b PT=T#5s] {q}',
      ['timer preset of T1 3 s → 5 s'],
    ],
    [
      'preset-changed',
      'rung 4: a CTU:C1[CU=b PV=3] {q}',
      'rung 4: a CTU:C1[CU=b PV=5] {q}',
      ['counter preset of C1 3 → 5'],
    ],
    ['preset-changed', 'rung 4: a MOVE[IN=3] {q}', 'rung 4: a MOVE[IN=5] {q}', []],
    ['interlock-removed', 'st: q := a AND b AND c;', 'st: q := a AND c;', ['interlock b removed']],
    ['interlock-removed', 'st: q := a AND (b AND c);', 'st: q := (a AND b) AND c;', []],
    ['interlock-removed', 'st: q := a AND Level > 80;', 'st: q := a AND Level > 95;', []],
    ['interlock-removed', 'st: q := a AND b;', 'st: q := a AND (b OR c);', []],
    ['interlock-removed', 'st: q := a OR b;', 'st: q := a;', []],
    [
      'interlock-removed',
      'st: IF Ready THEN q := a; x := 1; END_IF;',
      'st: IF Ready THEN x := 1; END_IF; q := a;',
      ['condition Ready removed from q := a'],
    ],
    ['interlock-removed', 'st: q := a AND b;', 'st: q := c;', ['interlock a AND b removed, c in its place']],
    [
      'interlock-removed',
      'st: IF a AND b THEN q := TRUE; END_IF;',
      'st: IF ( c ) THEN q := TRUE; END_IF;',
      ['interlock a AND b removed, c in its place'],
    ],
    ['interlock-removed', 'st: q := a AND b;', 'st: q := (a AND b) OR c;', []],
    ['interlock-removed', 'st: q := a;', 'st: q := c;', []],
    ['interlock-removed', 'rung 2: a ( b | c ) {q}', 'rung 2: a {q}', ['interlock (b OR c) removed']],
    ['interlock-removed', 'rung 2: a b {q}', 'rung 2: a c {q}', ['interlock b removed, c in its place']],
    ['interlock-removed', 'rung 2: a b {q}', 'rung 2: b a {q}', []],
    ['bypass-added', 'st: q := a AND b;', 'st: q := a AND (b OR c);', ['c is enough beside b']],
    ['bypass-added', 'st: q := a AND b;', 'st: q := a AND b OR c;', ['c is enough beside a AND b']],
    ['bypass-added', 'st: q := a OR b;', 'st: q := a OR b AND d;', []],
    ['bypass-added', 'rung 2: a b {q}', 'rung 2: ( a b | c ) {q}', ['c put in parallel to a AND b']],
    ['constant-condition', 'rung 2: a {q}', 'rung 2: TRUE a {q}', ['contact TRUE is always true']],
    [
      'constant-condition',
      'rung 2: a {q}',
      'rung 2: a /a {q}',
      ['A and its opposite in series: always false'],
    ],
    [
      'constant-condition',
      'st: IF a THEN q := b; END_IF;',
      'st: IF TRUE THEN q := b; END_IF;',
      ['condition TRUE is always true'],
    ],
    [
      'constant-condition',
      'st: q := a AND b;',
      'st: q := a AND FALSE;',
      ['condition with AND FALSE is always false'],
    ],
    ['edge-removed', 'rung 1: a ONS[IN=x] {q}', 'rung 1: a {q}', ['edge of ONS(IN := x) removed']],
    [
      'comparison-changed',
      'rung 2: GT[IN1=Temp IN2=80.0] {q}',
      'rung 2: GT[IN1=Temp IN2=95.0] {q}',
      ['limit of Temp 80.0 → 95.0'],
    ],
    ['type-narrowed', 'var VAR a : REAL', 'var VAR a : INT', ['type of a narrowed REAL → INT']],
    ['type-narrowed', 'var VAR a : INT', 'var VAR a : REAL', []],
    [
      'protection-lowered',
      'unit A [ExternalAccess=None]',
      'unit A [ExternalAccess=Read/Write]',
      ['protection lowered: ExternalAccess None → Read/Write'],
    ],
    ['protection-lowered', 'unit A [ExternalAccess=Read/Write]', 'unit A [ExternalAccess=None]', []],
    ['latched-without-reset', 'rung 1: a {q}', 'rung 1: a {S q}', ['q is set and nowhere reset']],
    [
      'call-removed',
      'st: x := udint_to_uint(n); y := LIMIT(0, n, 5); Guard();',
      'st: x := n;',
      ['Guard is no longer called'],
    ],
    [
      'call-removed',
      'st: x := TO_INT(n); y := TRUNC_INT(z); z := BOOL_TO_VALVE(n);',
      'st: x := n;',
      ['BOOL_TO_VALVE is no longer called'],
    ],
    ['call-removed', 'rung 1: a MOVE[IN=x] {q}', 'rung 1: a {q}', []],
    ['call-removed', 'rung 1: a FB_Guard:G1[IN=x] {q}', 'rung 1: a {q}', ['FB_Guard is no longer called']],
  ])('%s: %s, then %s', (rule, old, now, expected) => {
    expect(says(rule, old, now)).toEqual(expected);
  });
});

test('the list of rules for people is what the rules say of themselves', async () => {
  await expect(listOf(rules)).toMatchFileSnapshot('../../../docs/findings.md');
});

function listOf(all: readonly Rule[]): string {
  const sections = all.map(
    ({ id, words, fires, quiet }) =>
      `## ${id}\n\n${words}\n\nFires:\n\n${example(fires)}\n\nDoes not fire:\n\n${example(quiet)}\n`,
  );
  return `${head}\n${sections.join('\n')}`;
}

function example({ old, new: now }: Example): string {
  const lines = (sign: string, text: string) => text.split('\n').map(line => `${sign} ${line}`);
  return ['```diff', ...lines('-', old), ...lines('+', now), '```'].join('\n');
}

const head = `# What a change does to the machine

Findings are made by the rules below and by nothing else: each fires on what stands in the source, never on what might
be meant by it, and names the line or the network. They stand on the change, at its head, in the order of this list.
A finding is no judgement: whether a limit may be widened is for people to say.

The examples are in structured text (\`st\`) or are rungs: \`/a\` is a normally closed contact, \`^a\` a rising edge,
\`( a | b )\` branches, \`{q}\`, \`{S q}\` and \`{R q}\` coils. They are the tests of their rules; this page is written
from them by \`npm run docs\`.
`;
