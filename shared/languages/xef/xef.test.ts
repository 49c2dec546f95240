import { array, assert, constantFrom, nat, property, record, uint8Array } from 'fast-check';
import { describe, expect, test } from 'vitest';
import { artefact, artefactsAreThere, artefactsIn, differing, readOf, told } from '../iec/testing/index.ts';
import { compareFiles, readerOf } from '../index.ts';
import { inWords } from '../pairs/index.ts';
import { chart, coil, ladder, open, row, section, sheet } from './drawn.fixture.ts';
import { parseXef, recogniseXef, xefNoise } from './index.ts';

function words(old: string, now: string) {
  const [before, after] = [old, now].map(text => ({
    path: 'x.xst',
    content: new TextEncoder().encode(text),
  }));
  if (before === undefined || after === undefined) throw new Error('two sides');
  const result = compareFiles(before, after);
  if (result.state !== 'compared') throw new Error(result.state);
  return inWords(result.diff);
}

const project = (parts: string) =>
  `<FEFExchangeFile><fileHeader company="Schneider Automation" product="Unity Pro" dateTime="a"/><contentHeader name="P" version="0.0.1" dateTime="b"/>${parts}</FEFExchangeFile>`;

describe.skipIf(!artefactsAreThere)('a recorded project', () => {
  const paths = artefactsIn('schneider', /\.xef$/);

  test.each(paths)('%s is understood whole, with noise by reviewed rules alone', path => {
    const content = artefact(path);
    expect(readerOf({ path, content })?.language).toBe('xef');
    const source = readOf(parseXef(content, path));
    expect([source.unknown, source.problems]).toEqual([[], []]);
    expect(source.writtenBy).toBe('Unity Pro XL V13.1 - 180823C');
    const rules = new Set(xefNoise.map(({ rule }) => rule));
    expect(source.noise.filter(({ rule }) => !rules.has(rule))).toEqual([]);
    const named = new Set(source.units.map(({ name }) => name));
    const text = new TextDecoder().decode(content);
    for (const [, name] of text.matchAll(/(?:nameOf\w+Type|DDTName|identProgram name)="([^"]+)"/g))
      expect(named).toContain(name);
  });

  test('in another layout and another order of its parts is the same project', () => {
    const path = 'schneider/PACFramework_pacexample.v2.xef';
    const text = new TextDecoder().decode(artefact(path));
    const parts = text.match(/\t<(DDTSource|FBSource|EFSource|program)\b[\s\S]*?\n\t<\/\1>\r?\n/g) ?? [];
    expect(parts.length).toBeGreaterThan(100);
    const start = text.slice(0, text.indexOf(parts[0] ?? ''));
    const rest = parts.reduce((all, part) => all.replace(part, ''), text.slice(start.length));
    const other = (start + parts.toReversed().join('') + rest).replace(/>\s+</g, '><');
    const facts = (of: string) => told(readOf(parseXef(of, path)), true).sort();
    const before = facts(text);
    expect(facts(other)).toEqual(before);
    const stamped = other
      .replace(/dateTime="[^"]*"/g, 'dateTime="dt#1990-01-01-00:00:00"')
      .replace(/(CheckSumString" value=")[^"]*/g, '$1BEEF')
      .replace(/(objPosition posX=")(\d+)/g, (_, at, x) => `${at}${Number(x) + 100}`);
    const types = / \[Type\w+CheckSumString = BEEF\]$/;
    // Of functions of a library the sum is all that is told of their code.
    const { come } = differing(before, facts(stamped));
    expect(come.filter(line => !types.test(line))).toEqual([]);
    expect(come.every(line => line.startsWith('/function'))).toBe(true);
  });

  test('one value edited in it is found as that', () => {
    const path = 'schneider/PACFramework_pacexample.v2.xef';
    const text = new TextDecoder().decode(artefact(path));
    const before = told(readOf(parseXef(text, path)), true);
    const places = [
      ...[...text.matchAll(/variableInit value="/g)].filter((_, at) => at % 23 === 1),
      ...[...text.matchAll(/<value>/g)].filter((_, at) => at % 23 === 1),
      ...[...text.matchAll(/hexaValue="/g)].filter((_, at) => at === 77),
      ...[...text.matchAll(/ := /g)].filter((_, at) => at === 700),
      ...[...text.matchAll(/effectiveParameter="/g)].filter((_, at) => at === 99),
      ...[...text.matchAll(/topologicalAddress="/g)].filter((_, at) => at === 20),
      ...[...text.matchAll(/maxExecTime="/g)].slice(0, 1),
    ];
    expect(places.length).toBeGreaterThan(8);
    for (const place of places) {
      const end = place.index + place[0].length;
      const edited = `${text.slice(0, end)}4711${text.slice(end).replace(/^[^"<;]+/, '')}`;
      const { gone, come } = differing(before, told(readOf(parseXef(edited, path)), true));
      expect([gone.length, come.length, come[0]]).toEqual([1, 1, expect.stringContaining('4711')]);
    }
  });
});

describe('a project', () => {
  const task = (inner: string, more = '') =>
    project(
      `<logicConf><resource resName="R"><taskDesc task="MAST" taskType="periodic" valueType="10" maxExecTime="100">${inner}</taskDesc></resource></logicConf>${more}`,
    );

  test('tells periods and the order of sections of a task; the place of their lines means nothing', () => {
    const [one, two] = ['A', 'B'].map((name, at) => `<sectionDesc name="${name}" SectionOrder="${at + 1}"/>`);
    const before = task(`${one}${two}`);
    expect(words(before, task(`${two}${one}`)).changes).toEqual([]);
    const turned = before.replace('SectionOrder="1"', 'SectionOrder="3"');
    expect(words(before, turned).changes).toHaveLength(1);
    expect(words(before, before.replace('valueType="10"', 'valueType="20"')).changes).toHaveLength(1);
  });

  test('has another module in the place of one, and its set-up, as changes of that place', () => {
    const rack = (part: string, word: string) =>
      project(
        `<IOConf><PLC autoRun="false"><configATS><busATS name="X"><rackATS><partItem partNumber="RACK"/><equipInfo topoAddress="\\0.0"/>
<moduleATS><partItem family="Discrete" partNumber="${part}" version="02.00"/><equipInfo topoAddress="\\0.0\\0.1" position="1"/><configModule>
<channelATS ASFCatKey="In" task="MAST" number="0"><descFB code="1" version="17"/><paramKW><hexaValue hexaValue="${word}"/></paramKW></channelATS>
</configModule></moduleATS></rackATS></busATS></configATS></PLC></IOConf>`,
      );
    expect(words(rack('DDM3202K', '0x1'), rack('DDM16025', '0x1')).changes).toEqual([
      expect.stringMatching(/^changed attribute in RACK \\0\.0\/DDM16025 \\0\.0\\0\.1, /),
    ]);
    expect(words(rack('DDM3202K', '0x1'), rack('DDM3202K', '0x2')).changes).toEqual([
      expect.stringMatching(/^changed value channel 0\.paramKW\[0\] in .*\(0x1 → 0x2\)$/),
    ]);
    expect(
      words(rack('A', '0x1'), rack('A', '0x1').replace('autoRun="false"', 'autoRun="true"')).changes,
    ).toEqual([expect.stringMatching(/^changed attribute in P, /)]);
  });

  test('never shows the password of a block, and tells another one', () => {
    const guarded = (password: string) =>
      project(
        `<FBSource nameOfFBType="F" version="0.1"><attribute name="TypePassword" value="${password}"/><attribute name="TypeProtectionLevel" value="2#11"/><FBProgram name="F"><STSource>;</STSource></FBProgram></FBSource>`,
      );
    const result = words(guarded('secret-one'), guarded('secret-two'));
    expect(result.changes).toHaveLength(1);
    expect(JSON.stringify(result)).not.toContain('secret');
    const opened = words(guarded('x'), guarded('x').replace('2#11', '2#00'));
    expect(opened.findings).toEqual(['protection-lowered']);
  });

  test('what a screen writes is told, and where it has it is not', () => {
    const screen = (at: string, caption: string, variable: string, written: string) =>
      project(
        `<IOScreen version="V1.0"><screen name="Panel"><object objectID="18" description="(${at}),(-1,0,0,1),|${caption}|"><varPilot name="${variable}" typeName="INT" description="Pilot:|${written}|${written}|"/></object></screen></IOScreen>`,
      );
    const before = screen('1,2,3,4', 'Fill', 'Speed', '50');
    expect(words(before, screen('9,2,12,4', 'Fill', 'Speed', '50')).changes).toEqual([]);
    expect(words(before, screen('1,2,3,4', 'Fill', 'Speed', '500')).changes).toHaveLength(1);
    expect(words(before, screen('1,2,3,4', 'Drain', 'Speed', '50')).changes).toHaveLength(1);
    expect(words(before, screen('1,2,3,4', 'Fill', 'Level', '50')).changes).not.toEqual([]);
  });

  test('parameters in another order are told, wherever the file has their lines', () => {
    const pins = (...names: readonly [string, number][]) =>
      project(
        `<FBSource nameOfFBType="F"><inputParameters>${names.map(([name, pin]) => `<variables name="${name}" typeName="INT"><attribute name="PositionPin" value="${pin}"/></variables>`).join('')}</inputParameters><FBProgram name="F"><STSource>;</STSource></FBProgram></FBSource>`,
      );
    expect(words(pins(['A', 1], ['B', 2]), pins(['B', 2], ['A', 1])).changes).toEqual([]);
    expect(words(pins(['A', 1], ['B', 2]), pins(['A', 2], ['B', 1])).changes).toHaveLength(1);
  });

  test('a function of a library without its code is compared by the sum of it', () => {
    const library = (sum: string, version = '1.00') =>
      project(
        `<EFSource nameOfEFType="ADD" version="${version}" dateTime="d"><attribute name="TypeCodeCheckSumString" value="${sum}"/></EFSource>`,
      );
    expect(words(library('AAAA'), library('BBBB')).changes).toHaveLength(1);
    expect(words(library('AAAA'), library('AAAA', '1.01')).changes).toHaveLength(1);
    // Whether it is used at all is told by what uses it.
    expect(words(project('<Motion/>'), library('AAAA')).changes).toEqual([]);
  });
});

describe('an exported part', () => {
  const text = section(
    '<STSource>Level := 80;</STSource>',
    '<dataBlock><variables name="Level" typeName="INT"/></dataBlock>',
  );

  test('is what was asked for; what it needs is there for it', () => {
    const now = text
      .replace('Level := 80;', 'Level := 80; Lamp := TRUE;')
      .replace('</dataBlock>', '<variables name="Lamp" typeName="EBOOL"/></dataBlock>');
    const { changes, noise } = words(text, now);
    expect(changes).toEqual(['added statement in Pumps, 6']);
    expect(noise).toEqual(['needed-by-others']);
    const variables = (more: string) =>
      `<VariablesExchangeFile><fileHeader company="Schneider Automation"/><dataBlock><variables name="A" typeName="INT"/>${more}</dataBlock></VariablesExchangeFile>`;
    expect(words(variables(''), variables('<variables name="B" typeName="INT"/>')).changes).toHaveLength(1);
  });

  test('by whom, when and with what it was written means nothing', () => {
    const now = text.replaceAll('2026-1-5', '2026-2-6').replace('V15.0', 'V16.2').replace('0.0.7', '0.0.8');
    expect(words(text, now)).toEqual({
      changes: [],
      findings: [],
      noise: ['edit-record', 'export-time', 'tool-version'],
    });
  });

  test('is told by who wrote it and its outermost element', () => {
    for (const [is, what] of [
      [true, text],
      [true, chart([])],
      [false, text.replace('Schneider', 'Other')],
      [false, '<project company="Schneider"/>'],
    ] as const)
      expect([is, recogniseXef('a.xml', what)]).toEqual([is, is]);
  });

  test('comments end at the first sign that ends one', () => {
    const facts = told(readOf(parseXef(section('<STSource>(* a (* b *) X := 1; (* c *)</STSource>'), 'x')));
    expect(facts.some(line => line.includes('X:write := 1'))).toBe(true);
  });
});

describe('a hostile file', () => {
  test('is refused whole where it declares entities, is too deep or no export', () => {
    for (const [says, text] of [
      ['document type', `<!DOCTYPE a [<!ENTITY b "c">]>${section('<STSource>&b;</STSource>')}`],
      ['deep', project(`${'<IOConf>'.repeat(500)}${'</IOConf>'.repeat(500)}`)],
      ['no export', '<html/>'],
    ] as const) {
      const parsed = parseXef(text, 'x.xef');
      expect(parsed.state === 'refused' && parsed.says).toContain(says);
    }
  });

  test('costs no more than its size: wires that meet, rows without end, rings on a sheet', () => {
    const meeting = ladder(
      ...Array.from({ length: 2_000 }, () =>
        row(open('A'), '<shortCircuit><VLink/><HLink nbCells="9"/></shortCircuit>', coil('B')),
      ),
    );
    const far = ladder(row('<emptyLine nbRows="99999999999"/>'), row('<HLink nbCells="1e300"/>', coil('A')));
    const ring = sheet(
      ...Array.from(
        { length: 2_000 },
        (_, at) =>
          `<FFBBlock instanceName=".${at}" typeName="AND"><descriptionFFB><inputVariable formalParameter="A"/><outputVariable formalParameter="Q"/></descriptionFFB></FFBBlock><linkFB><linkSource parentObjectName=".${at}" pinName="Q"/><linkDestination parentObjectName=".${(at + 1) % 2_000}" pinName="A"/></linkFB>`,
      ),
    );
    const crowd = chart(
      Array.from(
        { length: 3_000 },
        (_, at) =>
          `<transition><objPosition posX="0" posY="1"/></transition><step stepName="s${at}"><objPosition posX="0" posY="0"/></step>`,
      ),
    );
    const began = performance.now();
    for (const text of [meeting, far, ring, crowd])
      expect(['read', 'refused']).toContain(parseXef(text, 'x.xef').state);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  const pieces = constantFrom(
    ...['<program>', '</program>', '<identProgram name="a" task="MAST"/>', '<STSource>', '</STSource>'],
    ...[
      '<LDSource><networkLD>',
      '</networkLD></LDSource>',
      '<typeLine>',
      '</typeLine>',
      open('a'),
      coil('b'),
    ],
    ...['<VLink/>', '<shortCircuit>', '</shortCircuit>', '<HLink nbCells="-5"/>', '<emptyLine nbRows="x"/>'],
    ...['<FFBBlock instanceName="i" typeName="T">', '</FFBBlock>', '<descriptionFFB/>', '<objPosition/>'],
    ...['<FBDSource><networkFBD>', '</networkFBD></FBDSource>', '<linkFB/>', '<jumpObject/>', '<step/>'],
    ...['<SFCProgram><chartSource><networkSFC>', '</networkSFC></chartSource></SFCProgram>', '<linkSFC/>'],
    ...['<transition/>', '<altBranch width="9e9"/>', '<dataBlock>', '</dataBlock>', '<variables name="v"/>'],
    ...['<IOConf><PLC><partItem/></PLC></IOConf>', '<moduleATS/>', '<channelATS/>', 'x := 1;', '(*', '&amp;'],
  );

  test('of its words in any order is answered for', () => {
    assert(
      property(array(pieces, { maxLength: 25 }), list => {
        expect(['read', 'refused']).toContain(parseXef(project(list.join('')), 'x.xef').state);
      }),
      { numRuns: 400 },
    );
  });

  test.skipIf(!artefactsAreThere)('with faults in it is answered for', () => {
    const text = artefact('schneider/PACFramework_pacexample.v2.xef');
    const end = new TextEncoder().encode('</FEFExchangeFile>');
    const fault = record({ at: nat(), length: nat(30), with: uint8Array({ maxLength: 5 }) });
    assert(
      property(nat(text.length), array(fault, { minLength: 1, maxLength: 4 }), (from, faults) => {
        const start = new TextEncoder().encode('<FEFExchangeFile>');
        const whole = Buffer.concat([start, text.subarray(from, from + 20_000), end]);
        const edited = faults.reduce<Uint8Array>((all, each) => {
          const at = each.at % (all.length + 1);
          return Buffer.concat([all.subarray(0, at), each.with, all.subarray(at + each.length)]);
        }, whole);
        expect(['read', 'refused']).toContain(parseXef(edited, 'x.xef').state);
      }),
      { numRuns: 60 },
    );
  });
});
