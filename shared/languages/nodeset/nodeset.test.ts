import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artefact, artefactsAreThere, differing, readOf, told } from '../iec/testing/index.ts';
import { compareFiles, readerOf } from '../index.ts';
import { inWords } from '../pairs/index.ts';
import { nodeSetNoise, parseNodeSet, recogniseNodeSet } from './index.ts';

const uri = 'urn:machine';

interface Shape {
  /** Number of the machine's namespace in this file. */
  readonly index?: number;
  readonly value?: string;
  readonly written?: string;
  readonly alias?: boolean;
  readonly inverse?: boolean;
}

function nodeSet({
  index = 1,
  value = '80',
  written = '2026-01-01T00:00:00Z',
  alias = true,
  inverse = true,
}: Shape = {}): string {
  const uris = index === 1 ? [uri, 'urn:other'] : ['urn:other', uri];
  const type = (name: string, id: string) => (alias ? name : id);
  return `<?xml version="1.0"?><UANodeSet xmlns="http://opcfoundation.org/UA/2011/03/UANodeSet.xsd" LastModified="${written}">
<NamespaceUris>${uris.map(each => `<Uri>${each}</Uri>`).join('')}</NamespaceUris>
<Models><Model ModelUri="${uri}" Version="1.0" PublicationDate="2026-01-01T00:00:00Z"/></Models>
<Aliases>${alias ? '<Alias Alias="Double">i=11</Alias><Alias Alias="HasProperty">i=46</Alias>' : ''}</Aliases>
<UAObject NodeId="ns=${index};i=1" BrowseName="${index}:Bath"><DisplayName>Bath</DisplayName>
<References><Reference ReferenceType="${type('HasProperty', 'i=46')}">ns=${index};i=2</Reference></References></UAObject>
<UAVariable NodeId="ns=${index};i=2" BrowseName="${index}:Limit" ParentNodeId="ns=${index};i=1" DataType="${type('Double', 'i=11')}">
<DisplayName>Limit</DisplayName><Description>of the bath</Description>
<References>${inverse ? `<Reference ReferenceType="${type('HasProperty', 'i=46')}" IsForward="false">ns=${index};i=1</Reference>` : ''}</References>
<Value><Double xmlns="http://opcfoundation.org/UA/2008/02/Types.xsd">${value}</Double></Value></UAVariable></UANodeSet>`;
}

function words(old: string, now: string) {
  const [before, after] = [old, now].map(text => ({
    path: 'x.xml',
    content: new TextEncoder().encode(text),
  }));
  if (before === undefined || after === undefined) throw new Error('two sides');
  const result = compareFiles(before, after);
  if (result.state !== 'compared') throw new Error(result.state);
  return inWords(result.diff);
}

