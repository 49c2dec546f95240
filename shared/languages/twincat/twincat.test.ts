import { describe, expect, test } from 'vitest';
import { artefact, artefactsAreThere, artefactsIn, differing, readOf, told } from '../iec/testing/index.ts';
import { parseTwincat, recogniseTwincat, twincatNoise } from './index.ts';

function object(inner: string, attributes = ''): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n<TcPlcObject Version="1.1.0.1"${attributes}>${inner}</TcPlcObject>`;
}

function changed(name: string, ending: string) {
  const [before, after] = ['v1', 'v2'].map(version => {
    const path = `twincat/${name}.${version}.${ending}`;
    return told(readOf(parseTwincat(artefact(path), path)));
  });
  return differing(before ?? [], after ?? []);
}

const nothing = { gone: [], come: [] };

describe.skipIf(!artefactsAreThere)('of the recorded files', () => {
  test.each(artefactsIn('twincat', /\.Tc/))('%s is understood whole', path => {
    const source = readOf(parseTwincat(artefact(path), path));
    expect(source.unknown).toEqual([]);
    expect(source.problems).toEqual([]);
    expect(source.units).toHaveLength(1);
    expect(recogniseTwincat('x.xml', new TextDecoder().decode(artefact(path)))).toBe(true);
  });

  test('each noise is by a rule of the reviewed list', () => {
    const rules = new Set(twincatNoise.map(({ rule }) => rule));
    const found = artefactsIn('twincat', /\.Tc/).flatMap(
      path => readOf(parseTwincat(artefact(path), path)).noise,
    );
    expect(found.length).toBeGreaterThan(100);
    expect(found.filter(({ rule }) => !rules.has(rule))).toEqual([]);
  });

  test.each([
    'twincat/xrt_PRG_CoatingProtection_limit.v1.TcPOU',
    'twincat/kfevac_GVL_Variables_init.v2.TcGVL',
    'twincat/SDS_ST_SelectorM3.v1.TcDUT',
  ])('no rule hides a number in the code of %s', path => {
    const text = new TextDecoder().decode(artefact(path));
    const before = told(readOf(parseTwincat(text, path)));
    // Numbers of the code by themselves: not in names, in comments or in the ids of the file.
    const code = text.replace(
      /\/\/.*|\(\*[\s\S]*?\*\)|\bId="[^"]*"|ersion="[^"]*"|encoding="[^"]*"/g,
      found => ' '.repeat(found.length),
    );
    const numbers = [...code.matchAll(/(?<![\w.])\d+(?![\w.#])/g)];
    expect(numbers.length).toBeGreaterThan(1);
    for (const number of numbers) {
      const edited = `${text.slice(0, number.index)}4711${text.slice(number.index + number[0].length)}`;
      const { gone, come } = differing(before, told(readOf(parseTwincat(edited, path))));
      expect([gone.length, come.length], `line of ${number.index}`).toEqual([1, 1]);
    }
  });

  test('a formatted test suite, a style run and blanks at line ends change nothing', () => {
    expect(changed('TcUnit_FB_TestSuite_format', 'TcPOU')).toEqual(nothing);
    expect(changed('kfevac_PRG_SXR_VAC_style', 'TcPOU')).toEqual(nothing);
    expect(changed('kfevac_GVL_Variables_wsonly', 'TcGVL')).toEqual(nothing);
  });

  test('a return moved out of its condition is a change, though its tokens are the same', () => {
    const { gone, come } = changed('TcUnit_FB_TestSuite_logic', 'TcPOU');
    const path = '/function-block FB_TESTSUITE/method SETTESTFINISHED ';
    expect(gone).toEqual([
      `${path}      assignment: SETTESTFINISHED:write := TRUE`,
      `${path}      return: RETURN`,
    ]);
    expect(come).toEqual([
      `${path}    assignment: SETTESTFINISHED:write := TRUE`,
      `${path}    return: RETURN`,
    ]);
  });

  test('one limit of the coating protection was raised from 13500 to 30000', () => {
    const { gone, come } = changed('xrt_PRG_CoatingProtection_limit', 'TcPOU');
    expect(gone).toHaveLength(1);
    expect(gone[0]).toContain('FBM2.NSECONDCOATINGBITMASK:write :=');
    expect(come).toEqual([gone[0]?.replace('( 13500 , 90000 )', '( 30000 , 90000 )')]);
  });

  test('two valves take their interlocks from other gauges', () => {
    const { gone, come } = changed('kfevac_PRG_SXR_VAC_interlock', 'TcPOU');
    expect(gone.map(line => line.replaceAll('FB_PCPM3B_PIP_1.Q_IG', 'FB_SL1K0_PIP_1.Q_IG'))).toEqual([
      come[0],
      come[1]?.replace('FB_EM1K0_GMD_GCC_70_READER.IG', 'FB_IM1K0_XTES_GCC_1.IG'),
    ]);
  });

  test('a pump takes its interlock from the pirani gauge', () => {
    const { gone, come } = changed('kfevac_PRG_SXR_VAC_interlock2', 'TcPOU');
    expect(come).toEqual([gone[0]?.replace('FB_MR1K1_BEND_GCC_1.IG', 'FB_MR1K1_BEND_GPI_1.PG')]);
  });

  test('seven fault outputs got the address they begin with', () => {
    const { gone, come } = changed('kfevac_GVL_Variables_init', 'TcGVL');
    expect(gone).toHaveLength(7);
    expect(come).toEqual(gone.map(line => `${line} := (I_SNETID := '172.21.92.73.1.1')`));
  });

  test('a member of a structure got another name and type', () => {
    expect(changed('SDS_ST_SelectorM3', 'TcDUT')).toEqual({
      gone: [
        '/data-type ST_SELECTORM3 STRUCT ASSAMPLENAMES : ARRAY[1..12] OF STRING',
        '/data-type ST_SELECTORM3 STRUCT ASSAMPLENAMES [pytmc = pv: SampleNames io: i]',
      ],
      come: [
        '/data-type ST_SELECTORM3 STRUCT STSAMPLENAMES : ST_STRINGS',
        '/data-type ST_SELECTORM3 STRUCT STSAMPLENAMES [pytmc = pv: SampleNames io: i]',
      ],
    });
  });

  test('two outputs are linked to another terminal', () => {
    const { gone, come } = changed('SDS_GVL_Devices', 'TcGVL');
    expect(gone).toHaveLength(1);
    expect(gone[0]).toContain('SOLENOIDPAIRA [TcLinkTo =');
    expect(come).toEqual([gone[0]?.replaceAll('EP2338-1001', 'EP2338-0001')]);
  });

  test('six methods got a trace message and one message another text', () => {
    const { gone, come } = changed('TcOpen_TcoTask', 'TcPOU');
    expect(gone).toHaveLength(1);
    const traces = come.filter(line => line.includes('THIS^.MESSENGER.TRACE:call'));
    expect(traces.map(line => /method (\w+)/.exec(line)?.[1])).toEqual([
      ...['ABORT', 'DONEWHEN', 'EXECUTE', 'INVOKE', 'RESTORE', 'THROWWHEN'],
    ]);
    expect(come.filter(line => !traces.includes(line))).toEqual([gone[0]?.replace('since the', 'when the')]);
  });
});

describe('a file of TwinCAT', () => {
  const block = object(
    `<POU Name="FB_Valve" Id="{0a}" SpecialFunc="None">
      <Declaration><![CDATA[{attribute 'hide'}\nFUNCTION_BLOCK PUBLIC FB_Valve EXTENDS FB_Base IMPLEMENTS I_A, I_B\nVAR_INPUT\n x : BOOL;\nEND_VAR]]></Declaration>
      <Implementation><ST><![CDATA[x := FALSE;]]></ST></Implementation>
      <Folder Name="Inner" Id="{0b}"/>
      <Method Name="Open" Id="{0c}" FolderPath="Inner\\"><Declaration>METHOD Open : BOOL</Declaration><Implementation><ST>Open := x;</ST></Implementation></Method>
      <Property Name="State" Id="{0d}"><Declaration>PROPERTY State : INT</Declaration><Get Name="Get" Id="{0e}"><Declaration>VAR y : INT; END_VAR</Declaration><Implementation><ST>State := y;</ST></Implementation></Get></Property>
      <Action Name="Reset" Id="{0f}"><Implementation><ST>x := TRUE;</ST></Implementation></Action>
      <LineIds Name="FB_Valve"><LineId Id="3" Count="1"/></LineIds>
    </POU>`,
    ' ProductVersion="3.1.4024.2"',
  );

  test('is a unit that holds its methods, properties and actions', () => {
    const source = readOf(parseTwincat(block, 'FB_Valve.TcPOU'));
    expect(source).toMatchObject({ writtenBy: 'TwinCAT 3.1.4024.2', unknown: [], problems: [] });
    expect(told(source)).toEqual([
      '/function-block FB_VALVE',
      '/function-block FB_VALVE [hide = ]',
      '/function-block FB_VALVE [modifier = PUBLIC]',
      '/function-block FB_VALVE [extends = FB_BASE]',
      '/function-block FB_VALVE [implements = I_A]',
      '/function-block FB_VALVE [implements = I_B]',
      '/function-block FB_VALVE VAR_INPUT X : BOOL',
      '/function-block FB_VALVE network  ST',
      '/function-block FB_VALVE assignment: X:write := FALSE',
      '/function-block FB_VALVE/method OPEN',
      '/function-block FB_VALVE/method OPEN [returns = BOOL]',
      '/function-block FB_VALVE/method OPEN network  ST',
      '/function-block FB_VALVE/method OPEN assignment: OPEN:write := X:read',
      '/function-block FB_VALVE/property STATE',
      '/function-block FB_VALVE/property STATE [returns = INT]',
      '/function-block FB_VALVE/property STATE/method GET',
      '/function-block FB_VALVE/property STATE/method GET VAR Y : INT',
      '/function-block FB_VALVE/property STATE/method GET network  ST',
      '/function-block FB_VALVE/property STATE/method GET assignment: STATE:write := Y:read',
      '/function-block FB_VALVE/action RESET',
      '/function-block FB_VALVE/action RESET network  ST',
      '/function-block FB_VALVE/action RESET assignment: X:write := TRUE',
    ]);
  });

  test('keeps the ids beside the units and counts what means nothing', () => {
    const { units, noise } = readOf(parseTwincat(block, 'FB_Valve.TcPOU'));
    expect(units[0]?.id).toBe('{0a}');
    expect(units[0]?.units[0]?.id).toBe('{0c}');
    const counts = Map.groupBy(noise, ({ rule }) => rule);
    expect([...counts].map(([rule, found]) => [rule, found.length])).toEqual([
      ...[
        ['tool-version', 2],
        ['object-id', 5],
        ['folder', 2],
        ['line-ids', 1],
      ],
    ]);
  });

  test('whose body is drawn is kept whole and counted, and a change in it is seen', () => {
    const drawn = (text: string) =>
      object(
        `<POU Name="P" Id="{1}"><Declaration>PROGRAM P</Declaration><Implementation><NWL><XmlArchive><v n="X">${text}</v></XmlArchive></NWL></Implementation></POU>`,
      );
    const source = readOf(parseTwincat(drawn('1'), 'P.TcPOU'));
    expect(source.unknown).toHaveLength(1);
    expect(differing(told(source), told(readOf(parseTwincat(drawn('2'), 'P.TcPOU')))).come).toHaveLength(1);
  });

  test('of a task says its period and what it calls', () => {
    const task = object(
      '<Task Name="PlcTask" Id="{2}"><CycleTime>10000</CycleTime><Priority>20</Priority><PouCall><Name>MAIN</Name></PouCall></Task>',
    );
    expect(told(readOf(parseTwincat(task, 'PlcTask.TcTTO')))).toEqual([
      '/task PLCTASK',
      '/task PLCTASK [CycleTime = 10000]',
      '/task PLCTASK [Priority = 20]',
      '/task PLCTASK [PouCall Name = MAIN]',
    ]);
  });

  test('that does not compile is read around the place, and says it', () => {
    const text = object(
      '<POU Name="P" Id="{1}"><Declaration>PROGRAM P\nVAR a : ; b : INT; END_VAR</Declaration><Implementation><ST>b := ;\nb := 2;\nEND_IF</ST></Implementation></POU>',
    );
    const source = readOf(parseTwincat(text, 'P.TcPOU'));
    expect(source.problems.length).toBeGreaterThanOrEqual(3);
    expect(source.unknown.map(part => part.text)).toEqual(['a : ;', 'b :=', 'END_IF']);
    expect(told(source)).toContain('/program P assignment: B:write := 2');
  });

  test('that is none is refused and says why', () => {
    expect(parseTwincat('<a/>', 'a.TcPOU')).toEqual({ state: 'refused', says: 'no TcPlcObject' });
    expect(parseTwincat('<TcPlcObject>', 'a.TcPOU').state).toBe('refused');
    expect(parseTwincat('<!DOCTYPE a [<!ENTITY b "b">]><TcPlcObject>&b;</TcPlcObject>', 'a').state).toBe(
      'refused',
    );
  });
});
