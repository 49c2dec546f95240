import type { PairExpectation } from './pair.ts';

export const pairs: readonly PairExpectation[] = [
  {
    file: 'twincat/SDS_GVL_Devices.TcGVL',
    words: 'Links of one valve pair go to the right terminal.',
    changes: ['changed attribute SolenoidPairA in GVL_Devices, 194 → 194'],
  },
  {
    file: 'twincat/SDS_ST_SelectorM3.TcDUT',
    words: 'A member has another name and another type.',
    changes: [
      'renamed name stSampleNames in ST_SelectorM3, 77 → 77',
      'retyped type stSampleNames in ST_SelectorM3, 77 → 77',
    ],
  },
  {
    file: 'twincat/TcOpen_TcoTask.TcPOU',
    words: 'Six trace messages, and one word of a message.',
    changes: [
      'added statement in TcoTask/Abort, 126',
      'added statement in TcoTask/DoneWhen, 348',
      "changed statement in TcoTask/Execute, 477 → 479 ('Running task entered Error state since the Enabled property transitioned to FALSE during task execution.' → 'Running task entered Error state when the Enabled property transitioned to FALSE during task execution.')",
      'added statement in TcoTask/Execute, 490',
      'added statement in TcoTask/Invoke, 564',
      'added statement in TcoTask/Restore, 669',
      'added statement in TcoTask/ThrowWhen, 710',
    ],
  },
  {
    file: 'twincat/TcUnit_FB_TestSuite_format.TcPOU',
    words: 'Formatting alone.',
    changes: [],
  },
  {
    file: 'twincat/TcUnit_FB_TestSuite_logic.TcPOU',
    words: 'Two statements moved out of a condition; not a token is another.',
    changes: [
      'moved statement in FB_TestSuite/SetTestFinished, 3879 → 3880',
      'moved statement in FB_TestSuite/SetTestFinished, 3880 → 3881',
    ],
    findings: ['interlock-removed', 'interlock-removed'],
  },
  {
    file: 'twincat/kfevac_GVL_Variables_init.TcGVL',
    words: 'Seven outputs are given the address of their device at start.',
    changes: [
      'added value g_FastFaultOutputK0 in GVL_Variables, 24 → 24',
      'added value g_FastFaultOutputK2 in GVL_Variables, 30 → 30',
      'added value g_FastFaultOutputK3 in GVL_Variables, 36 → 36',
      'added value g_FastFaultOutputK4 in GVL_Variables, 42 → 42',
      'added value g_FastFaultOutputAll in GVL_Variables, 46 → 46',
      'added value g_FastFaultOutput2 in GVL_Variables, 52 → 52',
      'added value g_FastFaultOutputINTF in GVL_Variables, 59 → 59',
    ],
    noise: ['tool-version'],
  },
  {
    file: 'twincat/kfevac_GVL_Variables_wsonly.TcGVL',
    words: 'Blanks at the end of a line.',
    changes: [],
  },
  {
    file: 'twincat/kfevac_PRG_SXR_VAC_interlock.TcPOU',
    words: 'Two valves look at other gauges.',
    changes: ['changed statement in PRG_SXR_VAC, 42 → 42', 'changed statement in PRG_SXR_VAC, 86 → 86'],
    noise: ['line-ids'],
  },
  {
    file: 'twincat/kfevac_PRG_SXR_VAC_interlock2.TcPOU',
    words: 'A pump looks at another gauge.',
    changes: ['changed statement in PRG_SXR_VAC, 69 → 69'],
    noise: ['line-ids', 'tool-version'],
  },
  {
    file: 'twincat/kfevac_PRG_SXR_VAC_style.TcPOU',
    words: 'Blanks, and the numbers by which the editor finds lines.',
    changes: [],
    noise: ['line-ids'],
  },
  {
    file: 'twincat/xrt_PRG_CoatingProtection_limit.TcPOU',
    words: 'One bound of an energy range that is shut out.',
    changes: ['changed statement in PRG_CoatingProtection, 71 → 71 (13500 → 30000)'],
  },
];
