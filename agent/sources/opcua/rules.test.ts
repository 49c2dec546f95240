import fc from 'fast-check';
import { expect, test } from 'vitest';
import { plainName, plainSegment, qualifiedSegment } from './browse-path.ts';
import { opcuaRuleSchema } from './config.ts';
import { compileRules, escapeGlob, type RuleSubject } from './rules.ts';

const uri = 'urn:plant';

function node(...names: string[]): RuleSubject {
  return {
    plainPath: names.map(name => `/${plainSegment(name)}`).join(''),
    qualifiedPath: names
      .map((name, index) => `/${index === 0 ? name : qualifiedSegment({ uri, name })}`)
      .join(''),
    uri,
    nodeClass: 'Variable',
    writable: true,
  };
}

function matcher(...rules: object[]) {
  return compileRules(
    rules.map(rule => opcuaRuleSchema.parse({ kind: 'setpoint', group: 'all', ...rule })),
    'brew/opc',
  );
}

const anyName = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom(
    '.',
    '..',
    '',
    '*',
    '[a]',
    '{a,b}',
    '!x',
    '(a|b)',
    'a/b',
    '%2F',
    'line\nend',
    '\\',
    '+(a)',
    '\0',
  ),
);

test('the first rule that matches decides', () => {
  const rules = matcher(
    { path: '/Objects/Plant/*/Level', kind: 'ignore' },
    { path: '/Objects/Plant/*/*', group: 'tanks' },
  );
  expect(rules.match(node('Objects', 'Plant', 'Tank1', 'Level'))).toEqual({ kind: 'ignore' });
  expect(rules.match(node('Objects', 'Plant', 'Tank1', 'LevelSP'))).toEqual({
    kind: 'setpoint',
    group: 'tanks',
  });
  expect(rules.match(node('Objects', 'Other', 'x'))).toBeNull();
});

test('stars of the path name the group', () => {
  const rules = matcher({ path: '/Objects/Recipe */*', kind: 'recipe', group: '$1 ($2)' });
  expect(rules.match(node('Objects', 'Recipe Lager', 'Mash'))).toEqual({
    kind: 'recipe',
    group: 'Lager (Mash)',
  });
});

test('a group gets the names that the path’s escapes stand for', () => {
  fc.assert(
    fc.property(anyName, name => {
      expect(plainName(plainSegment(name))).toBe(name);
      const rules = matcher({ path: '/Objects/*', group: '$1' });
      expect(rules.match(node('Objects', name))).toEqual({ kind: 'setpoint', group: name });
    }),
  );
});

test('a group that names a star the path does not have is refused', () => {
  expect(() => matcher({ path: '/Objects/*', group: '$2' })).toThrow(
    expect.objectContaining({ code: 'opcua.rule-invalid' }),
  );
});

test('namespace, class and writable each narrow a rule', () => {
  const subject = node('Objects', 'x');
  expect(matcher({ path: '/Objects/*', namespace: uri }).match(subject)).not.toBeNull();
  expect(matcher({ path: '/Objects/*', namespace: 'urn:other' }).match(subject)).toBeNull();
  expect(matcher({ path: '/Objects/*', nodeClass: 'File' }).match(subject)).toBeNull();
  expect(matcher({ path: '/Objects/*', writable: false }).match(subject)).toBeNull();
  expect(matcher({ path: '/Objects/*', writable: true }).match(subject)).not.toBeNull();
});

test('a path with nsu= is compared with namespace URIs', () => {
  const rules = matcher({ path: '/Objects/nsu=urn:plant;Tank*' });
  expect(rules.match(node('Objects', 'Tank1'))).not.toBeNull();
  expect(
    rules.match({ ...node('Objects', 'Tank1'), qualifiedPath: '/Objects/nsu=urn:other;Tank1' }),
  ).toBeNull();
});

test('an escaped path matches exactly itself, whatever its names hold', () => {
  fc.assert(
    fc.property(fc.array(anyName, { minLength: 1, maxLength: 5 }), anyName, (names, other) => {
      const subject = node('Objects', ...names);
      const rules = matcher({ path: escapeGlob(subject.plainPath) });
      expect(rules.match(subject)).not.toBeNull();
      const sibling = node('Objects', ...names.slice(0, -1), other);
      expect(rules.match(sibling) !== null).toBe(sibling.plainPath === subject.plainPath);
    }),
  );
});

test('a star matches any one name and nothing below it, and two stars anything', () => {
  fc.assert(
    fc.property(anyName, anyName, (first, second) => {
      const one = matcher({ path: '/Objects/*' });
      expect(one.match(node('Objects', first))).not.toBeNull();
      expect(one.match(node('Objects', first, second))).toBeNull();
      expect(matcher({ path: '/Objects/**' }).match(node('Objects', first, second))).not.toBeNull();
    }),
  );
});
