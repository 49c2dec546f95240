import { describe, expect, test } from 'vitest';
import { compareFiles } from '../files.ts';
import { simaticMlBlock } from '../siemens/testing/index.ts';

/** A source in few words, in the form that its ending says. */
type Form = (code: string, declarations?: string) => string;

const st: Form = (code, declarations = '') =>
  `PROGRAM Main\nVAR\n${declarations}\nEND_VAR\n${code}\nEND_PROGRAM\n`;
const twincat: Form = (code, declarations = '') =>
  `<?xml version="1.0"?><TcPlcObject Version="1.1.0.1"><POU Name="Main" Id="{1}"><Declaration><![CDATA[PROGRAM Main\nVAR\n${declarations}\nEND_VAR]]></Declaration><Implementation><ST><![CDATA[${code}]]></ST></Implementation></POU></TcPlcObject>`;
const scl: Form = (code, declarations = '') =>
  `FUNCTION_BLOCK "Main"\nVAR\n${declarations}\nEND_VAR\nBEGIN\n${code}\nEND_FUNCTION_BLOCK\n`;
const awl: Form = code => `FUNCTION FC 1 : VOID\nBEGIN\nNETWORK\nTITLE =\n${code}\nEND_FUNCTION\n`;
const l5x: Form = (rungs, tags = '') =>
  `<?xml version="1.0"?><RSLogix5000Content><Controller Use="Target" Name="C"><Tags>${tags}</Tags><Programs><Program Name="Main" MainRoutineName="R"><Tags/><Routines><Routine Name="R" Type="RLL"><RLLContent>${rungs
    .split('\n')
    .map((text, at) => `<Rung Number="${at}" Type="N"><Text><![CDATA[${text};]]></Text></Rung>`)
    .join('')}</RLLContent></Routine></Routines></Program></Programs></Controller></RSLogix5000Content>`;
const plcopen: Form = (code, declarations = '') =>
  `<project xmlns="http://www.plcopen.org/xml/tc6_0201"><types><dataTypes/><pous><pou name="Main" pouType="program"><interface>${declarations}</interface><body><ST><xhtml xmlns="http://www.w3.org/1999/xhtml">${code}</xhtml></ST></body></pou></pous></types></project>`;
const s7dcl: Form = (rung, declarations = '') =>
  `FUNCTION_BLOCK "Main"\nVAR\n${declarations}\nEND_VAR\nNETWORK\nRUNG wire#powerrail\n${rung}\nEND_RUNG\nEND_NETWORK\nEND_FUNCTION_BLOCK\n`;
/** Contacts in series and a coil: `a /b q`. */
const simatic: Form = (words, members = '') => {
  const names = words.split(' ');
  const parts = names.map((word, at) => {
    const isLast = at === names.length - 1;
    const [, sign = '', name = ''] = /^([SR]=|[/^]?)(.*)$/.exec(word) ?? [];
    const type = isLast
      ? ({ 'S=': 'SCoil', 'R=': 'RCoil' }[sign] ?? 'Coil')
      : sign === '^'
        ? 'PContact'
        : 'Contact';
    const access = `<Access Scope="GlobalVariable" UId="${100 + at}"><Symbol><Component Name="${name}" /></Symbol></Access>`;
    const negated = sign === '/' ? '<Negated Name="operand" />' : '';
    return { access, part: `<Part Name="${type}" UId="${200 + at}">${negated}</Part>` };
  });
  const pin = (at: number) => (names[at]?.startsWith('^') ? 'pre' : 'in');
  const wires = names.map(
    (_, at) =>
      `<Wire UId="${300 + at}">${at === 0 ? '<Powerrail />' : `<NameCon UId="${199 + at}" Name="out" />`}<NameCon UId="${200 + at}" Name="${pin(at)}" /></Wire><Wire UId="${400 + at}"><IdentCon UId="${100 + at}" /><NameCon UId="${200 + at}" Name="operand" /></Wire>`,
  );
  return simaticMlBlock(
    `<FlgNet><Parts>${parts.map(({ access }) => access).join('')}${parts.map(({ part }) => part).join('')}</Parts><Wires>${wires.join('')}</Wires></FlgNet>`,
    'LAD',
    members,
  );
};

const timer = (preset: number) =>
  `<Tag Name="T1" TagType="Base" DataType="TIMER"><Data Format="Decorated"><Structure DataType="TIMER"><DataValueMember Name="PRE" DataType="DINT" Radix="Decimal" Value="${preset}"/></Structure></Data></Tag>`;
