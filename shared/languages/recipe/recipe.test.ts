import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artefact, artefactsAreThere, differing, readOf, told } from '../iec/testing/index.ts';
import { compareFiles, readerOf } from '../index.ts';
import { inWords } from '../pairs/index.ts';
import { numberKey } from './given.ts';
import { parseRecipe, recipeNoise, recogniseRecipe } from './index.ts';

const bytes = (text: string) => new TextEncoder().encode(text);
const lines = (text: string, path: string) => told(readOf(parseRecipe(text, path)));

function words(path: string, old: string, now: string) {
  const result = compareFiles({ path, content: bytes(old) }, { path, content: bytes(now) });
  if (result.state !== 'compared') throw new Error(result.state);
  return inWords(result.diff);
}

describe('delimited text', () => {
  const table = (value: string, max = '95') =>
    `Parameter;Value;Unit;Min;Max;Comment\nTemp;${value};°C;20;${max};of the bath\nRelease;1.10;;;;\n`;

  test('has a member for each row, with unit and range', () => {
    expect(lines(table('80.0'), 'bath.csv')).toEqual([
      '/document',
      '/document values Temp :  in 20..95 := 8e1',
      '/document values Release :  := 1.10',
    ]);
  });

  test('a value is told with its unit and its step, and a number in another writing is none', () => {
    const result = compareFiles(
      { path: 'bath.csv', content: bytes(table('80')) },
      { path: 'bath.csv', content: bytes(table('84.50')) },
    );
    expect(result.state === 'compared' && result.diff.changes).toMatchObject([
      { aspect: 'value', values: [{ old: '80', new: '84.50', unit: '°C', stepPercent: 6 }] },
    ]);
    expect(words('bath.csv', table('80'), table('80.0')).changes).toEqual([]);
    expect(words('bath.csv', table('80'), table('80', '110')).findings).toEqual(['limit-widened']);
    // No number but a release: 1.10 is not 1.1.
    const release = (text: string) => table('80').replace('1.10', text);
    expect(words('bath.csv', release('1.10'), release('1.1')).changes).toHaveLength(1);
  });

  test('a column of recipes makes a recipe of each, and a record of a controller is one', () => {
    expect(lines('Recipe,Name,Value\nA,Speed,1\nB,Speed,2\n', 'x.csv')).toEqual([
      '/recipe:A',
      '/recipe:A values Speed :  := 1',
      '/recipe:B',
      '/recipe:B values Speed :  := 2',
    ]);
    expect(lines('index,productname,water\n1,Pils,10\n', 'Recipes/beer.csv')).toEqual([
      '/recipe:Pils',
      '/recipe:Pils values index :  := 1',
      '/recipe:Pils values productname :  := Pils',
      '/recipe:Pils values water :  := 10',
    ]);
  });
});

test('a range of a type is told once, not at each recipe of it; their values are told by their step in it', () => {
  const hmi = (most: string, first: string) =>
    `{"recipeTypeList":{"Bath":{"members":{"Temp":{"unit":"°C","min":0,"max":${most},"defaultValue":60}}}},
"recipeList":{"A":{"recipeTypeName":"Bath","values":{"Temp":${first}}},"B":{"recipeTypeName":"Bath","values":{"Temp":70}}}}`;
  const before = hmi('100', '50');
  expect(words('x.json', before, hmi('120', '50')).changes).toEqual([
    expect.stringMatching(/^changed range Temp in Bath/),
  ]);
  const result = compareFiles(
    { path: 'x.json', content: bytes(before) },
    { path: 'x.json', content: bytes(hmi('100', '55')) },
  );
  expect(result.state === 'compared' && result.diff.changes).toMatchObject([
    { unit: 'A', values: [{ old: '50', new: '55', unit: '°C', stepPercent: 5 }] },
  ]);
});

