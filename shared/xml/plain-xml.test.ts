import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { array, assert, constantFrom, nat, property, string, tuple } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText } from '../encoding/index.ts';
import { readAnyXml } from './any-xml.ts';
import { type XmlElement, type XmlLimits, type XmlResult, xmlLimits } from './element.ts';
import { readPlainXml } from './plain-xml.ts';

const artefacts = new URL('../../../shared/data/artefacts', import.meta.url).pathname;
const present = existsSync(artefacts);
if (!present) console.warn('NOT TESTED: XML of real files, which are not in this place');

/** What two readings of one document have to have in common: all of it. */
function told(result: XmlResult): unknown {
  const plain = ({ name, attributes, children, line }: XmlElement): unknown => [
    name,
    line,
    [...attributes],
    children.map(child => (typeof child === 'string' ? child : plain(child))),
  ];
  return result.state === 'read' ? plain(result.root) : result;
}

/** Whether a document is plain; it is then what the parser of all XML makes of it. */
function agrees(text: string, limits: XmlLimits = xmlLimits): boolean {
  const result = readPlainXml(text, limits);
  if (result !== null) expect(told(result)).toEqual(told(readAnyXml(text, limits)));
  return result !== null;
}

const pieces = constantFrom(
  ...['<a>', '</a>', '<b c="d">', '</b>', '<b/>', '<c\n d="1"\te=\'2\' />', '<x:y/>', '<a b="1" b="2"/>'],
  ...['<!--', '-->', '<!-- a - b -->', '<!-- a -- b -->', '<!--->', '<![CDATA[', ']]>', '<![CDATA[ ]]>'],
  ...['<![CDATA[<z>&]]]>', '<?x y?>', '<?xml version="1.0"?>', '<!DOCTYPE a>', '</>', '< a>', '<a', '</a '],
  ...['&lt;', '&amp;&#65;', '&#x41;', '&#x0;', '&#xd;', '&b;', '&', '&lt', '&#xfffff;', 'text', '>', '<'],
  ...['<a b="&lt;&#10;\n\t"/>', '<a b="<"/>', '<a b=c/>', '<a b/>', '<a b="1"c="2"/>', '<é/>', '<a.b-c_1/>'],
  ...['"', "'", '=', '\n', '\r\n', '\r', '\t', ' ', '\u0000', '\u000b', '\ufffe', '\ud800', '\u00a0', '😀'],
);

test('a document is read as the parser of all XML reads it, or left to it', () => {
  assert(
    property(array(pieces, { maxLength: 12 }), string({ maxLength: 3 }), (parts, noise) => {
      const inner = parts.join('');
      agrees(`<a>${inner}</a>`);
      agrees(`<?xml version="1.0" encoding="utf-8"?>\n<a>${inner}${noise}</a>\n`);
      agrees(inner + noise);
    }),
    { numRuns: 3000 },
  );
});

test('limits refuse what they refuse in any other form', () => {
  const limits = { characters: 1000, depth: 3, nodes: 6 };
  const tags = constantFrom('<a>', '</a>', '<a b="1" c="2">', '<a/>', 'text');
  assert(
    property(array(tags, { maxLength: 12 }), parts => {
      agrees(`<a>${parts.join('')}</a>`, limits);
    }),
    { numRuns: 1000 },
  );
  expect(agrees('<a><a><a/></a></a>', limits)).toBe(true);
  expect(agrees('<a><a><a><a/></a></a></a>', limits)).toBe(true);
});

test('an element with very many attributes is left to the other parser, which looks none through for each', () => {
  const attributes = Array.from({ length: 1000 }, (_, at) => ` a${at}="${at}"`).join('');
  expect(readPlainXml(`<a${attributes}/>`, xmlLimits)).toBeNull();
});

describe.skipIf(!present)('documents of engineering tools', () => {
  const files = globSync('*/*.{xml,L5X,TcPOU,TcGVL,TcDUT,TcRMO,xef}', { cwd: artefacts });
  const textOf = (file: string) => decodeText(readFileSync(join(artefacts, file))).text;

  test.each(files)('%s is plain', file => {
    expect(agrees(textOf(file))).toBe(true);
  });

  test('are read alike with anything put in anywhere', () => {
    const small = files.map(textOf).filter(text => text.length < 30_000);
    const puts = array(tuple(nat(), nat(5), pieces), { minLength: 1, maxLength: 3 });
    assert(
      property(constantFrom(...small), puts, (text, changes) => {
        let changed = text;
        for (const [place, gone, put] of changes) {
          const at = place % changed.length;
          changed = changed.slice(0, at) + put + changed.slice(at + gone);
        }
        agrees(changed);
      }),
      { numRuns: 300 },
    );
  });
});
