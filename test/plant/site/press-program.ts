import { codeBlock, dataBlock, type PlantProgram, type Statement } from '../s7/index.ts';

/** What the engineer's project of the press holds that engineers change; blocks are compiled from it. */
export interface PressProject {
  /** Preset of the press timer, ms; a multiple of 10. */
  readonly pressMs: number;
  /** The press starts only while its maintenance door is shut. */
  readonly doorInterlock: boolean;
  /** From which force on the press is stopped, kN: what the limit begins with. */
  readonly forceLimit: number;
  /** When code and limits were last changed, ms since 1970. */
  readonly changed: { readonly code: number; readonly limits: number };
}

const pressBlocks = { cycle: 1, press: 10, limits: 11 } as const;

const delivered = Date.UTC(2026, 2, 2, 8);
export const deliveredProject: PressProject = {
  pressMs: 2500,
  doorInterlock: true,
  forceLimit: 62.5,
  changed: { code: delivered, limits: delivered },
};

const start = ['I', 0, 0] as const;
const notStop = ['I', 0, 1] as const;
const guardShut = ['I', 0, 2] as const;
const doorShut = ['I', 0, 3] as const;
const running = ['M', 10, 0] as const;
const tooStrong = ['M', 10, 1] as const;
const pressTimer = ['T', 5] as const;
const ram = ['Q', 4, 0] as const;
const cycleDone = ['Q', 4, 1] as const;
const fault = ['Q', 4, 7] as const;
/** Where the measured force stands, and the limit. */
const measured = { db: 20, byte: 16 } as const;
const limit = { db: pressBlocks.limits, byte: 0 } as const;

/** FC10: start and stop, press timer, force limit, outputs. */
export function pressCode({ pressMs, doorInterlock, changed }: PressProject): Buffer {
  const door: readonly Statement[] = doorInterlock ? [['A', ...doorShut]] : [];
  return codeBlock({
    type: 'FC',
    number: pressBlocks.press,
    name: 'PRESS',
    codeTime: new Date(changed.code),
    networks: [
      [
        ['O', ...start],
        ['O', ...running],
        ['A', ...notStop],
        ['A', ...guardShut],
        ...door,
        ['=', ...running],
      ],
      [
        ['A', ...running],
        ['L', 'S5T', pressMs],
        ['SD', ...pressTimer],
        ['A', ...pressTimer],
        ['=', ...cycleDone],
      ],
      [
        ['OPN', 'DB', measured.db],
        ['L', 'DBD', measured.byte],
        ['OPN', 'DB', limit.db],
        ['L', 'DBD', limit.byte],
        ['>R'],
        ['=', ...tooStrong],
      ],
      [
        ['A', ...running],
        ['AN', ...pressTimer],
        ['AN', ...tooStrong],
        ['=', ...ram],
        ['A', ...tooStrong],
        ['=', ...fault],
      ],
    ],
  });
}

/** DB11: the limits and what they begin with. */
export function pressLimits({ forceLimit, changed }: PressProject): Buffer {
  return dataBlock({
    number: pressBlocks.limits,
    name: 'LIMITS',
    interfaceTime: new Date(changed.limits),
    values: [
      { type: 'REAL', start: forceLimit },
      { type: 'INT', start: 3 },
      { type: 'DINT', start: 250_000 },
    ],
  });
}

/** Gives the CPU the program as delivered. */
export function programPress(program: PlantProgram): void {
  program.put(
    codeBlock({ type: 'OB', number: pressBlocks.cycle, networks: [[['CALL', pressBlocks.press]]] }),
  );
  program.put(pressCode(deliveredProject));
  program.put(pressLimits(deliveredProject));
}