describe('data records of a panel', () => {
  const panel = (rows: readonly string[], separator = ';', point = ',') =>
    [`List separator=${separator}Decimal symbol=${point}`, 'Milk ', 'LANGID_409;A;B', '3;1;2', ...rows]
      .map((row, at) => (at === 0 ? `${row}${separator.repeat(2)}` : row.replaceAll(';', separator)))
      .join('\r\n');
  const plain = panel(['Water;30,50;40', 'Code;000123;x']);

  test('are a recipe each, by its name, with a value of each element', () => {
    expect(lines(plain, 'Milk.csv')).toEqual([
      '/recipe',
      '/recipe [Recipe = Milk]',
      '/recipe/record:A',
      '/recipe/record:A [LANGID_409 = A]',
      '/recipe/record:A values Water :  := 30.50',
      '/recipe/record:A values Code :  := 000123',
      '/recipe/record:B',
      '/recipe/record:B [LANGID_409 = B]',
      '/recipe/record:B values Water :  := 40',
      '/recipe/record:B values Code :  := x',
    ]);
    expect(readerOf({ path: 'x.csv', content: bytes(plain) })?.language).toBe('recipe');
  });

  test('a value is told by record and element; zeros before a number are of a text', () => {
    expect(words('Milk.csv', plain, plain.replace('30,50', '31,50')).changes).toEqual([
      'changed value Water in Milk/A, 5 → 5 (30,50 → 31,50)',
    ]);
    expect(words('Milk.csv', plain, plain.replace('000123', '123')).changes).toHaveLength(1);
  });

  test('the region a panel is set to means nothing', () => {
    const other = panel(['Water;30.50;40', 'Code;000123;x'], ',', '.');
    expect(words('Milk.csv', plain, other)).toEqual({
      changes: [],
      findings: [],
      noise: ['regional-format'],
    });
  });

  test('a record in another column is the same one, under another number; one with another name is renamed', () => {
    const turned = panel(['Water;40;30,50', 'Code;x;000123']).replace('A;B', 'B;A');
    expect(words('Milk.csv', plain, turned).changes).toEqual([
      expect.stringMatching(/^changed number in Milk\/B/),
      expect.stringMatching(/^changed number in Milk\/A/),
    ]);
    const renamed = words('Milk.csv', plain, plain.replace('A;B', 'A;C')).changes;
    expect(renamed.map(change => change.split(',')[0])).toEqual([
      'renamed unit in Milk/C',
      'changed attribute in Milk/C',
    ]);
    // Of several with one name the number says which is which.
    const same = plain.replace('A;B', 'A;A');
    expect(words('Milk.csv', same, same.replace('30,50;40', '30,50;41')).changes).toHaveLength(1);
  });

  test('that are none are refused, however they begin', () => {
    for (const text of [
      'List separator=;Decimal symbol=,',
      'List separator=;Decimal symbol=,;\nMilk;\nWater;30\n',
      `List separator=;Decimal symbol=,;\nMilk;\nLANGID_409${';a'.repeat(60_000)}\n1${';1'.repeat(60_000)}`,
    ])
      expect(parseRecipe(text, 'Milk.csv').state).toBe('refused');
  });
});

describe('a recipe that a recipe manager saved', () => {
  const saved = "MAIN.rLevel:=80.5\r\nMAIN.tFill:=T#2s\r\nMAIN.sName:='a := b'\r\nMAIN.nOff:=\r\n";

  test('is a value for each variable; one without is not loaded', () => {
    expect(lines(saved, 'Milk.Bath.txtrecipe')).toEqual([
      '/document',
      '/document values MAIN.RLEVEL :  := 80.5',
      '/document values MAIN.TFILL :  := T#2000ms',
      "/document values MAIN.SNAME :  := 'a := b'",
      '/document values MAIN.NOFF : ',
    ]);
    expect(words('a.txtrecipe', saved, saved.replace('T#2s', 'T#2000ms')).changes).toEqual([]);
    expect(words('a.txtrecipe', saved, saved.replace('80.5', '95')).changes).toEqual([
      'changed value MAIN.rLevel in a, 1 → 1 (80.5 → 95)',
    ]);
    expect(words('a.txtrecipe', saved, saved.replace('nOff:=', 'nOff:=1')).changes).toHaveLength(1);
  });

  test('keeps what is no value of a variable, and is told by its ending and its first line', () => {
    const source = readOf(parseRecipe(`${saved}?\r\n`, 'a.txtrecipe'));
    expect(source.unknown.map(({ text }) => text)).toEqual(['?']);
    expect(recogniseRecipe('a.txtrecipe', saved)).toBe(true);
    expect(recogniseRecipe('a.txtrecipe', '\u0000\u0001')).toBe(false);
    expect(recogniseRecipe('a.txt', saved)).toBe(false);
  });
});