describe('a node set', () => {
  test('is nodes by namespace and id, with what they refer to', () => {
    expect(told(readOf(parseNodeSet(nodeSet(), 'x.xml')), true)).toEqual([
      `/node-set:${uri}`,
      `/node-set:${uri} [Version = 1.0]`,
      `/node-set:${uri} [PublicationDate = 2026-01-01T00:00:00Z]`,
      `/node-set:${uri} Object i=1 AT i=1 : `,
      `/node-set:${uri} Object i=1 [BrowseName = Bath]`,
      `/node-set:${uri} Object i=1 [DisplayName = Bath]`,
      `/node-set:${uri} Object i=1 reference http://opcfoundation.org/UA/ i=46 ${uri} i=2 AT ${uri} i=2 : `,
      `/node-set:${uri} Variable i=2 AT i=2 : http://opcfoundation.org/UA/ i=11 := Double 80`,
      `/node-set:${uri} Variable i=2 // of the bath`,
      `/node-set:${uri} Variable i=2 [BrowseName = Limit]`,
      `/node-set:${uri} Variable i=2 [ParentNodeId = ${uri} i=1]`,
      `/node-set:${uri} Variable i=2 [DisplayName = Limit]`,
    ]);
  });

  test('numbers of namespaces, aliases, inverse references and the time of writing mean nothing', () => {
    for (const other of [
      { index: 2 },
      { alias: false },
      { inverse: false },
      { written: '2026-02-02T00:00:00Z' },
    ])
      expect(words(nodeSet(), nodeSet(other)).changes).toEqual([]);
    expect(words(nodeSet(), nodeSet({ written: '2026-02-02T00:00:00Z' })).noise).toEqual(['export-time']);
  });

  test('a value, a namespace in a value, a name, a type and a version are told', () => {
    expect(words(nodeSet(), nodeSet({ value: '95' })).changes).toEqual([
      `changed value Bath/Limit in ${uri}, 7 → 7 (80 → 95)`,
    ]);
    for (const [from, to] of [
      ['1:Limit"', '2:Limit"'],
      ['1:Limit"', '1:Level"'],
      ['DataType="Double"', 'DataType="i=10"'],
      ['Version="1.0"', 'Version="1.1"'],
      ['PublicationDate="2026-01-01', 'PublicationDate="2026-01-02'],
      ['<DisplayName>Limit', '<DisplayName>Most'],
    ] as const)
      expect([from, words(nodeSet(), nodeSet().replace(from, to)).changes.length]).toEqual([from, 1]);
    const name = (index: number) =>
      nodeSet().replace(
        /<Double.*<\/Double>/,
        `<QualifiedName><NamespaceIndex>${index}</NamespaceIndex><Name>x</Name></QualifiedName>`,
      );
    expect(words(name(1), name(2)).changes).toHaveLength(1);
    const id = (index: number) =>
      nodeSet().replace(/<Double.*<\/Double>/, `<NodeId><Identifier>ns=${index};i=5</Identifier></NodeId>`);
    expect(words(id(1), id(2)).changes).toHaveLength(1);
  });

  test('a value written in another type is another value, though it reads the same', () => {
    const typed = (name: string) =>
      nodeSet().replaceAll('Double xmlns', `${name} xmlns`).replace('</Double>', `</${name}>`);
    expect(words(nodeSet(), typed('Int32')).changes).toEqual([
      `changed value Bath/Limit in ${uri}, 7 → 7 (80 → Int32 80)`,
    ]);
    expect(words(typed('Float'), typed('Int32')).changes).toHaveLength(1);
    const text = (inner: string) => nodeSet().replace(/<Double.*<\/Double>/, inner);
    expect(words(text('<String></String>'), text('<String xsi:nil="true"/>')).changes).toHaveLength(1);
    const list = (name: string) => text(`<ListOf${name}><${name}>5</${name}></ListOf${name}>`);
    expect(words(list('Int32'), list('Double')).changes).toHaveLength(1);
  });

  test('what is not said is what the standard says it is then', () => {
    const any = nodeSet().replace(' DataType="Double"', '');
    expect(words(any, any.replace('NodeId="ns=1;i=2"', 'NodeId="ns=1;i=2" DataType="i=24"')).changes).toEqual(
      [],
    );
    for (const [name, value] of [
      ['AccessLevel', '1'],
      ['ValueRank', '-1'],
      ['Historizing', 'false'],
    ] as const) {
      const said = (text: string) =>
        nodeSet().replace('NodeId="ns=1;i=2"', `NodeId="ns=1;i=2" ${name}="${text}"`);
      expect(words(nodeSet(), said(value)).changes).toEqual([]);
      expect(words(nodeSet(), said('7')).changes).toHaveLength(1);
    }
  });

  const wide = `<?xml version="1.0"?><UANodeSet xmlns="u"><NamespaceUris><Uri>${uri}</Uri></NamespaceUris>
<Models><Model ModelUri="${uri}" Version="1"><RequiredModel ModelUri="urn:base" Version="1.05" XmlSchemaUri="urn:xsd"/></Model></Models>
<UAVariable NodeId="ns=1;i=1" BrowseName="1:Level" DataType="i=11" ValueRank="1" ArrayDimensions="3" AccessLevel="3" UserAccessLevel="3" MinimumSamplingInterval="100" WriteMask="4" AccessRestrictions="1">
<DisplayName>Level</DisplayName><DisplayName Locale="de">Stand</DisplayName><Description>how full</Description><Category>Tanks</Category>
<RolePermissions><RolePermission Permissions="3">i=15668</RolePermission><RolePermission Permissions="7">i=15680</RolePermission></RolePermissions>
<References><Reference ReferenceType="i=40">i=2368</Reference><Reference ReferenceType="i=46">ns=1;i=2</Reference><Reference ReferenceType="i=46">ns=1;i=3</Reference><Reference ReferenceType="i=47" IsForward="false">i=85</Reference></References>
<Value><Double>80</Double></Value></UAVariable>
<UAVariable NodeId="ns=1;i=2" BrowseName="EURange" ParentNodeId="ns=1;i=1" DataType="i=884"><DisplayName>EURange</DisplayName>
<Value><ExtensionObject><TypeId><Identifier>i=885</Identifier></TypeId><Body><Range><Low>0</Low><High>95</High></Range></Body></ExtensionObject></Value></UAVariable>
<UAVariable NodeId="ns=1;i=3" BrowseName="EngineeringUnits" ParentNodeId="ns=1;i=1" DataType="i=887"><DisplayName>EngineeringUnits</DisplayName>
<Value><ExtensionObject><TypeId><Identifier>i=888</Identifier></TypeId><Body><EUInformation><NamespaceUri>urn:un</NamespaceUri><UnitId>4408652</UnitId><DisplayName><Locale>en</Locale><Text>°C</Text></DisplayName></EUInformation></Body></ExtensionObject></Value></UAVariable>
<UAMethod NodeId="ns=1;i=4" BrowseName="1:Fill" Executable="true" MethodDeclarationId="i=99"><DisplayName>Fill</DisplayName></UAMethod>
<UADataType NodeId="ns=1;i=5" BrowseName="1:Mode"><DisplayName>Mode</DisplayName><Definition Name="1:Mode"><Field Name="Off" Value="0"><Description>still</Description><Description Locale="de">aus</Description></Field><Field Name="On" Value="1" SymbolicName="ON"/></Definition></UADataType>
</UANodeSet>`;

  test.each([
    ['a reference that is gone', '<Reference ReferenceType="i=40">i=2368</Reference>', ''],
    ['a reference of another type', 'ReferenceType="i=40"', 'ReferenceType="i=41"'],
    ['a reference that comes', '<References>', '<References><Reference ReferenceType="i=35">i=9</Reference>'],
    ['a reference turned round', 'IsForward="false"', 'IsForward="true"'],
    ['a data type', 'DataType="i=11"', 'DataType="i=10"'],
    ['a rank', 'ValueRank="1"', 'ValueRank="2"'],
    ['dimensions', 'ArrayDimensions="3"', 'ArrayDimensions="4"'],
    ['who may read and write', ' AccessLevel="3"', ' AccessLevel="1"'],
    ['what a user may', 'UserAccessLevel="3"', 'UserAccessLevel="1"'],
    ['a rate', 'Interval="100"', 'Interval="50"'],
    ['what may be written', 'WriteMask="4"', 'WriteMask="0"'],
    ['how it may be reached', 'AccessRestrictions="1"', 'AccessRestrictions="3"'],
    ['a permission', 'Permissions="7"', 'Permissions="1"'],
    ['a role', 'i=15680', 'i=15681'],
    ['a name in another language', 'Stand', 'Höhe'],
    ['a description', 'how full', 'how empty'],
    ['a category', 'Tanks', 'Baths'],
    ['one end of a range', '<High>95<', '<High>110<'],
    ['a unit', '>°C<', '>°F<'],
    ['the number of a unit', '4408652', '4408653'],
    ['whether a method may be called', 'Executable="true"', 'Executable="false"'],
    ['the declaration of a method', 'MethodDeclarationId="i=99"', 'MethodDeclarationId="i=98"'],
    ['a value of an enumeration', 'Value="1"', 'Value="2"'],
    ['a symbolic name', 'SymbolicName="ON"', 'SymbolicName="AN"'],
    ['a description in a second language', '>aus<', '>still<'],
    ['which release of a model is needed', 'Version="1.05"', 'Version="1.06"'],
    ['what else is said of a model that is needed', 'urn:xsd', 'urn:xsd2'],
    ['the class of a node', 'UAMethod', 'UAObject'],
  ])('%s is told as one change', (_, from, to) => {
    expect(wide).toContain(from);
    expect(words(wide, wide.replaceAll(from, to)).changes).toHaveLength(1);
  });

  test('a value has its range and its unit, and a wider range is found', () => {
    const bytes = (text: string) => ({ path: 'x.xml', content: new TextEncoder().encode(text) });
    const result = compareFiles(bytes(wide), bytes(wide.replace('<Double>80<', '<Double>84.75<')));
    expect(result.state === 'compared' && result.diff.changes).toMatchObject([
      { aspect: 'value', values: [{ old: '80', new: '84.75', unit: '°C', stepPercent: 5 }] },
    ]);
    expect(words(wide, wide.replace('<High>95<', '<High>110<')).findings).toEqual(['limit-widened']);
  });

  test('another id is another node', () => {
    const now = nodeSet().replaceAll('i=2"', 'i=3"').replace(';i=2<', ';i=3<');
    const signs = words(nodeSet(), now).changes.map(change => change.split(' ')[0]);
    expect(signs.filter(sign => sign === 'added')).toHaveLength(2);
    expect(signs.filter(sign => sign === 'removed')).toHaveLength(2);
    expect(signs).toHaveLength(4);
  });

  test('what is not known is kept, and other documents are not taken for one', () => {
    const kept = readOf(parseNodeSet(nodeSet().replace('<Aliases>', '<Strange a="1"/><Aliases>'), 'x.xml'));
    expect(kept.unknown.map(({ text }) => text)).toEqual(['<Strange a="1"/>']);
    expect(recogniseNodeSet('x.xml', nodeSet())).toBe(true);
    expect(recogniseNodeSet('x.xml', '<UANodes/>')).toBe(false);
    expect(parseNodeSet('<html/>', 'x.xml').state).toBe('refused');
    expect(parseNodeSet('<!DOCTYPE a [<!ENTITY b "c">]><UANodeSet>&b;</UANodeSet>', 'x.xml').state).toBe(
      'refused',
    );
  });
});

