import { array, assert, constantFrom, property, string } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { childNamed, childrenNamed, readXml, textOf, xmlLimits } from './index.ts';

function rootOf(text: string) {
  const result = readXml(text);
  if (result.state === 'refused') throw new Error(result.says);
  return result.root;
}

function refusal(text: string, limits = xmlLimits): string {
  const result = readXml(text, limits);
  return result.state === 'refused' ? result.says : 'read';
}

describe('a document', () => {
  test('is a tree of elements, attributes and texts in their order', () => {
    const root = rootOf(
      '\uFEFF<?xml version="1.0"?>\n<a x="1&amp;2">\n <b>one</b><c/><b><![CDATA[<two>]]></b></a>',
    );
    expect(root.attributes.get('x')).toBe('1&2');
    expect(childrenNamed(root, 'b').map(textOf)).toEqual(['one', '<two>']);
    expect(childNamed(root, 'c')?.line).toBe(3);
    expect(root.children).toHaveLength(3);
    expect(textOf(childNamed(root, 'd'))).toBe('');
  });

  test('may name an attribute after what every object has', () => {
    expect(rootOf('<a __proto__="x" constructor="y"/>').attributes.get('__proto__')).toBe('x');
  });
});

describe('refused whole is', () => {
  test('what declares a document type, whose entities could grow or be fetched', () => {
    expect(refusal('<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>')).toContain('document type');
    expect(refusal('<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>')).toContain('document type');
    expect(refusal('<a>&b;</a>')).toContain('entity');
  });

  test('what is not well-formed', () => {
    for (const text of ['', '<a>', '<a></b>', '<a x=1/>', 'text', '<a/><b/>'])
      expect(refusal(text)).not.toBe('read');
  });

  test('what exceeds a limit, and nothing below it', () => {
    const limits = { characters: 100, depth: 3, nodes: 5 };
    expect(refusal('<a><b><c/></b></a>', limits)).toBe('read');
    expect(refusal('<a><b><c><d/></c></b></a>', limits)).toContain('3 deep');
    expect(refusal('<a b="1" c="2" d="3" e="4"/>', limits)).toBe('read');
    expect(refusal('<a b="1" c="2" d="3" e="4">x</a>', limits)).toContain('5 nodes');
    expect(refusal(`<a>${' '.repeat(100)}</a>`, limits)).toContain('100 characters');
  });
});

test('any text is read or refused, and refused ones say why', () => {
  const pieces = constantFrom(
    '<a>',
    '</a>',
    '<b c="d">',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&lt;',
    '&#x0;',
    '<?x',
    '?>',
    '<!DOCTYPE',
    '"',
    '\u0000',
    '\ud800',
  );
  assert(
    property(array(pieces, { maxLength: 30 }), string(), (parts, noise) => {
      const result = readXml(parts.join('') + noise);
      if (result.state === 'refused') expect(result.says).not.toBe('');
    }),
    { numRuns: 2000 },
  );
});