test('recipes of Ignition have a value for each item, which may have one name', () => {
  const text = `Recipe_Name,Value_Name,Item_Path,Data_Type,Format,Recipe_Value,Assigned_By
Nuts 8oz,Speed,Plant\\Line 1,Int4,"#,##0.##",20,Nuts 8oz
Nuts 8oz,Speed,Plant\\Line 2,Int4,"#,##0.##",30,Nuts 8oz
`;
  expect(lines(text, 'export.csv')).toEqual([
    '/recipe:Nuts 8oz',
    ...['1', '2'].flatMap(line => {
      const own = `/recipe:Nuts 8oz values Plant\\Line ${line}\\Speed`;
      return [
        `${own} : Int4 := ${line === '1' ? '2e1' : '3e1'}`,
        `${own} values Format :  := #,##0.##`,
        `${own} values Assigned_By :  := Nuts 8oz`,
      ];
    }),
  ]);
  expect(words('export.csv', text, text.replace(',30,', ',35,')).changes).toEqual([
    'changed value Plant\\Line 2\\Speed in Nuts 8oz, 3 → 3 (30 → 35)',
  ]);
});

describe('JSON', () => {
  test('is members by path, things of a list by their name before their place', () => {
    const document = (first: string, second: string) =>
      `{"exportedAt": "2026-01-02T03:04:05Z", "zones": [${first}, ${second}], "curve": [1, 2]}`;
    const [a, b] = ['{"name":"A","value":1}', '{"name":"B","value":2}'];
    expect(words('recipes/x.json', document(a, b), document(b, a).replace('03:04', '03:05'))).toEqual({
      changes: [],
      findings: [],
      noise: ['export-time'],
    });
    expect(words('recipes/x.json', document(a, b), document(a, b.replace('2', '3'))).changes).toEqual([
      'changed value zones.B in x, 1 → 1 (2 → 3)',
    ]);
    expect(
      words('recipes/x.json', document(a, b), document(a, b).replace('[1, 2]', '[2, 1]')).changes,
    ).toHaveLength(2);
  });

  test('steps in another order are another recipe', () => {
    const steps = (names: readonly string[]) =>
      JSON.stringify({ steps: names.map(name => ({ name, temp: 10, time: 5 })) });
    expect(
      words('recipe.json', steps(['heat', 'mix', 'cool']), steps(['mix', 'heat', 'cool'])).changes,
    ).toHaveLength(1);
  });

  test('hides no digit, no second key and no other type', () => {
    const changes = (old: string, now: string) => words('recipe.json', old, now).changes.length;
    expect(changes('{"a": 9007199254740993}', '{"a": 9007199254740992}')).toBe(1);
    expect(changes('{"a": 1, "a": 2}', '{"a": 3, "a": 2}')).toBe(1);
    expect(changes('{"a": 1}', '{"a": "1"}')).toBeGreaterThan(0);
    expect(changes('{"a": 1e2, "b": null}', '{"b": null, "a": 100.0}')).toBe(0);
    // Where a document of TwinCAT HMI or Ignition is not what it should be.
    expect(
      changes('{"recipeList": {"A": 5, "B": {"values": 1}}}', '{"recipeList": {"A": 6, "B": {"values": 2}}}'),
    ).toBe(2);
    expect(
      changes('{"recipeTypeList": {"A": {"members": [1]}}}', '{"recipeTypeList": {"A": {"members": [2]}}}'),
    ).toBe(1);
    expect(
      changes('{"tagType": "Folder", "name": {"a": 1}}', '{"tagType": "Folder", "name": {"a": 2}}'),
    ).toBe(1);
    // A date or an id that is a value of the recipe is no noise.
    const id = (digit: number) => `{"zone": {"id": "${digit}b1c0a2e-0000-0000-0000-000000000000"}}`;
    expect(changes(id(1), id(2))).toBe(1);
    expect(changes('{"a": {"exportedAt": "2026-01-01"}}', '{"a": {"exportedAt": "2026-01-02"}}')).toBe(1);
  });

  test('one edited value among any others is found as exactly that, and another order as nothing', () => {
    const entry = fc.record({ key: fc.string({ minLength: 1, maxLength: 8 }), value: fc.integer() });
    fc.assert(
      fc.property(
        fc.uniqueArray(entry, { selector: ({ key }) => key, minLength: 1, maxLength: 20 }),
        fc.nat(),
        (entries, seed) => {
          const print = (list: typeof entries) =>
            `{"recipe v": {${list.map(({ key, value }) => `${JSON.stringify(`p ${key}`)}:${value}`).join(',\n')}}}`;
          const at = seed % entries.length;
          const edited = entries.map((each, place) =>
            place === at ? { ...each, value: each.value + 1 } : each,
          );
          const [old, now] = [print(entries), print([...edited].reverse())].map(text =>
            lines(text, 'recipe.json').sort(),
          );
          const { gone, come } = differing(old ?? [], now ?? []);
          expect([gone.length, come.length]).toEqual([1, 1]);
          expect(words('recipe.json', print(entries), print([...entries].reverse())).changes).toEqual([]);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('what is no JSON is refused', () => {
    for (const text of [
      '{',
      '{"a"}',
      '[1,]',
      '{"a": 01}',
      '{"a": tru}',
      '{"a": "x',
      '[1] 2',
      '["\\x"]',
      `${'['.repeat(100_000)}`,
    ])
      expect(parseRecipe(text, 'recipe.json').state).toBe('refused');
  });
});

describe('XML', () => {
  const set = (body: string) => `<?xml version="1.0"?><!-- x --><Recipes xmlns="urn:x">${body}</Recipes>`;
  const recipe = (name: string, speed: string) =>
    `<Recipe name="${name}"><Parameter name="Speed" value="${speed}" unit="m/s" min="0" max="5"/></Recipe>`;

  test('is a recipe for each, parameters by name', () => {
    expect(lines(set(recipe('A', '1')), 'x.xml')).toEqual([
      '/recipe:A',
      '/recipe:A values Parameter : list',
      '/recipe:A values Parameter values Speed :  in 0..5 := 1e0',
    ]);
    expect(
      words('x.xml', set(recipe('A', '1') + recipe('B', '2')), set(recipe('B', '2.5') + recipe('A', '1.0')))
        .changes,
    ).toEqual(['changed value Parameter.Speed in B, 1 → 1 (2 → 2.5)']);
    expect(
      words('x.xml', set(recipe('A', '1')), set(recipe('A', '1') + recipe('B', '2'))).changes,
    ).toHaveLength(1);
  });

  test('elements that take turns in another order are another recipe', () => {
    expect(
      words(
        'x.xml',
        set('<Heat>1</Heat><Mix>2</Mix><Heat>3</Heat>'),
        set('<Heat>1</Heat><Heat>3</Heat><Mix>2</Mix>'),
      ).changes,
    ).toHaveLength(1);
  });
});

test('only what clearly is a recipe is taken for one', () => {
  const others: readonly (readonly [string, string])[] = [
    ['log.csv', 'Timestamp;Name;Value;Unit;Min\n1;a;1;;'],
    ['recipes/log.csv', 'Time;Name;Value\n1;a;1'],
    ['people.csv', 'name,value\na,1'],
    ['package.json', '{"name": "x", "version": "1.0.0"}'],
    ['settings.json', '{"speed": 1}'],
    ['recipes/readme.txt', 'how, to\nwork'],
    ['recipes/x.json', 'no'],
    ['config.xml', '<configuration/>'],
    ['x.xml', '<!-- <Recipe> --><Project/>'],
    ['x.dob', 'bytes'],
    ['MAIN.TcPOU', '<TcPlcObject><POU Name="MAIN"/></TcPlcObject>'],
  ];
  for (const [path, text] of others) expect([path, recogniseRecipe(path, text)]).toEqual([path, false]);
  for (const [path, text] of [
    ['MyRecipe1.json', '{}'],
    ['Rezepte/a.csv', 'Name;Wert\na;1'],
    ['a.csv', 'Datensatz;Name;Datentyp;Timeout;Wert\nA;a;Int;1;1'],
    ['a.xml', '<!-- c --><ParameterSet/>'],
    ['a.TcRMO', '<?xml version="1.0"?><TcPlcObject>'],
  ] as const)
    expect([path, recogniseRecipe(path, text)]).toEqual([path, true]);
});

test('a number has one key in all its writings and no other has it', () => {
  fc.assert(
    fc.property(fc.integer(), fc.nat(6), fc.integer(), (whole, zeros, other) => {
      const key = numberKey(String(whole));
      expect(numberKey(`${whole}.${'0'.repeat(zeros)}`)).toBe(key);
      expect(numberKey(`${whole}${'0'.repeat(zeros)}e-${zeros}`)).toBe(key);
      expect(numberKey(String(other)) === key).toBe(other === whole);
    }),
  );
  expect(numberKey('0.1e1')).toBe(numberKey('1'));
  expect(numberKey('-0.0')).toBe('0');
  for (const text of ['', 'x', '1,5', '0x1', 'Infinity']) expect(numberKey(text)).toBeNull();
});

const files = [
  'recipes/TcHmiRecipeManagement.Config.json',
  'recipes/br_coffee_espres.dob',
  'recipes/br_coffee_regular.dob',
  'recipes/twincat_RecipeManager.TcRMO',
  'ignition/UDTs.json',
  'ignition/tags.json',
];

describe.skipIf(!artefactsAreThere)('files of plants', () => {
  test.each(files)('%s is read whole, with noise by reviewed rules alone', path => {
    const content = artefact(path);
    expect(readerOf({ path, content })?.language).toBe('recipe');
    const source = readOf(parseRecipe(content, path));
    expect([source.unknown, source.problems]).toEqual([[], []]);
    const known = recipeNoise.map(({ rule }) => rule);
    expect(source.noise.filter(({ rule }) => !known.includes(rule))).toEqual([]);
    expect(source.units[0]?.members.length).toBeGreaterThan(0);
  });

  test.each(files)('any one number of %s in another value is found', path => {
    const text = new TextDecoder().decode(artefact(path));
    const places = [...text.matchAll(/(?<=[":>]\s?)\d+(?:\.\d+)?(?=\s*[,<\r\n])/g)].filter(
      ({ index }) => !/ProductVersion|Version=/.test(text.slice(text.lastIndexOf('\n', index), index)),
    );
    const before = readOf(parseRecipe(text, path));
    fc.assert(
      fc.property(fc.nat(), seed => {
        const place = places[seed % Math.max(places.length, 1)];
        if (place === undefined) return;
        const now = `${text.slice(0, place.index)}7${text.slice(place.index)}`;
        const { gone, come } = differing(told(before), told(readOf(parseRecipe(now, path))));
        expect(gone.length + come.length).toBeGreaterThan(0);
      }),
      { numRuns: 15 },
    );
  });

  test('TwinCAT HMI: a recipe has units and ranges of its type, and a change its step', () => {
    const [path = ''] = files;
    const text = new TextDecoder().decode(artefact(path));
    const result = compareFiles(
      { path, content: bytes(text) },
      { path, content: bytes(text.replace('"Length": 250', '"Length": 500')) },
    );
    expect(result.state === 'compared' && result.diff.changes).toMatchObject([
      { unit: 'Recipe2', member: 'Length', values: [{ old: '250', new: '500', unit: 'mm', step: '250' }] },
    ]);
  });

  test('TwinCAT: the definition has its 1013 variables by name', () => {
    const source = readOf(
      parseRecipe(artefact('recipes/twincat_RecipeManager.TcRMO'), 'RecipeManager.TcRMO'),
    );
    const definition = source.units[0]?.units[0];
    const variables = definition?.members
      .flatMap(({ members }) => members)
      .find(({ name }) => name === 'Variables');
    expect(definition?.name).toBe('testing123');
    expect(variables?.members.filter(({ name }) => name.startsWith('MAIN.var'))).toHaveLength(1013);
    expect(variables?.members[1]).toMatchObject({ name: 'MAIN.var2', type: 'LREAL' });
  });

  test.each(files)('%s with faults in it is answered for, without throwing', { timeout: 60_000 }, path => {
    const whole = artefact(path).subarray(0, 20_000);
    const fault = fc.record({ at: fc.nat(), length: fc.nat(30), with: fc.uint8Array({ maxLength: 5 }) });
    fc.assert(
      fc.property(fc.array(fault, { minLength: 1, maxLength: 6 }), faults => {
        const pieces = faults.reduce<Uint8Array>((all, each) => {
          const at = each.at % (all.length + 1);
          return Buffer.concat([all.subarray(0, at), each.with, all.subarray(at + each.length)]);
        }, whole);
        expect(['read', 'refused']).toContain(parseRecipe(pieces, path).state);
      }),
      { numRuns: 40 },
    );
  });
});

test('what is made to exhaust a reader is answered for', { timeout: 30_000 }, () => {
  const made: readonly (readonly [string, string])[] = [
    ['recipe.json', '{"a":'.repeat(100_000)],
    ['recipe.json', `["${'\\"'.repeat(500_000)}"]`],
    ['recipe.json', `[${'{"name":"a","value":1},'.repeat(50_000)}{}]`],
    ['recipe.csv', `Name;Value\n"${'a;'.repeat(200_000)}`],
    ['recipe.csv', `Name;Value\n${'a;1\n'.repeat(100_000)}`],
    ['recipe.csv', `index,name\n${'1,a\n'.repeat(100_000)}`],
    ['recipe.xml', `${'<Recipe>'.repeat(5_000)}`],
    ['recipe.xml', '<!DOCTYPE a [<!ENTITY b "cc">]><Recipe>&b;</Recipe>'],
    ['recipe.xml', `<Recipe>${'<a/><b/>'.repeat(50_000)}</Recipe>`],
  ];
  for (const [path, text] of made) {
    recogniseRecipe(path, text.slice(0, 65_536));
    expect(['read', 'refused']).toContain(parseRecipe(text, path).state);
  }
});