const files = [
  'Di.NodeSet2.v1',
  'Di.NodeSet2.v2',
  'Machinery.NodeSet2.v1',
  'Machinery.NodeSet2.v2',
  'PackML.NodeSet2',
].map(name => `opcua/${name}.xml`);

describe.skipIf(!artefactsAreThere)('published models', () => {
  test.each(files)('%s is read whole, with noise by reviewed rules alone', path => {
    const content = artefact(path);
    expect(readerOf({ path, content })?.language).toBe('nodeset');
    const source = readOf(parseNodeSet(content, path));
    expect([source.unknown, source.problems]).toEqual([[], []]);
    const known = nodeSetNoise.map(({ rule }) => rule);
    expect(source.noise.filter(({ rule }) => !known.includes(rule))).toEqual([]);
    const nodes = new TextDecoder().decode(content).match(/<UA\w+ NodeId=/g) ?? [];
    expect(source.units[0]?.members).toHaveLength(nodes.length);
  });

  test('nodes in any order are the same model, and one edited text is found as that', () => {
    const path = 'opcua/Machinery.NodeSet2.v2.xml';
    const text = new TextDecoder().decode(artefact(path));
    const nodes = text.match(/ {2}<UA(\w+) NodeId=[\s\S]*?<\/UA\1>\r?\n/g) ?? [];
    const start = text.slice(0, text.indexOf(nodes[0] ?? ''));
    const before = told(readOf(parseNodeSet(text, path)), true).sort();
    fc.assert(
      fc.property(fc.shuffledSubarray(nodes, { minLength: nodes.length }), fc.nat(), (list, seed) => {
        const shuffled = `${start}${list.join('')}</UANodeSet>`;
        const after = told(readOf(parseNodeSet(shuffled, path)), true).sort();
        expect(after).toEqual(before);
        const at = seed % list.length;
        const edited = list.map((node, place) =>
          place === at
            ? node.replace('<DisplayName', '<DisplayName x="y"').replace(/(<DisplayName[^>]*>)/, '$1new ')
            : node,
        );
        const { gone, come } = differing(
          after,
          told(readOf(parseNodeSet(`${start}${edited.join('')}</UANodeSet>`, path)), true).sort(),
        );
        expect(gone.length + come.length).toBeGreaterThan(0);
        expect([...gone, ...come].every(line => line.includes('[DisplayName = '))).toBe(true);
      }),
      { numRuns: 10 },
    );
  });

  test('with faults in it a model is answered for, without throwing', { timeout: 60_000 }, () => {
    const path = 'opcua/PackML.NodeSet2.xml';
    const whole = artefact(path).subarray(0, 30_000);
    const end = new TextEncoder().encode('</UANodeSet>');
    const fault = fc.record({ at: fc.nat(), length: fc.nat(30), with: fc.uint8Array({ maxLength: 5 }) });
    fc.assert(
      fc.property(fc.array(fault, { minLength: 1, maxLength: 6 }), faults => {
        const pieces = faults.reduce<Uint8Array>((all, each) => {
          const at = each.at % (all.length + 1);
          return Buffer.concat([all.subarray(0, at), each.with, all.subarray(at + each.length)]);
        }, whole);
        expect(['read', 'refused']).toContain(parseNodeSet(Buffer.concat([pieces, end]), path).state);
      }),
      { numRuns: 40 },
    );
  });

  test('words of a model in any order are answered for', { timeout: 60_000 }, () => {
    const pieces = [
      '<UAObject NodeId="ns=1;i=1">',
      '</UAObject>',
      '<References>',
      '</References>',
      '<Reference ReferenceType="a">',
      '</Reference>',
      'ns=9;i=1',
      '<Value>',
      '</Value>',
      '<Aliases/>',
      '<Models/>',
      '<Definition><Field/></Definition>',
      '<UAVariable ParentNodeId="i=1" NodeId="i=1"/>',
      '<Extensions/>',
    ];
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 30 }), list => {
        expect(['read', 'refused']).toContain(
          parseNodeSet(`<UANodeSet>${list.join('')}</UANodeSet>`, 'x.xml').state,
        );
      }),
      { numRuns: 300 },
    );
  });
});

test('nodes that lead in circles and aliases by the thousand are answered for', { timeout: 30_000 }, () => {
  const circle = Array.from(
    { length: 20_000 },
    (_, at) =>
      `<UAObject NodeId="i=${at}" BrowseName="${'n'.repeat(50)}" ParentNodeId="i=${(at + 1) % 20_000}"><References><Reference ReferenceType="i=1">i=7</Reference></References></UAObject>`,
  ).join('');
  const aliases = Array.from({ length: 50_000 }, (_, at) => `<Alias Alias="a${at}">i=${at}</Alias>`).join('');
  const parsed = parseNodeSet(`<UANodeSet><Aliases>${aliases}</Aliases>${circle}</UANodeSet>`, 'x.xml');
  expect(readOf(parsed).units[0]?.members).toHaveLength(20_000);
});
