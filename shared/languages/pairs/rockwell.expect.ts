import type { PairExpectation } from './pair.ts';

export const pairs: readonly PairExpectation[] = [
  {
    file: 'rockwell/DUTY_CYCLE_AOI.L5X',
    words:
      'Revision 1.1 of an Add-On Instruction, with a note on it: inputs that were closed to other systems can be written from there, outputs can be read.',
    changes: [
      'changed comment in DUTY_CYCLE, 391 → 391',
      'changed attribute in DUTY_CYCLE, 391 → 391',
      'changed attribute I_NoRunSwitch in DUTY_CYCLE, 406 → 409',
      'changed attribute I_RunRequest in DUTY_CYCLE, 415 → 418',
      'changed attribute I_RuntimeM_SP in DUTY_CYCLE, 424 → 427',
      'changed attribute I_UnitEnabled in DUTY_CYCLE, 433 → 436',
      'changed attribute I_UnitRunOverlapMS_SP in DUTY_CYCLE, 442 → 445',
      'changed attribute O_CurrentRuntimeS in DUTY_CYCLE, 451 → 454',
      'changed attribute O_CurrentUnitIndex in DUTY_CYCLE, 460 → 463',
      'changed attribute O_Enable_F in DUTY_CYCLE, 469 → 472',
      'changed attribute O_RunUnit in DUTY_CYCLE, 478 → 481',
    ],
    findings: Array.from({ length: 9 }, () => 'protection-lowered'),
    noise: ['edit-record', 'export-options', 'export-time'],
  },
];
