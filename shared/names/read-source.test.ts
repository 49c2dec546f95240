import { array, assert, constantFrom, oneof, property, string, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { projectFile, realBlocksThere } from '../mc7/real-blocks.fixture.ts';
import { mayHoldNames, type NameSource, nameLimits, readNames } from './index.ts';
import { realFile, realFilesThere } from './real-files.fixture.ts';

function sourceOf(path: string, text: string | Uint8Array): NameSource {
  const result = readNames(path, typeof text === 'string' ? new TextEncoder().encode(text) : text);
  if (result.state !== 'read') throw new Error(`${path}: ${JSON.stringify(result)}`);
  return result.source;
}

function stateOf(path: string, text: string): string {
  return readNames(path, new TextEncoder().encode(text)).state;
}

/** A line as the STEP 7 symbol editor exports it. */
function asc(name: string, address: string, type: string, comment = ''): string {
  return `126,${name.padEnd(24)}${address.padEnd(12)}${type.padEnd(10)}${comment.padEnd(80)}\r\n`;
}

const startButton = { address: 'I 0.0', name: 'Start_Button', type: 'BOOL', comment: 'green, left' };

describe('a STEP 7 symbol table', () => {
  test('as .asc has its columns at fixed places', () => {
    const text =
      asc('Start_Button', 'E       0.0', 'BOOL', 'green, left') + asc('Motor', 'FB     10', 'FB     10');
    expect(sourceOf('Symbols.asc', text)).toMatchObject({
      form: 'STEP 7 symbol table',
      symbols: [startButton, { address: 'FB 10', name: 'Motor', type: 'FB 10', comment: null }],
      unread: 0,
    });
  });

  test('as .sdf has quoted texts, also with commas and blanks in and between them', () => {
    const text = '"Start_Button","E       0.0","BOOL","green, left"\r\n"Level", "EW     4", "INT", ""\r\n';
    expect(sourceOf('Symbols.sdf', text).symbols).toEqual([
      startButton,
      { address: 'IW 4', name: 'Level', type: 'INT', comment: null },
    ]);
  });

  test('as .seq has tabs', () => {
    const text = '\tE 0.0\tStart_Button\tgreen, left\r\n\tT 5\tPress time\t;for the press\r\n';
    expect(sourceOf('Symbols.seq', text).symbols).toEqual([
      { ...startButton, type: null },
      { address: 'T 5', name: 'Press time', type: null, comment: 'for the press' },
    ]);
  });

  test('is read in the code page of its country, and the guess is said', () => {
    const western = Buffer.from(asc('T\xfcr_zu', 'E 0.1', 'BOOL', 'Schutzt\xfcr \x96 Stra\xdfe'), 'latin1');
    expect(sourceOf('a.asc', western)).toMatchObject({
      encoding: 'windows-1252',
      encodingCertain: false,
      symbols: [{ name: 'Tür_zu', comment: 'Schutztür – Straße' }],
    });
    const pump = Buffer.concat([
      Buffer.from('"'),
      Buffer.from([0xcd, 0xe0, 0xf1, 0xee, 0xf1]),
      Buffer.from('","M 1.0","BOOL",""'),
    ]);
    expect(sourceOf('a.sdf', pump)).toMatchObject({ encoding: 'windows-1251', symbols: [{ name: 'Насос' }] });
  });

  test('counts the lines it does not understand, and another file with its ending holds no names', () => {
    const text = `${asc('Start_Button', 'E 0.0', 'BOOL')}${asc('Nowhere', '', 'BOOL')}`;
    expect(sourceOf('a.asc', text)).toMatchObject({ unread: 1, symbols: [{ address: 'I 0.0' }] });
    expect(stateOf('notes.asc', 'a key\nof somebody\n')).toBe('none');
    expect(stateOf('map.sdf', 'M  END "unfinished')).toBe('none');
  });

  test.each([
    ['E       0.0', 'I 0.0'],
    ['A 4.7', 'Q 4.7'],
    ['%Q4.7', 'Q 4.7'],
    ['%MX 3.1', 'M 3.1'],
    ['MW10', 'MW 10'],
    ['AW 4', 'QW 4'],
    ['PEW  256', 'PIW 256'],
    ['%IW256:P', 'PIW 256'],
    ['%QD8', 'QD 8'],
    ['Z 3', 'C 3'],
    ['%C3', 'C 3'],
    ['SFB 14', 'SFB 14'],
    ['UDT 7', 'UDT 7'],
    ['I 0.8', null],
    ['M 10', null],
    ['MW 10.0', null],
    ['PM 1.0', null],
    ['FC 99999', null],
    ['VAT 1', null],
  ])('calls %j %j', (written, address) => {
    const { symbols } = sourceOf('a.sdf', `"A","M 0.0","BOOL",""\n"B","${written}","",""`);
    expect(symbols[1]?.address ?? null).toBe(address);
  });
});

describe('a TIA tag table', () => {
  const exported = `<Document><SW.Tags.PlcTagTable ID="0"><ObjectList>
    <SW.Tags.PlcTag ID="1"><AttributeList><DataTypeName>Bool</DataTypeName><LogicalAddress>%I0.0</LogicalAddress><Name>Start_Button</Name></AttributeList>
      <ObjectList><MultilingualText CompositionName="Comment"><ObjectList>
        <MultilingualTextItem><AttributeList><Culture>de-DE</Culture><Text/></AttributeList></MultilingualTextItem>
        <MultilingualTextItem><AttributeList><Culture>en-US</Culture><Text>green, left</Text></AttributeList></MultilingualTextItem>
      </ObjectList></MultilingualText></ObjectList></SW.Tags.PlcTag></ObjectList></SW.Tags.PlcTagTable></Document>`;

  test('as XML of Openness or of the menu', () => {
    expect(sourceOf('tags.xml', exported)).toMatchObject({
      form: 'TIA tag table',
      symbols: [{ ...startButton, type: 'Bool' }],
    });
    const menu = `<Tagtable name='Standard'><Tag type='Bool' addr='%I0.0' remark='green, left'>Start_Button</Tag></Tagtable>`;
    expect(sourceOf('tags.xml', menu).symbols).toEqual([{ ...startButton, type: 'Bool' }]);
  });

  test('as CSV is known by its headings, in English and German', () => {
    const english =
      'Name,Path,Data Type,Logical Address,Comment\nStart_Button,Tags,Bool,%I0.0,"green, left"\n';
    const german =
      'Name;Pfad;Datentyp;Logische Adresse;Kommentar\r\nStart_Button;Tags;Bool;%E0.0;green, left\r\n';
    for (const text of [english, german])
      expect(sourceOf('tags.csv', text).symbols).toEqual([{ ...startButton, type: 'Bool' }]);
    expect(stateOf('recipe.csv', 'Name;Menge;Einheit\nMalz;12;kg\n')).toBe('none');
  });
});

const motor = `FUNCTION_BLOCK "Motor"
TITLE =One drive
//Written for the bottling line
AUTHOR : weber
FAMILY : drives
NAME : MOTOR
VERSION : 0.1

VAR_INPUT
  Start { S7_m_c := 'true' }: BOOL := FALSE ;	//by the operator
  Preset : ARRAY  [1 .. 3, 0 .. 1 ] OF //levels
  INT  := 1, 2, 3;
END_VAR
VAR_OUTPUT
  Runs : BOOL ;
END_VAR
VAR
  State : STRUCT 	//what it does
   Speed : REAL ;	//rpm
   Name : STRING  [20 ];
  END_STRUCT ;
  Timer : TON;
  Other : FB 11;
  Kind : UDT 7;
END_VAR
VAR_TEMP
  x, y : INT ;
END_VAR
BEGIN
NETWORK
TITLE =Start and stop
//Latches.
//Second line
      U     #Start;
      // not a head line
      =     #Runs;
NETWORK
      NOP 0;

END_FUNCTION_BLOCK
`;

describe('an AWL source', () => {
  test('names blocks, members with their types and comments, and networks', () => {
    const { form, blocks, unread } = sourceOf('Motor.awl', motor);
    expect([form, unread]).toEqual(['AWL source', 0]);
    const [block, more] = blocks;
    expect(more).toBeUndefined();
    expect(block).toMatchObject({ type: 'FB', number: null, name: 'Motor', title: 'One drive' });
    const int = { kind: 'named', name: 'INT' };
    expect(block?.members).toEqual([
      { name: 'Start', section: 'IN', type: { kind: 'named', name: 'BOOL' }, comment: 'by the operator' },
      {
        name: 'Preset',
        section: 'IN',
        type: {
          kind: 'array',
          bounds: [
            { low: 1, high: 3 },
            { low: 0, high: 1 },
          ],
          element: int,
        },
        comment: 'levels',
      },
      { name: 'Runs', section: 'OUT', type: { kind: 'named', name: 'BOOL' }, comment: null },
      {
        name: 'State',
        section: 'STAT',
        type: {
          kind: 'struct',
          members: [
            { name: 'Speed', section: 'STAT', type: { kind: 'named', name: 'REAL' }, comment: 'rpm' },
            { name: 'Name', section: 'STAT', type: { kind: 'string', capacity: 20 }, comment: null },
          ],
        },
        comment: 'what it does',
      },
      { name: 'Timer', section: 'STAT', type: { kind: 'named', name: 'TON' }, comment: null },
      { name: 'Other', section: 'STAT', type: { kind: 'named', name: 'FB 11' }, comment: null },
      { name: 'Kind', section: 'STAT', type: { kind: 'named', name: 'UDT 7' }, comment: null },
      { name: 'x', section: 'TEMP', type: int, comment: null },
      { name: 'y', section: 'TEMP', type: int, comment: null },
    ]);
    expect(block?.networks).toEqual([
      { title: 'Start and stop', comment: 'Latches. Second line' },
      { title: null, comment: null },
    ]);
  });

  test('gives a number only where it states one', () => {
    const text =
      'FUNCTION FC 12 : VOID\nBEGIN\nEND_FUNCTION\nDATA_BLOCK "M1" FB 10\nBEGIN\nEND_DATA_BLOCK\nFUNCTION FC13 : INT\nBEGIN\nEND_FUNCTION\n';
    expect(sourceOf('a.awl', text).blocks).toMatchObject([
      { type: 'FC', number: 12, name: null, members: [] },
      { type: 'DB', number: null, name: 'M1', instanceOf: 'FB 10' },
      { type: 'FC', number: 13, members: [{ name: 'RET_VAL', section: 'RETURN' }] },
    ]);
  });

  test('goes on behind a declaration it does not understand, which then has no members', () => {
    const text = `FUNCTION_BLOCK FB 1\nVAR\n a : ARRAY [0..Last] OF INT;\nEND_VAR\nBEGIN\nEND_FUNCTION_BLOCK\n${motor}`;
    const { blocks, unread } = sourceOf('a.awl', text);
    expect(unread).toBe(1);
    expect(blocks).toMatchObject([{ number: 1, members: [] }, { name: 'Motor' }]);
    expect(blocks[1]?.members).toHaveLength(9);
  });
});

test('an SCL source and a data type of TIA Portal', () => {
  const text = `\uFEFFTYPE "Limits"
VERSION : 0.1
   STRUCT
      High : Real;   // bar
      Low : Real := 1.5;
   END_STRUCT;
END_TYPE
FUNCTION_BLOCK "Valve"
{ S7_Optimized_Access := 'FALSE' }
VERSION : 0.1
   VAR_INPUT 
      "open now" { ExternalWritable := 'False'} : Bool;   // by hand
   END_VAR
   VAR RETAIN
      (* kept *) limits : Array[0..2] of "Limits";
   END_VAR
   VAR CONSTANT
      LAST : Int := 2;
   END_VAR
BEGIN
   IF #"open now" THEN // END_FUNCTION_BLOCK
      ;
   END_IF;
END_FUNCTION_BLOCK
`;
  const { blocks } = sourceOf('Valve.scl', text);
  expect(blocks).toMatchObject([
    { type: 'UDT', name: 'Limits', members: [{ name: 'High', comment: 'bar' }, { name: 'Low' }] },
    {
      type: 'FB',
      name: 'Valve',
      members: [
        { name: 'open now', section: 'IN', comment: 'by hand' },
        { name: 'limits', section: 'STAT', type: { kind: 'array', element: { name: '"Limits"' } } },
      ],
    },
  ]);
});

test('SimaticML: name, number, members and networks of a block', () => {
  const title = (text: string, of: string) =>
    `<MultilingualText CompositionName="${of}"><ObjectList><MultilingualTextItem><AttributeList><Text>${text}</Text></AttributeList></MultilingualTextItem></ObjectList></MultilingualText>`;
  const text = `<Document><SW.Blocks.FB ID="0"><AttributeList>
    <Interface><Sections><Section Name="Input"><Member Name="Start" Datatype="Bool"><Comment><MultiLanguageText Lang="de-DE">vom Bediener</MultiLanguageText></Comment></Member></Section>
      <Section Name="Static"><Member Name="State" Datatype="Array[1..2] of Struct"><Member Name="Speed" Datatype="Real"/></Member>
      <Member Name="Kind" Datatype="&quot;Limits&quot;"><Sections><Section Name="None"><Member Name="High" Datatype="Real"/></Section></Sections></Member></Section>
      <Section Name="Constant"><Member Name="LAST" Datatype="Int"/></Section><Section Name="Return"><Member Name="Ret_Val" Datatype="Void"/></Section></Sections></Interface>
    <Name>Motor</Name><Number>10</Number></AttributeList><ObjectList>${title('One drive', 'Title')}
    <SW.Blocks.CompileUnit ID="3"><ObjectList>${title('', 'Comment')}${title('Start and stop', 'Title')}</ObjectList></SW.Blocks.CompileUnit>
    <SW.Blocks.CompileUnit ID="8"><ObjectList/></SW.Blocks.CompileUnit></ObjectList></SW.Blocks.FB></Document>`;
  expect(sourceOf('Motor.xml', text).blocks).toMatchObject([
    {
      type: 'FB',
      number: 10,
      name: 'Motor',
      title: 'One drive',
      members: [
        { name: 'Start', section: 'IN', comment: 'vom Bediener' },
        { name: 'State', type: { kind: 'array', element: { kind: 'struct', members: [{ name: 'Speed' }] } } },
        { name: 'Kind', type: { kind: 'struct', members: [{ name: 'High' }] } },
      ],
      networks: [{ title: 'Start and stop', comment: null }, { title: null }],
    },
  ]);
  expect(stateOf('project.xml', '<project><pou/></project>')).toBe('none');
  expect(readNames('a.xml', new TextEncoder().encode('<!DOCTYPE x><Document/>'))).toEqual({
    state: 'unread',
    says: expect.stringContaining('document type'),
  });
});

describe('bounds', () => {
  test('a file that is too large is not read, and the reason is the result', () => {
    expect(readNames('a.asc', new Uint8Array(nameLimits.bytes + 1))).toMatchObject({ state: 'unread' });
    expect(mayHoldNames('project.zip')).toBe(false);
  });

  test('more symbols than are read of one file are cut, and that is said', () => {
    const source = sourceOf('a.sdf', '"A","M 0.0","BOOL",""\n'.repeat(nameLimits.symbols + 1));
    expect(source.symbols).toHaveLength(nameLimits.symbols);
    expect(source.truncated).toBe(true);
  });

  test('structures nested without end are given up', () => {
    const text = `FUNCTION_BLOCK FB 1\nVAR\n${'a : STRUCT '.repeat(100_000)}`;
    expect(sourceOf('a.awl', text)).toMatchObject({ unread: 1, blocks: [{ members: [] }] });
  });

  const words = [
    'FUNCTION_BLOCK',
    'FB 1',
    '"A"',
    'VAR',
    'END_VAR',
    'STRUCT',
    'END_STRUCT',
    'ARRAY [1 ..',
    '2 ] OF',
    'a',
    ':',
    ';',
    ':=',
    'BEGIN',
    'NETWORK',
    'TITLE =',
    '//',
    '(*',
    '*)',
    '{',
    '}',
    "'",
    '"',
    'UDT',
    '\n',
    '126,',
    '\t',
    '<Document>',
    '<SW.Blocks.FB>',
    '<Member Datatype="Struct">',
    '%I0.0',
    'Name;Address',
  ];
  const endings = ['asc', 'sdf', 'seq', 'csv', 'awl', 'scl', 'db', 'udt', 'xml', 'SYMLIST.DBF'];
  const file = oneof(
    uint8Array({ maxLength: 400 }),
    array(oneof(constantFrom(...words), string({ maxLength: 5 })), { maxLength: 60 }).map(parts =>
      new TextEncoder().encode(parts.join(' ')),
    ),
  );

  test.each(endings)('any bytes named *.%s are read, no names, or a reason', ending => {
    assert(
      property(file, bytes => {
        const result = readNames(ending.includes('.') ? ending : `a.${ending}`, bytes);
        if (result.state === 'unread') expect(result.says).not.toBe('');
        if (result.state === 'read') expect(result.source.unread).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 1000 },
    );
  });
});

describe.skipIf(!realFilesThere)('files of real plants', () => {
  test('a tag table of 675 tags with Cyrillic comments, every one understood', () => {
    const { symbols, unread } = sourceOf('tags.xml', realFile('tia-xml/ikea_TagTable.v1.xml'));
    expect([symbols.length, unread]).toEqual([675, 0]);
    expect(symbols).toContainEqual({
      address: 'I 0.0',
      name: 'K1-112 2L1',
      type: 'Bool',
      comment: 'Реле безопастности К10 ОСНОВНАЯ напряжение управления',
    });
  });

  test.each([
    ['tia-xml/czarnak_Inputs_FB.xml', 'FB', 'Inputs_FB', 100, 21],
    ['tia-xml/czarnak_MotorSoftstart.xml', 'FB', 'MotorSoftstart', null, null],
    ['tia-xml/ikea_Sortirovka.v2.xml', null, 'Сортировка', null, null],
    ['tia-xml/ikea_Sortirovka_DB.v2.xml', 'DB', 'Сортировка_DB', null, null],
  ])('%s as SimaticML', (path, type, name, number, networks) => {
    const { blocks, unread } = sourceOf('a.xml', realFile(path));
    expect(unread).toBe(0);
    expect(blocks).toHaveLength(1);
    const [block] = blocks;
    expect(block?.name).toBe(name);
    expect(block?.members.length).toBeGreaterThan(0);
    if (type !== null) expect(block?.type).toBe(type);
    if (number !== null) expect(block?.number).toBe(number);
    if (networks !== null) expect(block?.networks).toHaveLength(networks);
  });

  test.each([
    'PACFramework_AIVAR.udt',
    'PACFramework_AIVARFN.scl',
    'PACFramework_SYS.db',
    'S7CommPlusDriver_s7-1500_DB_Integers.db',
    'S7CommPlusDriver_s7-1500_DB_CharacterStrings.db',
    'S7CommPlusDriver_s7-1500_FB_ParameterTypes.scl',
    'ikea_FB_Gasket_Carousel.v1.scl',
    'ikea_FB_Link_Server.v2.scl',
  ])('%s is understood to the end', path => {
    const source = sourceOf(path, realFile(`tia-scl/${path}`));
    expect(source.unread).toBe(0);
    const members = source.blocks.map(block => block.members.length);
    expect(Math.min(...members)).toBeGreaterThan(0);
  });
});

test.skipIf(!realBlocksThere)('the symbol list inside a STEP 7 project', () => {
  const source = sourceOf('YDBs/1/SYMLIST.DBF', projectFile('15940/SYMLIST.DBF'));
  expect(source.unread).toBe(0);
  expect(source.symbols).toHaveLength(9);
  expect(source.symbols).toContainEqual({
    address: 'SFB 14',
    name: 'GET',
    type: 'SFB 14',
    comment: 'Read Data From a Remote CPU',
  });
});