const tag = (more: string, data = '') => `<Tag Name="Level" TagType="Base" ${more}>${data}</Tag>`;
const alarm = (limit: string) =>
  tag(
    'DataType="ALARM_ANALOG"',
    `<Data Format="Alarm"><AlarmAnalogParameters HHLimit="${limit}" Severity="500"/></Data>`,
  );
const channel = (high: string) =>
  `<?xml version="1.0"?><RSLogix5000Content><Controller Use="Target" Name="C"><Modules><Module Name="AI" CatalogNumber="1756-IF8I"><Communications><ConfigTag><Data Format="Decorated"><Structure DataType="AB:C:0"><StructureMember Name="Ch00" DataType="AB:AI:C:0"><DataValueMember Name="HighEngineering" DataType="REAL" Value="${high}"/></StructureMember></Structure></Data></ConfigTag></Communications></Module></Modules></Controller></RSLogix5000Content>`;
const member = (name: string, more: string, inner = '') => `<Member Name="${name}" ${more}>${inner}</Member>`;
const box = (type: string, max: string) =>
  simaticMlBlock(
    `<FlgNet><Parts><Access Scope="LiteralConstant" UId="1"><Constant><ConstantValue>${max}</ConstantValue></Constant></Access><Access Scope="GlobalVariable" UId="2"><Symbol><Component Name="raw" /></Symbol></Access><Part Name="${type}" UId="3" /></Parts><Wires><Wire UId="4"><Powerrail /><NameCon UId="3" Name="en" /></Wire><Wire UId="5"><IdentCon UId="1" /><NameCon UId="3" Name="max" /></Wire><Wire UId="6"><IdentCon UId="2" /><NameCon UId="3" Name="value" /></Wire></Wires></FlgNet>`,
  );
const safe = (operand: string) =>
  simatic(`${operand} q`).replace('<ProgrammingLanguage>LAD', '<ProgrammingLanguage>F_LAD');
const settings = (xml: string) => simatic('a q').replace('<Name>B</Name>', `<Name>B</Name>${xml}`);
const plcVar = (name: string, type: string, value: string, list = '<localVars>') =>
  `${list}<variable name="${name}"><type><${type}/></type><initialValue><simpleValue value="${value}"/></initialValue></variable></localVars>`;

