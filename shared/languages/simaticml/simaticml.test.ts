import { describe, expect, test } from 'vitest';
import { readOf, told } from '../iec/testing/index.ts';
import { referenceKey } from '../references/index.ts';
import { parseScl } from '../scl/index.ts';
import { simaticMlBlock } from '../siemens/testing/index.ts';
import { parseSimaticMl, recogniseSimaticMl } from './index.ts';

const local = (name: string) =>
  `<Access Scope="LocalVariable"><Symbol><Component Name="${name}" /></Symbol></Access>`;
const lines = (source: string, language: string) =>
  told(readOf(parseSimaticMl(simaticMlBlock(source, language), 'b.xml'))).map(line =>
    line.replace(/^\S+ /, ''),
  );

describe('an export of SimaticML', () => {
  test('SCL in elements says what its source says', () => {
    const xml = `<StructuredText><Token Text="IF" /><Blank />${local('a')}<Blank /><Token Text="THEN" /><NewLine /><Blank Num="4" />${local('b')}<Token Text=":=" /><Access Scope="TypedConstant"><Constant><ConstantValue>T#2s</ConstantValue></Constant></Access><Token Text=";" /><LineComment><Text> why</Text></LineComment><NewLine /><Token Text="END_IF" /><Token Text=";" /></StructuredText>`;
    const source = readOf(
      parseScl(
        'FUNCTION_BLOCK "B"\nBEGIN\nIF #a THEN #b := T#2000ms; // why\nEND_IF;\nEND_FUNCTION_BLOCK',
        'b.scl',
      ),
    );
    const body = (parsed: typeof source) => told(parsed, true).filter(line => !/network|\[/.test(line));
    expect(body(readOf(parseSimaticMl(simaticMlBlock(xml, 'SCL'), 'b.xml')))).toEqual(body(source));
  });

  test('STL in elements has its mnemonics, labels and comments', () => {
    const statement = (text: string, operand = '') =>
      `<StlStatement><StlToken Text="${text}" />${operand}</StlStatement>`;
    const xml = `<StatementList>${statement('A', local('start'))}${statement('EMPTY_LINE')}${statement('O_BRACK')}${statement('BRACKET')}${statement('Assign', local('run'))}${statement('EQ_I')}${statement('NOP_0')}<StlStatement><LabelDeclaration><Label Name="M1" /></LabelDeclaration><StlToken Text="BEU" /></StlStatement></StatementList>`;
    expect(lines(xml, 'STL').slice(-8)).toEqual([
      'instruction: A #START:read',
      'instruction: O(',
      'instruction: )',
      'instruction: = #RUN:write',
      'instruction: ==I',
      'instruction: NOP 0',
      'label: M1',
      'return: BEU',
    ]);
  });

  test('GRAPH has its steps, actions and transitions, branches passed through', () => {
    const token = (text: string) => `<Token Text="${text}" />`;
    const reach = (from: string, to: string) =>
      `<Connection><NodeFrom>${from}</NodeFrom><NodeTo>${to}</NodeTo><LinkType>Direct</LinkType></Connection>`;
    const step = (number: number) => `<StepRef Number="${number}" />`;
    const xml = `<Graph><Sequence><Steps><Step Number="1" Init="true" Name="Wait" MaximumStepTime="T#10S"><Actions><Action Qualifier="N">${token('#lamp')}</Action><Action Qualifier="D">${token('#valve')}${token(',')}${token('T#2s')}</Action><Action Event="S1" Qualifier="N">${token('#count')}${token(':=')}${token('0')}</Action></Actions></Step><Step Number="2" Name="Left" /><Step Number="3" Name="Right" /></Steps><Transitions><Transition Number="1" Name="Go" ProgrammingLanguage="LAD"><FlgNet><Parts><Access Scope="LocalVariable" UId="1"><Symbol><Component Name="start" /></Symbol></Access><Part Name="Contact" UId="2" /><Part Name="TrCoil" UId="3" /></Parts><Wires><Wire><Powerrail /><NameCon UId="2" Name="in" /></Wire><Wire><IdentCon UId="1" /><NameCon UId="2" Name="operand" /></Wire><Wire><NameCon UId="2" Name="out" /><NameCon UId="3" Name="in" /></Wire></Wires></FlgNet></Transition></Transitions><Branches><Branch Number="1" Type="SimBegin" /></Branches><Connections>${reach(step(1), '<TransitionRef Number="1" />')}${reach('<TransitionRef Number="1" />', '<BranchRef Number="1" In="0" />')}${reach('<BranchRef Number="1" Out="0" />', step(2))}${reach('<BranchRef Number="1" Out="1" />', step(3))}</Connections></Sequence></Graph>`;
    expect(lines(xml, 'GRAPH').slice(2)).toEqual([
      'step Wait initial',
      'step Wait step number 1 ',
      'step Wait maximum time T#10s ',
      'step Wait N  #LAMP',
      'step Wait D T#2s #VALVE',
      'step Wait S1 N  assignment: #COUNT:write := 0',
      'step Left',
      'step Left step number 2 ',
      'step Right',
      'step Right step number 3 ',
      'transition T1 Go Wait -> Left+Right',
      'transition T1 Go Wait -> Left+Right open[#START] TR_COIL()',
    ]);
  });

  test('start values of elements of arrays and of structures are kept', () => {
    const members =
      '<Member Name="s" Datatype="Struct"><Member Name="limit" Datatype="Real"><StartValue>80</StartValue></Member></Member><Member Name="list" Datatype="Array[0..1] of Int"><Subelement Path="1"><StartValue>7</StartValue></Subelement></Member>';
    const told = (text: string) =>
      readOf(parseSimaticMl(simaticMlBlock('', 'LAD', text), 'b.xml')).units[0]?.members;
    expect(told(members)).toMatchObject([
      { name: 's', members: [{ name: 'limit', value: '80.0' }] },
      { name: 'list', members: [{ name: '[1]', type: 'Int', value: '7' }] },
    ]);
  });

  test('what the export says of itself is noise, counted by its rule, and nothing of the block is', () => {
    const block = simaticMlBlock('').replace(
      '<SW.Blocks.FB',
      '<DocumentInfo><Created>2026-01-02</Created><ExportSetting>WithDefaults</ExportSetting></DocumentInfo><SW.Blocks.FB',
    );
    const { noise, unknown, writtenBy } = readOf(parseSimaticMl(block, 'b.xml'));
    expect(noise.map(({ rule, text }) => [rule, text])).toEqual([
      ['export-time', '2026-01-02'],
      ['export-setting', 'WithDefaults'],
    ]);
    expect([unknown, writtenBy]).toEqual([[], 'TIA Portal V18']);
    expect(recogniseSimaticMl('b.xml', block)).toBe(true);
    expect(recogniseSimaticMl('b.xml', '<Document><SW.Tags.PlcTagTable /></Document>')).toBe(false);
  });

  test('an element that is not known is kept and counted', () => {
    expect(readOf(parseSimaticMl(simaticMlBlock('<Novelty />'), 'b.xml')).unknown).toMatchObject([
      { where: ['B'], text: '<Novelty/>' },
    ]);
  });
});

test('an input that is read past the process image is another operand, and no other tag', () => {
  const contact = (modifier: string) =>
    `<FlgNet><Parts><Access Scope="GlobalVariable" UId="1"><Symbol><Component Name="in"${modifier} /></Symbol></Access><Part Name="Contact" UId="2" /><Part Name="Coil" UId="3" /></Parts><Wires><Wire UId="4"><Powerrail /><NameCon UId="2" Name="in" /></Wire><Wire UId="5"><IdentCon UId="1" /><NameCon UId="2" Name="operand" /></Wire><Wire UId="6"><NameCon UId="2" Name="out" /><NameCon UId="3" Name="in" /></Wire></Wires></FlgNet>`;
  const said = (modifier: string) => told(readOf(parseSimaticMl(simaticMlBlock(contact(modifier)), 'b.xml')));
  expect(said('').join('\n')).toContain('open["IN"]');
  expect(said(' SimpleAccessModifier="Periphery"').join('\n')).toContain('open["IN":P]');
  expect([referenceKey('"in":P'), referenceKey('"in"')]).toEqual(['IN', 'IN']);
});
