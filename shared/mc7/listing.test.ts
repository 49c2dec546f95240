import { describe, expect, test } from 'vitest';
import { assemble, listBlock, listImage, notationOf, parseBlock, readBlock, withBody } from './index.ts';
import { projectBlocks, realBlock, realBlocks, realBlocksThere, realListing } from './real-blocks.fixture.ts';
import { buildCode, buildImage } from './testing.ts';

/** The statements of one of our listings, without numbers of labels, blanks and how bytes are coded. */
function ourStatements(text: string): string[] {
  const code = text.slice(text.indexOf('\nBEGIN\n') + 7);
  return code.split('\n').flatMap(line => {
    const [, label = '', statement] = /^(M\d+:)? *(.*?);/.exec(line) ?? [];
    if (line.startsWith('NETWORK')) return [line.replace(' //', '')];
    if (statement === undefined) return [];
    const [, bare = '', list] = /^(.*?)(?: \((P#.*)\))?$/.exec(statement) ?? [];
    return [`${label === '' ? '' : 'M: '}${squeezed(bare)}`, ...(list?.split(', ') ?? []).map(squeezed)];
  });
}

/** The same of an engineering listing, whose reals have six decimals and whose last bracket lacks its partner. */
function theirStatements(text: string): string[] {
  const code = text.slice(text.indexOf('Netzwerk 1'));
  return code.split(/\r?\n/).flatMap(line => {
    if (line.trim() === '') return [];
    if (line.startsWith('Netzwerk')) return [`NETWORK ${/\d+/.exec(line)?.[0]}`];
    const [, label, statement = ''] = /^(M\d+:)? *(.*?)\s*$/.exec(line) ?? [];
    const mended = statement
      .replace(/^(\S+ +DIX)(LD\d+\])$/, '$1[$2')
      .replace(
        /-?\d\.\d{6}e[+-]\d{3}/,
        real => `${Number(real)}${Number.isInteger(Number(real)) ? '.0' : ''}`,
      );
    return [`${label === undefined ? '' : 'M: '}${squeezed(mended)}`];
  });
}

function squeezed(statement: string): string {
  return statement
    .replaceAll(' ', '')
    .replace(/M\d{3}$/, 'M')
    .toUpperCase();
}

describe.skipIf(!realBlocksThere)('blocks beside an engineering listing', () => {
  test.each([
    ['FC1', 95],
    ['FC100', 1204],
    ['FB1001', 6],
  ])('%s decodes to it, statement by statement', (name, count) => {
    const { text, understanding } = listImage(realBlock(`${name}.mc7.bin`), name, 'german');
    const ours = ourStatements(text);
    // The engineering listing leaves out the end of the block.
    expect(ours.pop()).toBe('BE');
    expect(ours).toEqual(theirStatements(realListing(name)));
    expect(ours).toHaveLength(count);
    expect(understanding).toMatchObject({
      unknown: 0,
      inferred: 0,
      interfaceBytesUnread: 0,
      networksKnown: true,
    });
  });

  test.each(['DB4', 'DB121'])('%s has its variables at their addresses with their initial values', name => {
    const { text } = listImage(realBlock(`${name}.mc7.bin`), name, 'german');
    const ours = [...text.matchAll(/^ +(\d+\.\d) : (.*);$/gm)].map(
      ([, address, type]) => `${address} ${type}`,
    );
    const theirs = [...realListing(name).matchAll(/^0*(\d+\.\d):\s*STAT\d+: (.*?)\s*$/gm)].map(
      ([, address, type = '']) => `${address} ${type.replace(/:= (\d+)$/, ':= L#$1')}`,
    );
    // The structure that a data block is has a line of its own there.
    expect(theirs.shift()).toBe('0.0 STRUCT');
    expect(theirs.length).toBeGreaterThan(200);
    expect(ours).toEqual(theirs);
  });
});

describe.skipIf(!realBlocksThere)('blocks of a STEP 7 project', () => {
  /** The types of a declaration, one after the other; a structure opens and is not closed. */
  function typesOf(declared: string): string[] {
    const code = declared.replace(/\/\/.*$|\{.*?\}/gm, ' ').replace(/\s+/g, ' ');
    return [...code.matchAll(/\w+ : ((?:ARRAY \[[^\]]*\] OF )?(?:STRUCT|[^;]+?)) *(?=;|\w+ : |:=)/g)].map(
      ([, type = '']) => type.replace(/\s/g, ''),
    );
  }

  test('have as many variables as the engineer declared, of the same types in the same order', () => {
    let compared = 0;
    for (const { name, image, declared } of projectBlocks()) {
      const read = readBlock(parseBlock(image, name));
      // FBs inside FBs and user-defined types are written out in the controller and only named in the project.
      if (declared === null || /\bSFB |UDT /.test(declared)) continue;
      const { text } = listBlock(read, 'german');
      const ours = [...text.matchAll(/^ +(?:\d+\.\d|-|[A-Z_]+\d*) : ([^;]*?)(?: := .*)?;$/gm)].map(
        ([, type = '']) => type.replace(/\s/g, ''),
      );
      expect(ours, name).toEqual(typesOf(declared));
      compared += ours.length;
    }
    expect(compared).toBeGreaterThan(700);
  });

  test('have the initial values the engineer declared', () => {
    const block = projectBlocks().find(({ name }) => name.endsWith(' 10 3003'));
    const { text } = listImage(block?.image ?? new Uint8Array(), 'DB3003', 'german');
    for (const initial of [
      'S5T#1H2M',
      'D#2001-02-03',
      'T#1D2M3S4MS',
      'TOD#01:02:03.400',
      'DT#1999-02-03-01:02:03.400',
      "'1aaffdd'",
    ])
      expect(text.split(` := ${initial};`), initial).toHaveLength(4);
  });

  test('are understood, every instruction and every byte of the interface', () => {
    let instructions = 0;
    for (const { name, image } of projectBlocks()) {
      const { understanding } = listImage(image, name, 'german');
      expect(understanding, name).toMatchObject({ unknown: 0, interfaceBytesUnread: 0 });
      instructions += understanding.instructions;
    }
    expect(instructions).toBeGreaterThan(1600);
  });
});

describe.skipIf(!realBlocksThere)('every real block', () => {
  const blocks = realBlocksThere ? [...realBlocks(), ...projectBlocks()] : [];

  test.each(['german', 'international'] as const)(
    'assembles from its listing to its own bytes (%s)',
    mnemonics => {
      let withCode = 0;
      for (const { name, image } of blocks) {
        const block = parseBlock(image, name);
        const read = readBlock(block);
        if (read.networks.length === 0) continue;
        withCode++;
        const { code, networks } = assemble(
          listBlock(read, mnemonics).text,
          notationOf(read, mnemonics),
          name,
        );
        expect(Buffer.compare(code, block.body), name).toBe(0);
        expect(Buffer.compare(withBody(block, code, name), image), name).toBe(0);
        expect(networks, name).toHaveLength(read.networks.length);
      }
      expect(withCode).toBeGreaterThan(12);
    },
  );

  test('has a listing of LF lines without its time stamps', () => {
    for (const { name, image } of blocks) {
      const { text } = listImage(image, name, 'german');
      const later = Buffer.from(image);
      later.fill(0x01, 0x10, 0x1c);
      expect(text.endsWith('\n') && !text.includes('\r'), name).toBe(true);
      expect(listImage(later, name, 'german').text, name).toBe(text);
    }
  });
});

describe('a listing', () => {
  const image = buildCode(
    [
      ['UN    E 0.5;', 'SPB   M001;', 'L     #IN0;', 'T     PAW 256;'],
      ['M001: AUF   DB 10;', 'L     T#1H30M;', 'UC    FC 7 (P#DBX 2.0, P#A 4.1);', 'BE;'],
    ],
    { declaration: [0x05, 0x01, 0x01, 0x05], author: 'weber' },
  );

  test('has header, interface and networks', () => {
    expect(listImage(image, 'FC1', 'german').text).toBe(
      [
        'FUNCTION FC 1',
        '// Language AWL; attributes linked, 16#01; local data 0 bytes',
        "// By its header, which anyone can write: author 'weber', family -, name -, version 1.0",
        '// Understood: 8 of 8 instructions, the whole interface',
        '// Read by a coding inferred from its family: 3 (3809, 7E06, E500)',
        'VAR_INPUT',
        '  IN0 : INT;',
        'END_VAR',
        'VAR_TEMP',
        '  0.0 : BOOL;',
        'END_VAR',
        'BEGIN',
        'NETWORK // 1',
        '      UN    E 0.5;',
        '      SPB   M001;',
        '      L     #IN0;',
        '      T     PAW 256;',
        'NETWORK // 2',
        'M001: AUF   DB 10;',
        '      L     T#1H30M;',
        '      UC    FC 7 (P#DBX 2.0, P#A 4.1);',
        '      BE;',
        'END_FUNCTION',
        '',
      ].join('\n'),
    );
  });

  test('is international where asked', () => {
    const { text } = listImage(image, 'FC1', 'international');
    for (const statement of ['AN    I 0.5;', 'JC    M001;', 'T     PQW 256;', 'OPN   DB 10;', 'P#Q 4.1'])
      expect(text).toContain(statement);
  });

  test('shows what it does not know word by word and counts it', () => {
    const body = Uint8Array.of(0xbe, 0x40, 0x00, 0x0a, 0x68, 0x1d, 0x65, 0x00, 0x07);
    const { text, understanding } = listImage(buildImage({ body }), 'FC1', 'german');
    expect(text).toContain('      DW    16#BE40 16#000A;\n      SET;\n      BE;\n      DW    16#07;\n');
    expect(text).toContain(
      '// Understood: 2 of 4 instructions, the whole interface\n// Shown word by word: 2 (0700, BE40)\n',
    );
    expect(understanding).toMatchObject({ unknown: 2, networksKnown: false });
  });

  test('keeps a jump whose condition is not known a jump', () => {
    const body = Uint8Array.of(0xff, 0x18, 0x00, 0x03, 0x68, 0x1d, 0x65, 0x00);
    expect(listImage(buildImage({ body }), 'FC1', 'german').text).toContain('DW    16#FF18 M001;');
  });

  test('uses a parameter as its declaration says, and says where the code does otherwise', () => {
    const body = Uint8Array.of(
      0xfb,
      0xc3,
      0,
      2,
      0xfb,
      0xc2,
      0,
      2,
      0xfb,
      0x80,
      0,
      4,
      0xfb,
      0xd2,
      0,
      6,
      0x65,
      0x00,
    );
    const image = buildImage({ body, declaration: [0x07, 0x01, 0x01, 0x01, 0x17, 0x01] });
    const read = readBlock(parseBlock(image, 'FC1'));
    const { text } = listBlock(read, 'german');
    expect(text).toContain(
      '      L     #IN0;\n      L     #IN0; // coded FB C2 00 02\n      U     #IN1;\n      UC    #IN2;\n',
    );
    expect(assemble(text, notationOf(read, 'german'), 'FC1').code).toEqual(body);
  });

  test('tells two codings of one statement apart', () => {
    const long = Uint8Array.of(0x00, 0x31, 0x00, 0x05, 0x65, 0x00);
    const short = Uint8Array.of(0x81, 0x05, 0x65, 0x00);
    const of = (body: Uint8Array) => listImage(buildImage({ body }), 'FC1', 'german').text;
    expect(of(short)).toContain('U     M 5.1;\n');
    expect(of(long)).toContain('U     M 5.1; // coded 00 31 00 05\n');
  });

  test('leaves a data block’s actual values and encrypted code out', () => {
    const of = (fill: number) =>
      listImage(
        buildImage({
          type: 'DB',
          language: 5,
          body: new Uint8Array(4).fill(fill),
          declaration: [0x11, 4, 1, 7, 4],
        }),
        'DB1',
        'german',
      ).text;
    expect(of(1)).toBe(of(2));
    const secret = listImage(
      buildImage({ language: 29, body: Buffer.from('secret code!') }),
      'FC1',
      'german',
    );
    expect(secret.understanding.bodyUnread).toBe(true);
    expect(secret.text).toContain('// Encrypted: 12 bytes, SHA-256 ');
    expect(secret.text).not.toContain('BEGIN');
  });

  test('keeps texts of the device inside their comment', () => {
    const { text } = listImage(buildImage({ author: "a'\nBEGIN" }), 'FC1', 'german');
    expect(text).toContain("author 'a??BEGIN'");
  });
});
