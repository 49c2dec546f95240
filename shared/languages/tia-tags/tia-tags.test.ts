import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { differing, readOf, told } from '../iec/testing/index.ts';
import { parseTiaTags, recogniseTiaTags } from './index.ts';

const head =
  'Name;Path;Data Type;Logical Address;Comment;Hmi Visible;Hmi Accessible;Hmi Writeable;Typeobject ID;Version ID';

describe('a tag table', () => {
  test('is one whether Openness, the menu or delimited text wrote it', () => {
    const csv = `${head}\nPump;Motors;Bool;%Q0.1;runs;True;True;False;;\nSpeed;Motors;Int;%IW256:P;;True;True;True;{1};2\n`;
    const menu = `<?xml version="1.0"?><Tagtable name="Motors"><Tag type="Bool" hmiVisible="True" hmiWriteable="False" hmiAccessible="True" retain="False" remark="runs" addr="%A0.1">Pump</Tag><Tag type="Int" addr="%IW256:P" remark="">Speed</Tag></Tagtable>`;
    const tag = (name: string, type: string, address: string, writable: boolean) =>
      `<SW.Tags.PlcTag ID="1"><AttributeList><DataTypeName>${type}</DataTypeName><ExternalWritable>${writable}</ExternalWritable><LogicalAddress>${address}</LogicalAddress><Name>${name}</Name></AttributeList></SW.Tags.PlcTag>`;
    const openness = `<Document><Engineering version="V18" /><SW.Tags.PlcTagTable ID="0"><AttributeList><Name>Motors</Name></AttributeList><ObjectList>${tag('Pump', 'Bool', '%Q0.1', false)}${tag('Speed', 'Int', '%IW256:P', true)}</ObjectList></SW.Tags.PlcTagTable></Document>`;
    const expected = [
      '/tag-table:MOTORS',
      '/tag-table:MOTORS Tags PUMP AT %Q0.1 : Bool',
      '/tag-table:MOTORS Tags PUMP [ExternalWritable = false]',
      '/tag-table:MOTORS Tags SPEED AT %IW256:P : Int',
    ];
    expect(told(readOf(parseTiaTags(csv, 'tags.csv')))).toEqual(expected);
    expect(told(readOf(parseTiaTags(menu, 'tags.xml')))).toEqual(expected);
    expect(told(readOf(parseTiaTags(openness, 'tags.xml')))).toEqual(expected);
    expect(readOf(parseTiaTags(csv, 'tags.csv')).noise.map(({ rule }) => rule)).toEqual([
      'type-id',
      'type-id',
    ]);
    for (const [path, text] of [
      ['tags.csv', csv],
      ['tags.xml', menu],
      ['tags.xml', openness],
    ] as const)
      expect(recogniseTiaTags(path, text)).toBe(true);
  });

  test('a constant has its value, and no rule of noise takes it', () => {
    const constant = (value: string) =>
      `<Document><SW.Tags.PlcTagTable><AttributeList><Name>T</Name></AttributeList><ObjectList><SW.Tags.PlcUserConstant><AttributeList><DataTypeName>Time</DataTypeName><Name>Delay</Name><Value>${value}</Value></AttributeList></SW.Tags.PlcUserConstant></ObjectList></SW.Tags.PlcTagTable></Document>`;
    const lines = (value: string) => told(readOf(parseTiaTags(constant(value), 't.xml')));
    expect(lines('T#3000ms')).toEqual(lines('T#3s'));
    expect(differing(lines('T#3s'), lines('T#5s'))).toEqual({
      gone: ['/tag-table:T Constants DELAY : Time := T#3s'],
      come: ['/tag-table:T Constants DELAY : Time := T#5s'],
    });
  });

  test('other tables and documents are not taken for one', () => {
    expect(recogniseTiaTags('a.csv', 'Name;Price\nx;1')).toBe(false);
    expect(parseTiaTags('Name;Price\nx;1', 'a.csv').state).toBe('refused');
    expect(parseTiaTags('<html />', 'a.xml').state).toBe('refused');
    expect(parseTiaTags('<Document><SW.Blocks.FB /></Document>', 'a.xml').state).toBe('refused');
  });

  test('one edited row is found as exactly that', () => {
    const row = fc.record({
      type: fc.constantFrom('Bool', 'Int', 'Real'),
      byte: fc.nat(900),
      comment: fc.constantFrom('', 'pump; "main"', 'ветер'),
    });
    fc.assert(
      fc.property(fc.array(row, { minLength: 1, maxLength: 30 }), fc.nat(), (rows, seed) => {
        const print = (list: typeof rows) =>
          [
            head,
            ...list.map(
              ({ type, byte, comment }, at) =>
                `Tag${at};T;${type};%MW${byte};"${comment.replaceAll('"', '""')}";True;True;True;;`,
            ),
          ].join('\r\n');
        const at = seed % rows.length;
        const edited = rows.map((each, place) => (place === at ? { ...each, byte: each.byte + 1 } : each));
        const { gone, come } = differing(
          told(readOf(parseTiaTags(print(rows), 'x.csv'))),
          told(readOf(parseTiaTags(print(edited), 'x.csv'))),
        );
        expect([gone.length, come]).toEqual([
          1,
          [`/tag-table:T Tags TAG${at} AT %MW${(rows[at]?.byte ?? 0) + 1} : ${rows[at]?.type}`],
        ]);
      }),
      { numRuns: 60 },
    );
  });
});
