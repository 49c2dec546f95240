import { describe, expect, test } from 'vitest';
import { compareFiles } from '../files.ts';
import { madeController } from './proofs/l5x-made.ts';
import { madeProject } from './proofs/plcopen-made.ts';
import { madeAwl, madeTable } from './proofs/siemens-made.ts';
import { madeBlock, madeCyclic, madeSequence } from './proofs/simaticml-made.ts';

type Case = readonly [from: string, to: string, told: string];

function changesOf(path: string, text: string, from: string, to: string) {
  const parts = text.split(from);
  expect([from, parts.length]).toEqual([from, 2]);
  const side = (content: string) => ({ path, content: Buffer.from(content) });
  const result = compareFiles(side(text), side(parts.join(to)));
  if (result.state !== 'compared') throw new Error(result.state);
  expect(result.diff.unknown.differing).toBe(0);
  return result.diff.changes.map(change => `${change.class} ${change.aspect} ${change.name ?? ''}`.trim());
}

/** What is easily overlooked beside the code: each has to be told as what it is, and as nothing else. */
const cases: Readonly<Record<string, readonly [path: string, text: string, cases: readonly Case[]]>> = {
  'a controller of Logix': [
    'Line1.L5X',
    madeController,
    [
      ['Rate="10" Priority="5"', 'Rate="10" Priority="6"', 'attribute attribute Priority'],
      ['InhibitTask="true"', 'InhibitTask="false"', 'attribute attribute InhibitTask'],
      ['EventTrigger="Axis Home"', 'EventTrigger="Axis Watch"', 'attribute attribute EventInfo EventTrigger'],
      [
        'UnicastPermitted="true"',
        'UnicastPermitted="false"',
        'attribute attribute ProduceInfo UnicastPermitted',
      ],
      ['RemoteTag="Order"', 'RemoteTag="Other"', 'attribute attribute ConsumeInfo RemoteTag'],
      ['SoftTravelLimitPositive="500.0"', 'SoftTravelLimitPositive="600.0"', 'value value'],
      ['Severity="500"', 'Severity="100"', 'value value'],
      ['ConnectionPath="2, 10.0.0.5"', 'ConnectionPath="2, 10.0.0.6"', 'value value'],
      ['RPI="80000"', 'RPI="20000"', 'attribute attribute InputData RPI'],
      ['Revision="1.2"', 'Revision="1.3"', 'attribute attribute Revision'],
      ['<FeedbackWire FromID="2"', '<Wire FromID="2"', 'logic pin'],
      ['IndicatorTag="Lamp"', 'IndicatorTag="Horn"', 'logic action'],
      ['<Leg ID="7"/><Leg ID="8"/>', '<Leg ID="8"/><Leg ID="7"/>', 'logic transition'],
      ['<![CDATA[if it is warm]]>', '<![CDATA[if it is hot]]>', 'comment comment'],
      ['SafetyLocked="true"', 'SafetyLocked="false"', 'attribute attribute SafetyInfo SafetyLocked'],
      ['IPAddress="10.0.0.4"', 'IPAddress="10.0.0.9"', 'attribute attribute InternetProtocol IPAddress'],
    ],
  ],
  'a sequence of GRAPH': [
    'Cycle.xml',
    madeSequence,
    [
      ['<Component Name="fault" />', '<Component Name="other" />', 'logic contact'],
      ['<Component Name="guard" />', '<Component Name="other" />', 'logic contact'],
      ['<Component Name="before" />', '<Component Name="other" />', 'logic contact'],
      ['<Component Name="behind" />', '<Component Name="other" />', 'logic contact'],
      ['WarningTime="T#7S"', 'WarningTime="T#8S"', 'value action'],
      ['>too long<', '>much too long<', 'comment comment'],
      [
        'DisplayClass="0"',
        'DisplayClass="1"',
        'attribute attribute AlarmsSettings/AlarmSupervisionCategories/AlarmSupervisionCategory DisplayClass',
      ],
      ['Out="1"', 'Out="2" ', ''],
      ['Interlock="true"', 'Interlock="false"', 'logic action'],
      ['<SkipSteps>false', '<SkipSteps>true', 'attribute attribute SkipSteps'],
    ],
  ],
  'a block of TIA Portal': [
    'Fill.xml',
    madeBlock,
    [
      [
        '<Delay>T#2s</Delay>',
        '<Delay>T#9s</Delay>',
        'attribute attribute Supervisions/BlockTypeSupervisions/BlockTypeSupervision/Delay',
      ],
      ['>los<', '>halt<', 'comment comment'],
      ['>fuellt den Tank<', '>leert den Tank<', 'comment comment'],
      [
        'ReadOnly="true">false</IsKnowHowProtected>',
        'ReadOnly="true">true</IsKnowHowProtected>',
        'attribute attribute KnowHowProtected',
      ],
      ['<MemoryLayout>Optimized', '<MemoryLayout>Standard', 'attribute attribute Optimized'],
      [
        'Name="speed" Datatype="Int" Remanence="Retain"',
        'Name="speed" Datatype="Int" Remanence="NonRetain"',
        'attribute attribute Remanence',
      ],
    ],
  ],
  'a cyclic block and a data block': [
    'Cyclic.xml',
    madeCyclic,
    [
      ['<PriorityNumber>8', '<PriorityNumber>9', 'attribute attribute PriorityNumber'],
      [
        '<ProcessImagePartNumber>65535',
        '<ProcessImagePartNumber>1',
        'attribute attribute ProcessImagePartNumber',
      ],
      [
        '<DBAccessibleFromOPCUA>true',
        '<DBAccessibleFromOPCUA>false',
        'attribute attribute DBAccessibleFromOPCUA',
      ],
      [
        '<IsWriteProtectedInAS>false',
        '<IsWriteProtectedInAS>true',
        'attribute attribute IsWriteProtectedInAS',
      ],
    ],
  ],
  'a data block of STEP 7': [
    'Fill.awl',
    madeAwl,
    [
      ['REAL := 7.500000e-001', 'REAL := 7.600000e-001', 'attribute attribute declared value'],
      ['Volume := 8.000000e-001', 'Volume := 9.000000e-001', 'value value'],
      ['KNOW_HOW_PROTECT\n', '', 'attribute attribute KnowHowProtected'],
    ],
  ],
  'a tag table': [
    'Line.xml',
    madeTable,
    [['<Name>Line</Name>', '<Name>Line</Name><Folder>A</Folder>', 'attribute attribute Folder']],
  ],
  'a project of PLCopen': [
    'plc.xml',
    madeProject,
    [
      ['indicator="lamp"', 'indicator="horn"', 'logic action'],
      [
        '<coil localId="4" width="20" height="15" negated="false"',
        '<coil localId="4" width="20" height="15" negated="true"',
        'logic coil',
      ],
      ['interval="T#10ms" priority="1"', 'interval="T#10ms" priority="2"', 'attribute attribute priority'],
      ['<localVars retain="true">', '<localVars>', 'interface section'],
    ],
  ],
};

describe.each(Object.entries(cases))('of %s', (_, [path, text, list]) => {
  test.each(list.map(each => [each[0], each] as const))('%s', (_from, [from, to, told]) => {
    const all = new Set(changesOf(path, text, from, to));
    expect([...all]).toEqual(told === '' ? [] : [told]);
  });
});
