import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  artefact,
  artefactsAreThere,
  artefactsIn,
  circuitText,
  differing,
  readOf,
  told,
} from '../iec/testing/index.ts';
import { compareFiles } from '../index.ts';
import { references } from '../references/index.ts';
import { l5xNoise, parseL5x, recogniseL5x } from './index.ts';
import { circuitOfText } from './rung.ts';

function file(inner: string, use = 'Target'): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<RSLogix5000Content SchemaRevision="1.0" SoftwareRevision="34.01" ExportDate="Wed Jul 10 20:36:17 2024">
<Controller Use="${use}" Name="Line1">${inner}</Controller></RSLogix5000Content>`;
}

function lines(inner: string, use?: string): string[] {
  return told(readOf(parseL5x(file(inner, use), 'x.L5X')), true);
}

function routine(content: string, type = 'RLL'): string {
  return `<Programs><Program Name="Main"><Routines><Routine Name="R" Type="${type}">${content}</Routine></Routines></Program></Programs>`;
}

function rung(text: string, before = ''): string {
  return routine(
    `<RLLContent><Rung Number="0" Type="N">${before}<Text><![CDATA[${text}]]></Text></Rung></RLLContent>`,
  );
}

function circuit(text: string): string | null {
  const found = circuitOfText(text);
  return found === null ? null : circuitText(found);
}

describe.skipIf(!artefactsAreThere)('of the recorded files', () => {
  test.each(artefactsIn('rockwell', /\.L5X$/))('%s is understood whole', path => {
    const source = readOf(parseL5x(artefact(path), path));
    expect(source.unknown).toEqual([]);
    expect(source.problems).toEqual([]);
    expect(source.units.length).toBeGreaterThan(0);
    expect(recogniseL5x('x.xml', new TextDecoder().decode(artefact(path)))).toBe(true);
    const rules = new Set(l5xNoise.map(({ rule }) => rule));
    expect(source.noise.filter(({ rule }) => !rules.has(rule))).toEqual([]);
  });

  test('no rule hides a value: each decorated value that is another is one difference', {
    timeout: 60_000,
  }, () => {
    const path = 'rockwell/ACDTestsWithAOI.L5X';
    const text = new TextDecoder().decode(artefact(path));
    const before = told(readOf(parseL5x(text, path)));
    const values = [...text.matchAll(/<DataValue[^>]* Value="([^"]*)"/g)];
    expect(values.length).toBeGreaterThan(20);
    for (const value of values) {
      const end = value.index + value[0].length - 1;
      const edited = `${text.slice(0, end - (value[1]?.length ?? 0))}4711${text.slice(end)}`;
      const { gone, come } = differing(before, told(readOf(parseL5x(edited, path))));
      expect([gone.length, come.length], value[0]).toEqual([1, 1]);
    }
  });

  test('each rung of the recorded instruction with another operand is one other line', () => {
    const path = 'rockwell/DUTY_CYCLE_AOI.v2.L5X';
    const text = new TextDecoder().decode(artefact(path));
    const before = told(readOf(parseL5x(text, path)));
    const operands = [...text.matchAll(/\b(?:XIC|XIO|OTE|OTL|OTU)\((\w+)/g)];
    expect(operands.length).toBeGreaterThan(50);
    for (const operand of operands.slice(0, 40)) {
      const end = operand.index + operand[0].length;
      const edited = `${text.slice(0, end)}_other${text.slice(end)}`;
      const { gone, come } = differing(before, told(readOf(parseL5x(edited, path))));
      expect([gone.length, come.length], operand[0]).toEqual([1, 1]);
    }
  });

  test('files with faults in them are answered without throwing', { timeout: 60_000 }, () => {
    const whole = artefact('rockwell/ACDTestsWithAOI.L5X');
    const fault = fc.record({ at: fc.nat(), length: fc.nat(40), with: fc.uint8Array({ maxLength: 6 }) });
    fc.assert(
      fc.property(fc.array(fault, { minLength: 1, maxLength: 8 }), faults => {
        const pieces = faults.reduce<Uint8Array>((bytes, each) => {
          const at = each.at % (bytes.length + 1);
          return Buffer.concat([bytes.subarray(0, at), each.with, bytes.subarray(at + each.length)]);
        }, whole);
        expect(['read', 'refused']).toContain(parseL5x(pieces, 'x.L5X').state);
      }),
      { numRuns: 40 },
    );
  });
});

describe('rungs', () => {
  test('series, branches, boxes and operands with brackets and commas of their own', () => {
    expect(circuit('[XIC(a) ,XIO(b) [ONS(s) ,XIC(c[1,2].3)] ]TON(t,?,?)OTE(d);')).toBe(
      '(open[A] | closed[B] (rising[S] | open[C[1,2].3])) T:TON() coil<D>',
    );
    expect(circuit('TON(t,5000,0)')).toBe('T:TON(Preset=5000, Accum=0)');
    expect(circuit('MOV(16#1F,x)OTL(l)OTU(l)JMP(end);')).toBe(
      'MOV(Source=31 => Dest=X) set<L> reset<L> jump<END>',
    );
    expect(circuit('CMP(ATAN(_Test)>1.0)')).toBe(
      circuit('cmp( ATAN( _test ) > 1.00 );')?.replace('cmp', 'CMP'),
    );
    expect(circuit('My_AOI(inst,Local:1:I.Data,0)')).toBe('My_AOI(1=INST, 2=LOCAL:1:I.DATA, 3=0)');
    expect(circuit(';')).toBe('');
  });

  test.each(['XIC(a', '[XIC(a)', 'XIC(a))', 'XIC(a)]', '(', "MSG('a", 'XIC(a);OTE(b);', '['.repeat(5_000)])(
    '%s is no rung: kept as text and said',
    text => {
      const source = readOf(parseL5x(file(rung(text)), 'x.L5X'));
      expect(source.unknown.map(each => each.text)).toEqual([text]);
      expect(source.problems).toHaveLength(1);
      expect(told(source).join('\n')).toContain(`verbatim{${text}}`);
    },
  );

  const operand = fc.constantFrom('a', 'Tank.Level', 'arr[3,i].5', 'Local:1:I.Data', '16#FF', '-1.5');
  const contact = fc.tuple(
    fc.constantFrom('XIC', 'XIO', 'ONS', 'OTE', 'TON', 'MOV', 'MyAoi'),
    fc.array(operand, { minLength: 1, maxLength: 4 }),
  );
  const { series } = fc.letrec<{ series: string[]; part: string[] }>(tie => ({
    series: fc.array(tie('part'), { minLength: 1, maxLength: 4 }).map(parts => parts.flat()),
    part: fc.oneof(
      { maxDepth: 3 },
      contact.map(([name, list]) => [
        name,
        '(',
        ...list.flatMap((each, at) => (at === 0 ? [each] : [',', each])),
        ')',
      ]),
      fc
        .array(tie('series'), { minLength: 1, maxLength: 3 })
        .map(list => ['[', ...list.flatMap((each, at) => (at === 0 ? each : [',', ...each])), ']']),
    ),
  }));

  test('blanks and letter case mean nothing, a name that is another does', () => {
    fc.assert(
      fc.property(series, tokens => {
        const plain = circuit(tokens.join(''));
        expect(plain).not.toBeNull();
        expect(circuit(`${tokens.join(' ')} ;`)).toBe(plain);
        expect(circuit(tokens.join('').toUpperCase())?.toUpperCase()).toBe(plain?.toUpperCase());
        expect(circuit(`${tokens.join('')}XIC(another)`)).not.toBe(plain);
      }),
      { numRuns: 100 },
    );
  });

  test('any text is answered', () => {
    const piece = fc.constantFrom('XIC', '(', ')', '[', ']', ',', ';', "'", '$', ' ', 'a', '1', '.');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), list => {
        expect(readOf(parseL5x(file(rung(list.join(''))), 'x')).units).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });

  test('comment, number and a pending edit stand at the rung', () => {
    expect(lines(rung('NOP();', '<Comment><![CDATA[stop first]]></Comment>')).slice(-3)).toEqual([
      '/controller LINE1/program MAIN/routine R network 0 RLL',
      '/controller LINE1/program MAIN/routine R // stop first',
      '/controller LINE1/program MAIN/routine R NOP()',
    ]);
    const pending = file(rung('NOP();')).replace('Type="N"', 'Type="I"');
    expect(told(readOf(parseL5x(pending, 'x'))).join('\n')).toContain('[Edit = I]');
  });

  test('a routine that is jumped to is called', () => {
    const found = references(readOf(parseL5x(file(rung('JSR(Fill,1,Level);')), 'x')));
    expect(found.filter(({ key }) => key === 'FILL').map(({ access }) => access)).toEqual(['call']);
    expect(found.filter(({ key }) => key === 'LEVEL').map(({ access }) => access)).toEqual(['read']);
  });
});

describe('tags', () => {
  const tag = (data: string, attributes = 'DataType="DINT"') =>
    lines(`<Tags><Tag Name="T" ${attributes}>${data}</Tag></Tags>`).slice(1);

  test('a value by what it is, not by its radix; a sign by the bits of its type', () => {
    const value = (written: string, type: string) =>
      tag(`<Data Format="Decorated"><DataValue DataType="${type}" Value="${written}"/></Data>`)[0];
    expect(value('16#ffff_ffff', 'DINT')).toBe(value('-1', 'DINT'));
    expect(value('16#ffff', 'INT')).toBe(value('-1', 'INT'));
    expect(value('16#ffff', 'DINT')).toBe(value('65535', 'DINT'));
    expect(value('1.50', 'REAL')).toBe(value('1.5e0', 'REAL'));
    expect(value('-1.5', 'REAL')).not.toBe(value('1.5', 'REAL'));
    expect(value('T#1s', 'TIME')).toBe(value('T#1000ms', 'TIME'));
  });

  test('structures and arrays part by part, with what is said about a part', () => {
    expect(
      tag(
        `<Comments><Comment Operand="[1].PRE"><![CDATA[fill time]]></Comment><Comment Operand="[9].DN"><![CDATA[x]]></Comment></Comments>
        <Data Format="L5K"><![CDATA[[[0,1,0]]]]></Data>
        <Data Format="Decorated"><Array DataType="TIMER" Dimensions="2"><Element Index="[1]"><Structure DataType="TIMER">
        <DataValueMember Name="PRE" DataType="DINT" Value="5000"/></Structure></Element></Array></Data>`,
        'DataType="TIMER" Dimensions="2"',
      ),
    ).toEqual([
      '/controller LINE1 Tag T : TIMER[2]',
      '/controller LINE1 Tag T // [9].DN: x',
      '/controller LINE1 Tag T  [1] : TIMER',
      '/controller LINE1 Tag T  [1]  PRE : DINT := 5000',
      '/controller LINE1 Tag T  [1]  PRE // fill time',
    ]);
  });

  test('the L5K writing is the value where it stands alone, and noise beside a readable one', () => {
    const raw = '<Data Format="L5K"><![CDATA[[1,\n\t2]]]></Data>';
    expect(tag(raw)[0]).toBe('/controller LINE1 Tag T : DINT := [1, 2]');
    const both = `${raw}<Data Format="String" Length="2"><![CDATA['ab']]></Data>`;
    const source = readOf(parseL5x(file(`<Tags><Tag Name="T">${both}</Tag></Tags>`), 'x'));
    expect(source.noise.map(({ rule }) => rule)).toContain('raw-duplicate');
    expect(told(source)[1]).toBe("/controller LINE1 Tag T :  := 'ab'");
  });

  test('alias, constant and access; what is not written is as usual', () => {
    expect(tag('', 'TagType="Alias" AliasFor="Local:1:I.Data.3" ExternalAccess="None"')).toEqual([
      '/controller LINE1 Tag T AT Local:1:I.Data.3 : ',
      '/controller LINE1 Tag T [TagType = Alias]',
      '/controller LINE1 Tag T [ExternalAccess = None]',
    ]);
    expect(tag('', 'DataType="DINT" Constant="false" TagType="Base" OpcUaAccess="None"')).toEqual(tag(''));
    expect(tag('', 'DataType="DINT" Constant="true"')).toContain('/controller LINE1 Tag T [Constant = true]');
  });

  test('what an alarm is set to is a value each', () => {
    const data = '<Data Format="Alarm"><AlarmAnalogParameters HLimit="80.0"/><AlarmConfig/></Data>';
    expect(tag(data)).toContain('/controller LINE1 Tag T AlarmAnalogParameters HLIMIT :  := 80.0');
  });
});

describe('what a change does', () => {
  const findings = (old: string, now: string) => {
    const side = (inner: string) => ({ path: 'Line1.L5X', content: new TextEncoder().encode(file(inner)) });
    const result = compareFiles(side(old), side(now));
    if (result.state !== 'compared') throw new Error(result.state);
    return result.diff.findings.map(({ rule, says }) => `${rule}: ${says}`);
  };

  test('the preset of a timer in an array of timers', () => {
    const timers = (preset: string) =>
      `<Tags><Tag Name="Fill" DataType="TIMER" Dimensions="1"><Data Format="Decorated"><Array DataType="TIMER" Dimensions="1"><Element Index="[0]"><Structure DataType="TIMER"><DataValueMember Name="PRE" DataType="DINT" Value="${preset}"/></Structure></Element></Array></Data></Tag></Tags>`;
    expect(findings(timers('3000'), timers('5000'))).toEqual([
      expect.stringMatching(/^preset-changed: timer preset of Fill\[0\] 3000 → 5000/),
    ]);
  });

  test('an interlock that is taken out, and a rung that is switched off by AFI', () => {
    const before = rung('XIC(Start)XIC(Guard)OTE(Motor);');
    expect(findings(before, rung('XIC(Start)OTE(Motor);')).map(each => each.split(':')[0])).toContain(
      'interlock-removed',
    );
    expect(findings(before, rung('AFI()XIC(Start)XIC(Guard)OTE(Motor);'))).toContainEqual(
      expect.stringMatching(/^constant-condition: .*AFI is always false/),
    );
  });
});

describe('other parts', () => {
  test('the hidden host of bits is not shown, the bits are BOOL', () => {
    const member = (attributes: string) => `<Member ${attributes}/>`;
    expect(
      lines(
        `<DataTypes><DataType Name="U"><Members>${member('Name="ZZZ0" DataType="SINT" Hidden="true"')}${member('Name="b" DataType="BIT" Target="ZZZ0" BitNumber="0" Hidden="false"')}${member('Name="pad" DataType="INT" Dimension="4" Hidden="true"')}</Members></DataType></DataTypes>`,
      ).slice(2),
    ).toEqual([
      '/controller LINE1/data-type U  B : BOOL',
      '/controller LINE1/data-type U  PAD : INT[4]',
      '/controller LINE1/data-type U  PAD [Hidden = true]',
    ]);
  });

  test('in the export of a part all but the part is context', () => {
    const inner = `<DataTypes Use="Context"><DataType Name="U"/></DataTypes>
      <AddOnInstructionDefinitions Use="Context"><AddOnInstructionDefinition Use="Target" Name="A"/></AddOnInstructionDefinitions>
      <Tags Use="Context"><Tag Name="T" DataType="DINT"/></Tags>`;
    const { units } = readOf(parseL5x(file(inner, 'Context'), 'x'));
    expect(units.map(({ key, context = false }) => [key, context])).toEqual([
      ['data-type U', true],
      ['add-on-instruction A', false],
      ['variable-list T', true],
    ]);
  });

  test('encrypted code is noise beside a date of edit, and compared without one', () => {
    const encoded = (code: string, date: string) =>
      lines(
        `<AddOnInstructionDefinitions><EncodedData EncodedType="AddOnInstructionDefinition" Name="A"${date}>${code}</EncodedData></AddOnInstructionDefinitions>`,
      );
    expect(encoded('AAl5', ' EditedDate="1"')).toEqual(encoded('AAn0', ' EditedDate="1"'));
    expect(encoded('AAl5', ' EditedDate="1"')).not.toEqual(encoded('AAl5', ' EditedDate="2"'));
    expect(encoded('AAl5', '')).not.toEqual(encoded('AAn0', ''));
  });

  test('structured text of Logix: module tags, `[:=]`, regions; lines are those of the file', () => {
    const text = ['#region Fill', 'Valve[1] [:=] Local:1:I.Data.3;', "Name := 'a'; // done"]
      .map((line, at) => `<Line Number="${at}">\n<![CDATA[${line}]]>\n</Line>`)
      .join('\n');
    const source = readOf(parseL5x(file(routine(`<STContent>\n${text}\n</STContent>`, 'ST')), 'x'));
    expect([source.unknown, source.problems]).toEqual([[], []]);
    expect(told(source).slice(-2)).toEqual([
      '/controller LINE1/program MAIN/routine R assignment: VALVE:write [ 1 ] [:=] LOCAL:1:I.DATA.3:read',
      "/controller LINE1/program MAIN/routine R assignment: NAME:write := 'a'",
    ]);
    expect(source.noise.map(({ rule }) => rule)).toContain('region');
    const body = source.units[0]?.units[0]?.units[0]?.networks[0]?.body;
    expect(body?.form === 'statements' && body.statements.map(({ line }) => line)).toEqual([7, 10]);
  });

  test('sheets: numbers and places of elements mean nothing, wires do', () => {
    const sheet = (of: (id: number) => number, x: number, pin = 'In1') =>
      lines(
        routine(
          `<FBDContent><Sheet Number="1"><IRef ID="${of(0)}" X="${x}" Y="1" Operand="a"/><ORef ID="${of(1)}" X="1" Y="1" Operand="b"/>
        <Function Type="BAND__F" ID="${of(2)}" X="${x}" Y="1"/><Block Type="TONR" ID="${of(3)}" Operand="T1" X="3" Y="3"/>
        <Wire FromID="${of(0)}" ToID="${of(2)}" ToParam="${pin}"/><Wire FromID="${of(2)}" FromParam="Out" ToID="${of(3)}" ToParam="TimerEnable"/>
        <Wire FromID="${of(3)}" FromParam="DN" ToID="${of(1)}"/></Sheet></FBDContent>`,
          'FBD',
        ),
      );
    expect(sheet(id => id, 1).at(-1)).toBe(
      '/controller LINE1/program MAIN/routine R T1:TONR(TimerEnable=BAND__F(In1=A) => DN=B)',
    );
    expect(sheet(id => 9 - id, 700)).toEqual(sheet(id => id, 1));
    expect(sheet(id => id, 1, 'In2')).not.toEqual(sheet(id => id, 1));
  });

  test('a function that leads to many boxes costs no more than they do', { timeout: 20_000 }, () => {
    const boxes = Array.from(
      { length: 20_000 },
      (_, at) =>
        `<Block ID="b${at}" Operand="o${at}" Type="T"/><Wire FromID="f" ToID="b${at}" ToParam="In"/>`,
    );
    const sheet = `<FBDContent><Sheet Number="1"><Function ID="f" Type="A"/>${boxes.join('')}</Sheet></FBDContent>`;
    const told = lines(routine(sheet, 'FBD'));
    expect(told.filter(line => line.endsWith(':T(In=A())')).length).toBeGreaterThan(1_000);
    expect(told.filter(line => line.endsWith(':T(In=A)')).length).toBeGreaterThan(10_000);
  });

  test('charts: what leads where, through branches', () => {
    const condition =
      '<Condition><STContent><Line Number="0"><![CDATA[Level > 80]]></Line></STContent></Condition>';
    const chart = lines(
      routine(
        `<SFCContent><Step ID="0" Operand="S0" InitialStep="true"><Action ID="9" Operand="A0" Qualifier="P"><Body><STContent><Line Number="0"><![CDATA[x := 1;]]></Line></STContent></Body></Action></Step>
        <Step ID="1" Operand="S1"/><Step ID="2" Operand="S2"/><Transition ID="3" Operand="T0">${condition}</Transition>
        <Branch ID="4" BranchType="Simultaneous" BranchFlow="Diverge"><Leg ID="5"/><Leg ID="6"/></Branch>
        <DirectedLink FromID="0" ToID="3"/><DirectedLink FromID="3" ToID="4"/><DirectedLink FromID="5" ToID="1"/><DirectedLink FromID="6" ToID="2"/></SFCContent>`,
        'SFC',
      ),
    ).map(line => line.replace('/controller LINE1/program MAIN/routine R ', ''));
    expect(chart).toEqual(
      expect.arrayContaining([
        'step S0 initial',
        'step S0 P  assignment: X:write := 1',
        'transition T0 S0 -> S1+S2',
        'transition T0 S0 -> S1+S2 other: LEVEL:read > 80',
      ]),
    );
  });

  test('who exported, when and with what changes nothing', () => {
    const text = file('<Tags><Tag Name="T" DataType="DINT"/></Tags>');
    const later = text
      .replace('2024', '2026')
      .replace('34.01', '36.00')
      .replace('Name="Line1"', 'Name="LINE1" LastModifiedDate="now"');
    const [was, is] = [text, later].map(each => readOf(parseL5x(each, 'x')));
    expect(is === undefined ? [] : told(is)).toEqual(was === undefined ? null : told(was));
    expect(is?.noise.length).toBe((was?.noise.length ?? 0) + 1);
  });

  test('no L5X, a document type and what is too long are refused', () => {
    for (const text of ['', '<a/>', '<!DOCTYPE a><RSLogix5000Content/>', 'x'.repeat(33 * 1024 * 1024)])
      expect(parseL5x(text, 'x').state).toBe('refused');
    expect(recogniseL5x('x.L5X', '<a/>')).toBe(false);
  });
});