const cases: readonly (readonly [rule: string, path: string, old: string, now: string, says: string])[] = [
  ['safety-touched', 'a.xml', safe('a'), safe('b'), 'safety block B touched'],
  [
    'safety-touched',
    'a.L5X',
    l5x('XIC(a)OTE(q)').replace('<Program ', '<Program Class="Safety" '),
    l5x('XIC(b)OTE(q)').replace('<Program ', '<Program Class="Safety" '),
    'safety block',
  ],
  [
    'safety-touched',
    'a.L5X',
    l5x('XIC(a)OTE(q)', tag('DataType="DINT" Class="Safety" ExternalAccess="None"')),
    l5x('XIC(a)OTE(q)', tag('DataType="DINT" Class="Safety" ExternalAccess="Read Only"')),
    'safety tag Level touched',
  ],
  [
    'safety-touched',
    'a.L5X',
    l5x('XIC(a)OTE(q)').replace('<Tags>', '<SafetyInfo SafetyLocked="true"/><Tags>'),
    l5x('XIC(a)OTE(q)').replace('<Tags>', '<SafetyInfo SafetyLocked="false"/><Tags>'),
    'safety setting SafetyInfo SafetyLocked touched',
  ],
  [
    'force',
    'a.L5X',
    l5x('XIC(a)OTE(q)', tag('DataType="BOOL"')),
    l5x(
      'XIC(a)OTE(q)',
      tag(
        'DataType="BOOL"',
        '<ForceData Format="Decorated"><DataValue DataType="BOOL" Value="1"/></ForceData>',
      ),
    ),
    'force: ForceData',
  ],

  ['interlock-removed', 'a.st', st('q := a AND b;'), st('q := a;'), 'b'],
  [
    'interlock-removed',
    'a.TcPOU',
    twincat('IF a AND b THEN q := c; END_IF;'),
    twincat('IF a THEN q := c; END_IF;'),
    'b',
  ],
  ['interlock-removed', 'a.scl', scl('"q" := "a" AND "b";'), scl('"q" := "a";'), 'b'],
  ['interlock-removed', 'a.awl', awl('U E 0.0;\nU E 0.1;\n= A 4.0;'), awl('U E 0.0;\n= A 4.0;'), '0.1'],
  ['interlock-removed', 'a.L5X', l5x('XIC(a)XIC(b)OTE(q)'), l5x('XIC(a)OTE(q)'), 'b'],
  ['interlock-removed', 'a.xml', simatic('a b q'), simatic('a q'), '"b"'],
  [
    'interlock-removed',
    'a.s7dcl',
    s7dcl('Contact( #a )\nContact( #b )\nCoil( #q )'),
    s7dcl('Contact( #a )\nCoil( #q )'),
    '#b',
  ],
  ['interlock-removed', 'plc.xml', plcopen('q := a AND b;'), plcopen('q := a;'), 'b'],

  ['bypass-added', 'a.st', st('q := a;'), st('q := a OR b;'), 'b'],
  ['bypass-added', 'a.scl', scl('"q" := "a";'), scl('"q" := "a" OR "b";'), 'b'],
  ['bypass-added', 'a.L5X', l5x('XIC(a)OTE(q)'), l5x('[XIC(a),XIC(b)]OTE(q)'), 'b'],

  [
    'constant-condition',
    'a.st',
    st('IF a THEN q := b; END_IF;'),
    st('IF TRUE THEN q := b; END_IF;'),
    'always true',
  ],
  [
    'constant-condition',
    'a.scl',
    scl('IF "a" THEN "q" := "b"; END_IF;'),
    scl('IF "AlwaysTRUE" THEN "q" := "b"; END_IF;'),
    'always true',
  ],
  ['constant-condition', 'a.xml', simatic('a q'), simatic('AlwaysTRUE q'), 'always true'],
  ['constant-condition', 'a.xml', simatic('a q'), simatic('AlwaysFALSE q'), 'always false'],
  ['constant-condition', 'a.xml', simatic('a q'), simatic('/AlwaysFALSE q'), 'always true'],
  [
    'constant-condition',
    'a.s7dcl',
    s7dcl('Contact( #a )\nCoil( #q )'),
    s7dcl('Contact( "AlwaysTRUE" )\nCoil( #q )'),
    'always true',
  ],
  ['constant-condition', 'a.L5X', l5x('XIC(a)OTE(q)'), l5x('XIC(1)OTE(q)'), 'always true'],
  ['constant-condition', 'a.L5X', l5x('XIC(a)OTE(q)'), l5x('AFI()XIC(a)OTE(q)'), 'AFI'],
  ['constant-condition', 'a.L5X', l5x('XIC(a)OTE(q)'), l5x('[XIC(a),]OTE(q)'), 'wire'],

  ['edge-removed', 'a.L5X', l5x('XIC(a)ONS(m)OTE(q)'), l5x('XIC(a)OTE(q)'), 'm'],
  ['edge-removed', 'a.xml', simatic('^a q'), simatic('a q'), 'a'],
  ['edge-removed', 'a.awl', awl('U E 0.0;\nFP M 1.0;\n= A 4.0;'), awl('U E 0.0;\n= A 4.0;'), ''],
  ['edge-removed', 'a.st', st('t(CLK := a); q := t.Q;', 't : R_TRIG;'), st('q := a;', 't : R_TRIG;'), ''],

  [
    'call-removed',
    'a.st',
    st('Guard(); q := a;', 'Guard : FB_Guard;'),
    st('q := a;', 'Guard : FB_Guard;'),
    'Guard is no longer called',
  ],
  ['call-removed', 'a.scl', scl('"Guard"(); "q" := "a";'), scl('"q" := "a";'), 'Guard'],
  ['call-removed', 'a.awl', awl('CALL FC 7;\nU E 0.0;\n= A 4.0;'), awl('U E 0.0;\n= A 4.0;'), 'FC 7'],
  [
    'call-removed',
    'a.L5X',
    l5x('XIC(a)JSR(Guard,0)\nXIC(b)OTE(q)'),
    l5x('XIC(a)NOP()\nXIC(b)OTE(q)'),
    'Guard is no longer called',
  ],

  [
    'latched-without-reset',
    'a.L5X',
    l5x('XIC(a)OTL(q)\nXIC(b)OTU(q)'),
    l5x('XIC(a)OTL(q)\nXIC(b)OTU(r)'),
    'q is set and nowhere reset',
  ],
  ['latched-without-reset', 'a.xml', simatic('a q'), simatic('a S=q'), '"q" is set and nowhere reset'],
  [
    'latched-without-reset',
    'a.awl',
    awl('U E 0.0;\nS M 1.0;\nU E 0.1;\nR M 1.0;'),
    awl('U E 0.0;\nS M 1.0;\nU E 0.1;\nR M 1.1;'),
    'M 1.0',
  ],
  [
    'latched-without-reset',
    'a.TcPOU',
    twincat('q S= a; q R= b;'),
    twincat('q S= a; r R= b;'),
    'q is set and nowhere reset',
  ],

  [
    'limit-widened',
    'a.st',
    st('q := a;', 'TempMax : REAL := 80.0;'),
    st('q := a;', 'TempMax : REAL := 90.0;'),
    'TempMax',
  ],
  [
    'limit-widened',
    'a.scl',
    scl('"q" := "a";', 'tempMax : Real := 80.0;'),
    scl('"q" := "a";', 'tempMax : Real := 90.0;'),
    'tempMax',
  ],
  [
    'limit-widened',
    'a.xml',
    simatic('a q', member('tempMax', 'Datatype="Real"', '<StartValue>80.0</StartValue>')),
    simatic('a q', member('tempMax', 'Datatype="Real"', '<StartValue>90.0</StartValue>')),
    'tempMax',
  ],
  [
    'limit-widened',
    'a.L5X',
    l5x('XIC(a)OTE(q)', alarm('90.0')),
    l5x('XIC(a)OTE(q)', alarm('95.0')),
    'HHLimit',
  ],
  ['limit-widened', 'a.L5X', l5x('LIM(0,x,100)OTE(q)'), l5x('LIM(0,x,120)OTE(q)'), 'High Limit'],
  [
    'limit-widened',
    'plc.xml',
    plcopen('q := a;', plcVar('TempMax', 'REAL', '80.0')),
    plcopen('q := a;', plcVar('TempMax', 'REAL', '90.0')),
    'TempMax',
  ],

  [
    'comparison-changed',
    'a.st',
    st('IF x > 80.0 THEN q := a; END_IF;'),
    st('IF x > 90.0 THEN q := a; END_IF;'),
    '80.0 → 90.0',
  ],
  [
    'comparison-changed',
    'a.scl',
    scl('IF "x" > 80.0 THEN "q" := "a"; END_IF;'),
    scl('IF "x" > 90.0 THEN "q" := "a"; END_IF;'),
    '80.0 → 90.0',
  ],
  ['comparison-changed', 'a.L5X', l5x('GEQ(x,80)OTE(q)'), l5x('GEQ(x,90)OTE(q)'), '80 → 90'],
  [
    'comparison-changed',
    'a.awl',
    awl('L MW 10;\nL 80;\n>I;\n= A 4.0;'),
    awl('L MW 10;\nL 90;\n>I;\n= A 4.0;'),
    '80 → 90',
  ],

  [
    'preset-changed',
    'a.st',
    st('t(IN := a, PT := T#3s);', 't : TON;'),
    st('t(IN := a, PT := T#5s);', 't : TON;'),
    '3 s → 5 s',
  ],
  [
    'preset-changed',
    'a.scl',
    scl('#t(IN := "a", PT := T#3s);', 't : TON_TIME;'),
    scl('#t(IN := "a", PT := T#5s);', 't : TON_TIME;'),
    '3 s → 5 s',
  ],
  [
    'preset-changed',
    'a.awl',
    awl('U E 0.0;\nL S5T#3S;\nSE T 1;'),
    awl('U E 0.0;\nL S5T#5S;\nSE T 1;'),
    'T 1',
  ],
  [
    'preset-changed',
    'a.L5X',
    l5x('XIC(a)TON(T1,?,?)', timer(3000)),
    l5x('XIC(a)TON(T1,?,?)', timer(5000)),
    '3000 → 5000',
  ],
  ['preset-changed', 'a.L5X', l5x('XIC(a)TON(T1,3000,0)'), l5x('XIC(a)TON(T1,5000,0)'), '3000 → 5000'],
  [
    'preset-changed',
    'plc.xml',
    plcopen('t(IN := a, PT := T#3s);'),
    plcopen('t(IN := a, PT := T#5s);'),
    '3 s → 5 s',
  ],

  [
    'scaling-changed',
    'a.L5X',
    l5x('SCP(raw,0,27648,0.0,100.0,x)'),
    l5x('SCP(raw,0,27648,0.0,120.0,x)'),
    '100.0 → 120.0',
  ],
  ['scaling-changed', 'a.L5X', channel('100.0'), channel('120.0'), 'HighEngineering'],
  ['scaling-changed', 'a.xml', box('NORM_X', '27648'), box('NORM_X', '32767'), '27648 → 32767'],
  ['scaling-changed', 'a.xml', box('SCALE_X', '100'), box('SCALE_X', '120'), '100 → 120'],
  [
    'scaling-changed',
    'a.scl',
    scl('"x" := SCALE_X(MIN := 0.0, VALUE := "n", MAX := 100.0);'),
    scl('"x" := SCALE_X(MIN := 0.0, VALUE := "n", MAX := 120.0);'),
    '100.0 → 120.0',
  ],

  ['type-narrowed', 'a.st', st('q := a;', 'n : DINT;'), st('q := a;', 'n : INT;'), 'DINT → INT'],
  ['type-narrowed', 'a.scl', scl('"q" := "a";', 'n : DInt;'), scl('"q" := "a";', 'n : Int;'), 'DInt → Int'],
  [
    'type-narrowed',
    'a.xml',
    simatic('a q', member('n', 'Datatype="DInt"')),
    simatic('a q', member('n', 'Datatype="Int"')),
    'DInt → Int',
  ],
  [
    'type-narrowed',
    'a.L5X',
    l5x('XIC(a)OTE(q)', tag('DataType="DINT"')),
    l5x('XIC(a)OTE(q)', tag('DataType="INT"')),
    'DINT → INT',
  ],
  [
    'type-narrowed',
    'plc.xml',
    plcopen('q := a;', plcVar('n', 'DINT', '1')),
    plcopen('q := a;', plcVar('n', 'INT', '1')),
    'DINT → INT',
  ],

  [
    'retain-lost',
    'a.st',
    'PROGRAM Main\nVAR RETAIN n : INT; END_VAR\nq := a;\nEND_PROGRAM\n',
    'PROGRAM Main\nVAR n : INT; END_VAR\nq := a;\nEND_PROGRAM\n',
    'n is no longer retained',
  ],
  [
    'retain-lost',
    'a.xml',
    simatic('a q', member('n', 'Datatype="Int" Remanence="Retain"')),
    simatic('a q', member('n', 'Datatype="Int" Remanence="NonRetain"')),
    'n is no longer retained',
  ],
  [
    'retain-lost',
    'a.scl',
    scl('"q" := "a";').replace('VAR\n', 'VAR RETAIN\nn : Int;\n'),
    scl('"q" := "a";').replace('VAR\n', 'VAR\nn : Int;\n'),
    'n is no longer retained',
  ],
  [
    'retain-lost',
    'plc.xml',
    plcopen('q := a;', plcVar('n', 'INT', '1', '<localVars retain="true">')),
    plcopen('q := a;', plcVar('n', 'INT', '1')),
    'n is no longer retained',
  ],

  [
    'protection-lowered',
    'a.xml',
    settings('<IsKnowHowProtected>true</IsKnowHowProtected>'),
    settings(''),
    'KnowHowProtected',
  ],
  [
    'protection-lowered',
    'a.xml',
    settings('<IsWriteProtected>true</IsWriteProtected>'),
    settings(''),
    'IsWriteProtected',
  ],
  [
    'protection-lowered',
    'a.awl',
    awl('U E 0.0;\n= A 4.0;').replace('BEGIN', 'KNOW_HOW_PROTECT\nBEGIN'),
    awl('U E 0.0;\n= A 4.0;'),
    'KnowHowProtected',
  ],
  [
    'protection-lowered',
    'a.L5X',
    l5x('XIC(a)OTE(q)', tag('DataType="DINT" ExternalAccess="None"')),
    l5x('XIC(a)OTE(q)', tag('DataType="DINT" ExternalAccess="Read/Write"')),
    'ExternalAccess of Level',
  ],
  [
    'protection-lowered',
    'a.L5X',
    l5x('XIC(a)OTE(q)', tag('DataType="DINT" Constant="true"')),
    l5x('XIC(a)OTE(q)', tag('DataType="DINT"')),
    'Constant of Level',
  ],
];

describe('each rule in the forms that have what it is about', () => {
  test.each(cases.map(each => [each[0], each[1], each] as const))('%s in %s', (_rule, _path, each) => {
    const [rule, path, old, now, says] = each;
    const result = compareFiles({ path, content: Buffer.from(old) }, { path, content: Buffer.from(now) });
    if (result.state !== 'compared') throw new Error(JSON.stringify(result));
    expect([result.diff.unknown.differing, result.diff.problems]).toEqual([0, { old: [], new: [] }]);
    const found = result.diff.findings.filter(finding => finding.rule === rule).map(finding => finding.says);
    expect([found.length > 0, found.join('; '), result.diff.sentence]).toEqual([
      true,
      expect.stringContaining(says),
      expect.any(String),
    ]);
  });
});
