import { array, assert, constantFrom, integer, property, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { listBlock, parseBlock, type ReadBlock, readBlock } from '../mc7/index.ts';
import { projectBlocks, realBlocksThere } from '../mc7/real-blocks.fixture.ts';
import { buildCode, buildImage } from '../mc7/testing.ts';
import { NameBook, NamedBlock, namedText, openedBlocks, readNames } from './index.ts';

/** Files by path and text, as a watched folder holds them. */
function book(files: Readonly<Record<string, string>>): NameBook {
  return new NameBook(
    Object.entries(files).map(([path, text]) => {
      const result = readNames(path, new TextEncoder().encode(text));
      if (result.state !== 'read') throw new Error(`${path}: ${JSON.stringify(result)}`);
      return { path, source: result.source };
    }),
  );
}

function read(image: Uint8Array): ReadBlock {
  return readBlock(parseBlock(image, 'block'));
}

/** The listing's lines of statements, networks and variables, each with its names behind it. */
function named(block: ReadBlock, names: NamedBlock): string[] {
  return listBlock(block, 'international').lines.flatMap(({ text, about }) => {
    if (about === null) return [];
    const found =
      about.kind === 'statement'
        ? names.statement(about.instruction)
        : about.kind === 'variable'
          ? names.variable(about.variable)
          : names.network(about.network);
    return [`${text.trim()}${found === null ? '' : ` // ${namedText(found)}`}`];
  });
}

function lines(block: ReadBlock, names: NameBook, dataBlocks: readonly ReadBlock[] = []): string[] {
  return named(
    block,
    new NamedBlock(block, names, new Map(dataBlocks.map(each => [each.block.number, each]))),
  );
}

const symbols = `"Start_Button","E 0.0","BOOL","green"
"Stop","I 0.1","BOOL",""
"Press_Time","T 5","TIMER",""
"Motor","FC 7","FC 7",""
"Limits","DB 11","DB 11",""
`;

describe('statements', () => {
  const code = read(
    buildCode([
      ['UN    E 0.0;', 'U     E 0.1;', 'U     E 0.2;', 'SPB   M001;', 'UC    FC 7;'],
      ['M001: L     EW 0;', 'U     T 5;', 'BE;'],
    ]),
  );

  test('have the symbols of their addresses, blocks, timers, and nothing where no file names one', () => {
    expect(lines(code, book({ 'a.sdf': symbols }))).toEqual(
      [
        '0.0 : BOOL;',
        'NETWORK // 1',
        'AN    I 0.0; // "Start_Button"',
        'A     I 0.1; // "Stop"',
        'A     I 0.2;',
        'JC    M001;',
        'UC    FC 7; // "Motor"',
        'NETWORK // 2',
        'M001: L     IW 0;',
        'A     T 5; // "Press_Time"',
        'BE;',
      ].filter(line => !line.endsWith('BOOL;')),
    );
  });

  test('show both names where two files contradict each other, and one where they agree', () => {
    const names = new NamedBlock(
      code,
      book({ 'a.sdf': symbols, 'b.sdf': '"Start","E 0.0","BOOL",""\n"Stop","E 0.1","BOOL","red"\n' }),
      new Map(),
    );
    const [first, second] = code.networks[0] ?? [];
    if (first === undefined || second === undefined) throw new Error('the block has no statements');
    expect(names.statement(first)).toEqual({
      operand: 'I 0.0',
      candidates: [
        { text: '"Start_Button"', type: 'BOOL', comment: 'green', files: [0] },
        { text: '"Start"', type: 'BOOL', comment: null, files: [1] },
      ],
    });
    expect(names.statement(second)?.candidates).toEqual([
      { text: '"Stop"', type: 'BOOL', comment: 'red', files: [0, 1] },
    ]);
  });
});

describe('data blocks', () => {
  /** REAL and INT, both with initial values. */
  const limits = read(
    buildImage({
      type: 'DB',
      number: 11,
      language: 5,
      body: new Uint8Array(6),
      declaration: [0x11, 4, 2, 8, 4, 5, 4],
    }),
  );
  const source =
    'DATA_BLOCK "Limits"\nSTRUCT\n Force : REAL ; //kN\n Count : INT ;\nEND_STRUCT ;\nBEGIN\nEND_DATA_BLOCK\n';
  const names = book({ 'a.sdf': symbols, 'Limits.awl': source });

  test('name the members that code reads while it is proven which block is open', () => {
    const code = read(
      buildCode([
        ['AUF   DB 11;', 'L     DBD 0;', 'L     DBW 4;', 'L     DBW 2;', 'SPB   M001;', 'L     DBD 0;'],
        ['M001: L     DBD 0;', 'AUF   DB 12;', 'L     DBD 0;', 'BE;'],
      ]),
    );
    expect(openedBlocks(code, 10)).toEqual([11, 12]);
    expect(lines(code, names, [limits])).toEqual([
      'NETWORK // 1',
      'OPN   DB 11; // "Limits"',
      'L     DBD 0; // "Limits".Force',
      'L     DBW 4; // "Limits".Count',
      // In the middle of a value lies nothing that has a name.
      'L     DBW 2;',
      'JC    M001;',
      'L     DBD 0; // "Limits".Force',
      'NETWORK // 2',
      // A jump arrives here: what is open is not proven, though both ways happen to open the same.
      'M001: L     DBD 0;',
      'OPN   DB 12;',
      'L     DBD 0;',
      'BE;',
    ]);
    // Without the controller's own block nothing proves that the source is of it.
    expect(lines(code, names).filter(line => line.includes('Force'))).toEqual([]);
  });

  test('have their own lines named, by a source whose number a symbol table says', () => {
    expect(lines(limits, names)).toEqual(['0.0 : REAL; // Force', '4.0 : INT; // Count']);
    expect(new NamedBlock(limits, names, new Map()).valueAt(32, 16)).toMatchObject([{ text: 'Count' }]);
    expect(lines(limits, book({ 'Limits.awl': source }))).toEqual(['0.0 : REAL;', '4.0 : INT;']);
  });

  test.each([
    [
      'another order',
      ' Count : INT ;\n Force : REAL ;',
      'Count is INT in the file and another type in the controller',
    ],
    [
      'one more member',
      ' Force : REAL ;\n Count : INT ;\n More : INT ;',
      '3 static members in the file, 2 in the controller',
    ],
    [
      'a data type no file declares',
      ' Force : UDT 7 ;\n Count : INT ;',
      'Force is UDT 7 in the file and another type in the controller',
    ],
  ])('are left without names by a source with %s, and the reason is said', (_what, members, why) => {
    const other = book({
      'Limits.awl': `DATA_BLOCK DB 11\nSTRUCT\n${members}\nEND_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n`,
    });
    const block = new NamedBlock(limits, other, new Map());
    expect(named(limits, block)).toEqual(['0.0 : REAL;', '4.0 : INT;']);
    expect(block.verdicts).toEqual([
      { file: 0, block: 'DB 11', used: false, says: `interface differs: ${why}` },
    ]);
  });

  test('of an instance have the members of its function block', () => {
    const instance = read(
      buildImage({ type: 'DB', number: 20, language: 5, body: new Uint8Array(4), declaration: [1, 1, 5, 4] }),
    );
    // The kind of the interface part says that it is an instance, the number behind it of which block.
    const image = Uint8Array.from(instance.block.image);
    image.set([0x0a, 10, 0], 36 + 4);
    const motor =
      'FUNCTION_BLOCK FB 10\nVAR_INPUT\n Start : BOOL;\nEND_VAR\nVAR\n Speed : INT;\nEND_VAR\nVAR_TEMP\n x : INT;\nEND_VAR\nBEGIN\nEND_FUNCTION_BLOCK\n';
    expect(lines(read(image), book({ 'Motor.awl': motor }))).toEqual([
      '0.0 : BOOL; // Start',
      '2.0 : INT; // Speed',
    ]);
    const byType = `${motor}DATA_BLOCK DB 20\nFB 10\nBEGIN\nEND_DATA_BLOCK\n`;
    expect(lines(read(image), book({ 'Motor.awl': byType }))).toEqual([
      '0.0 : BOOL; // Start',
      '2.0 : INT; // Speed',
    ]);
  });
});

describe('networks', () => {
  const code = read(buildCode([['U     E 0.0;'], ['BE;']]));
  const source = (networks: readonly string[]) =>
    book({
      'a.awl': `FUNCTION FC 1 : VOID\nBEGIN\n${networks.map(title => `NETWORK\nTITLE =${title}\n//why\nNOP 0;\n`).join('')}END_FUNCTION\n`,
    });

  test('have their titles where interface and number of networks agree', () => {
    expect(lines(code, source(['Start', 'Stop']))).toContain('NETWORK // 2 // Stop');
    expect(new NamedBlock(code, source(['', 'Stop']), new Map()).network(1)?.candidates).toMatchObject([
      { text: 'why', comment: null },
    ]);
  });

  test('have none where the source has more or fewer, and that is said', () => {
    const block = new NamedBlock(code, source(['Start']), new Map());
    expect(block.network(1)).toBeNull();
    expect(block.verdicts).toEqual([
      {
        file: 0,
        block: 'FC 1',
        used: true,
        says: 'titles of networks are not used: 1 in the file, 2 in the controller',
      },
    ]);
  });
});

test('parameters have their names; temporary members that differ have none and spoil nothing else', () => {
  const image = buildCode([['L     #IN0;', 'T     LW 0;', 'BE;']], { declaration: [5, 1, 5, 5] });
  const source = (temp: string) =>
    book({
      'a.awl': `FUNCTION FC 1 : VOID\nVAR_INPUT\n Level : INT; //in mm\nEND_VAR\nVAR_TEMP\n ${temp};\nEND_VAR\nBEGIN\nEND_FUNCTION\n`,
    });
  expect(lines(read(image), source('sum : INT'))).toEqual([
    'IN0 : INT; // Level',
    '0.0 : INT; // sum',
    'NETWORK // 1',
    'L     #IN0; // #Level',
    'T     LW 0; // #sum',
    'BE;',
  ]);
  expect(lines(read(image), source('sum : REAL'))).toEqual([
    'IN0 : INT; // Level',
    '0.0 : INT;',
    'NETWORK // 1',
    'L     #IN0; // #Level',
    'T     LW 0;',
    'BE;',
  ]);
});

describe('data types', () => {
  const image = buildImage({
    type: 'DB',
    number: 1,
    language: 5,
    body: new Uint8Array(8),
    // A structure with an array [1..2] of structures of two INT.
    declaration: [0x11, 4, 1, 0x10, 4, 1, 1, 0, 2, 0, 0x11, 4, 2, 5, 4, 5, 4],
  });
  const block =
    'DATA_BLOCK DB 1\nSTRUCT\n Drives : ARRAY [1..2] OF "Drive";\nEND_STRUCT;\nBEGIN\nEND_DATA_BLOCK\n';
  const type = (member: string) =>
    `TYPE "Drive"\nSTRUCT\n Speed : INT;\n ${member} : INT;\nEND_STRUCT;\nEND_TYPE\n`;

  test('are looked up in every file, and members of arrays have their index', () => {
    const names = new NamedBlock(
      read(image),
      book({ 'DB1.db': block, 'Drive.udt': type('Torque') }),
      new Map(),
    );
    expect(named(read(image), names)).toEqual([
      '0.0 : ARRAY [1..2] OF STRUCT; // Drives',
      '0.0 : INT; // Drives.Speed',
      '2.0 : INT; // Drives.Torque',
    ]);
    expect(names.valueAt(6 * 8, 16)).toMatchObject([{ text: 'Drives[2].Torque' }]);
  });

  test('that two files declare differently are not used', () => {
    const both = book({ 'DB1.db': block, 'a.udt': type('Torque'), 'b.udt': type('Power') });
    const names = new NamedBlock(read(image), both, new Map());
    expect(names.verdicts).toMatchObject([
      { used: false, says: expect.stringContaining('no file declares') },
    ]);
  });
});

describe.skipIf(!realBlocksThere)('blocks of a STEP 7 project', () => {
  const keywords = new Map([
    [8, 'ORGANIZATION_BLOCK OB'],
    [10, 'DATA_BLOCK DB'],
    [12, 'FUNCTION FC'],
    [14, 'FUNCTION_BLOCK FB'],
  ]);
  const blocks = realBlocksThere
    ? projectBlocks().flatMap(({ name, image, declared }) => {
        const [, folder = '', type = '', number = ''] = /^(\S+) (\d+) (\d+)$/.exec(name) ?? [];
        const keyword = keywords.get(Number(type));
        if (declared === null || keyword === undefined) return [];
        const source = `${keyword} ${number}\n${declared}\nBEGIN\nEND_${keyword.split(' ')[0]}\n`;
        return [{ folder, address: `${keyword.split(' ')[1]} ${number}`, block: read(image), source }];
      })
    : [];

  test('agree with the declarations their engineers wrote, line by line', () => {
    let variables = 0;
    let whole = 0;
    for (const { address, block, source } of blocks) {
      // Types and function blocks that only the project's own tables hold.
      if (/UDT|FB |SFB/.test(source.split('\n').slice(1).join(' '))) continue;
      const names = new NamedBlock(block, book({ 'a.awl': source }), new Map());
      expect(names.verdicts, address).toEqual([{ file: 0, block: address, used: true, says: null }]);
      const listed = listBlock(block, 'international').lines.flatMap(({ about }) =>
        about?.kind === 'variable' ? [about.variable] : [],
      );
      for (const variable of listed)
        expect(names.variable(variable), `${address} ${variable}`).not.toBeNull();
      variables += listed.length;
      whole++;
    }
    expect(whole).toBeGreaterThan(10);
    expect(variables).toBeGreaterThan(500);
  });

  test('have their members named in code that reaches its instance by address register 2', () => {
    const fb = blocks.find(({ address }) => address === 'FB 1001');
    if (fb === undefined) throw new Error('the project has no FB 1001');
    expect(lines(fb.block, book({ 'a.awl': fb.source })).filter(line => line.startsWith('T '))).toEqual([
      'T     DIW [AR2,P#14.0]; // #testl',
      'T     DIW [AR2,P#16.0]; // #test_1.sadf',
    ]);
  });
});

test('files made to be slow are put together before the test gives up: nothing grows with their square', () => {
  const same = 'FUNCTION_BLOCK "A"\nBEGIN\nEND_FUNCTION_BLOCK\n'.repeat(4000);
  const names = Array.from(
    { length: 20_000 },
    (_each, n) => `"A","FB ${n}","",""\n"A","M ${n}.0","",""\n`,
  ).join('');
  const files: Record<string, string> = { 'names.sdf': names };
  for (let n = 0; n < 10; n++) files[`${n}.awl`] = same;
  const made = book(files);
  expect(made.blockOf('"A"')).toBeNull();
  expect(made.membersOf('"A"')).toEqual([]);
});

test('any code and interface is named or not, and a name always has a file', () => {
  const names = book({
    'a.sdf': symbols,
    'a.awl':
      'FUNCTION FC 1 : VOID\nVAR_INPUT\n a : INT;\nEND_VAR\nBEGIN\nNETWORK\nTITLE =x\nEND_FUNCTION\nFUNCTION_BLOCK FB 1\nVAR\n a : INT;\nEND_VAR\nBEGIN\nEND_FUNCTION_BLOCK\n',
  });
  const declaration = array(integer({ min: 0, max: 255 }), { maxLength: 30 });
  assert(
    property(
      constantFrom('FC', 'FB', 'DB', 'OB'),
      uint8Array({ maxLength: 120 }),
      declaration,
      (type, body, declared) => {
        const block = read(buildImage({ type, number: 1, body, declaration: declared }));
        const shown = new NamedBlock(block, names, new Map([[11, block]]));
        for (const { about } of listBlock(block, 'international').lines) {
          if (about?.kind !== 'statement') continue;
          for (const { files } of shown.statement(about.instruction)?.candidates ?? [])
            expect(files.length).toBeGreaterThan(0);
        }
        named(block, shown);
      },
    ),
    { numRuns: 3000 },
  );
});
