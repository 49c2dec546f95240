import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { PlantOpcuaServer } from '../opcua/index.ts';
import type { S7Cpu } from '../s7/index.ts';
import type { WebApiCpu } from '../webapi/index.ts';
import { type FillerProject, fillerBlocks } from './filler.ts';
import type { PressProject } from './press-program.ts';

/** What of a plant is kept. */
interface Kept {
  /** How often its people have acted. */
  readonly acts: number;
  readonly brewhouse: PlantOpcuaServer;
  readonly press: S7Cpu;
  pressProject: PressProject;
  readonly filler: WebApiCpu;
  fillerProject: FillerProject;
  fillerExported: bigint | null;
}

const hex = z.string().regex(/^(?:[0-9a-f]{2})+$/);

/** What a plant's controllers keep over a night without power. */
const stateSchema = z.strictObject({
  /** How often its people acted: with it their story goes on instead of beginning again. */
  acts: z.number().int().nonnegative(),
  /** Plain values of the brewhouse by name. */
  brewhouse: z.record(z.string(), z.union([z.number(), z.boolean(), z.string()])),
  /** Absent in a state of a time when the plant had no filler. */
  filler: z
    .strictObject({
      project: z.strictObject({ fillMs: z.number().int().positive(), overfillMl: z.number() }),
      level: z.number(),
      /** Of the program exported last, in hex. */
      exported: z.string().regex(/^[0-9a-f]{1,16}$/),
    })
    .optional(),
  press: z.strictObject({
    mode: z.enum(['RUN', 'STOP', 'STARTUP', 'HOLD']),
    modeSwitch: z.number().int(),
    protection: z.number().int(),
    forceActive: z.boolean(),
    /** Values of the data blocks, by number. */
    blocks: z.record(z.string(), hex),
    /** Absent in a state of a time when the press had no program. */
    programmed: z
      .strictObject({
        /** The blocks' images as they were loaded. */
        images: z.array(hex),
        project: z.strictObject({
          pressMs: z.number().int().positive(),
          doorInterlock: z.boolean(),
          forceLimit: z.number(),
          changed: z.strictObject({ code: z.number().int(), limits: z.number().int() }),
        }),
      })
      .optional(),
  }),
});
type PlantState = z.infer<typeof stateSchema>;

/** Puts back what `saveState` kept; gives the number of acts, 0 where nothing was kept. */
export async function restoreState(file: string, plant: Kept): Promise<number> {
  const { brewhouse, press } = plant;
  const state = await readState(file);
  if (state === null) return 0;
  for (const [name, value] of Object.entries(state.brewhouse)) {
    if (brewhouse.model.variables.has(name)) brewhouse.setByProgram(name, value);
  }
  const { blocks, programmed, ...settings } = state.press;
  Object.assign(press, settings);
  if (programmed) {
    for (const image of programmed.images) press.program.put(Buffer.from(image, 'hex'));
    plant.pressProject = programmed.project;
  }
  if (state.filler) {
    const { project, level: kept, exported } = state.filler;
    plant.fillerProject = project;
    plant.fillerExported = BigInt(`0x${exported}`);
    plant.filler.state.program.load(...fillerBlocks(project));
    const level = fillingLevel(plant.filler);
    if (level !== null) level.value = kept;
  }
  // After the program, whose data blocks bring the values they were loaded with.
  for (const [db, image] of Object.entries(blocks)) press.setBlock(Number(db), Buffer.from(image, 'hex'));
  return state.acts;
}

/** Keeps the state in one file, whole or not at all. */
export async function saveState(file: string, kept: Kept): Promise<void> {
  const { acts, brewhouse, press, pressProject, filler, fillerProject, fillerExported } = kept;
  const { mode, modeSwitch, protection, forceActive, memory, program } = press;
  const state: PlantState = {
    acts,
    brewhouse: plainValues(brewhouse),
    filler: {
      project: fillerProject,
      level: Number(fillingLevel(filler)?.value ?? 500),
      exported: (fillerExported ?? 0n).toString(16),
    },
    press: {
      mode,
      modeSwitch,
      protection,
      forceActive,
      blocks: Object.fromEntries([...memory.dataBlocks].map(([db, image]) => [db, image.toString('hex')])),
      programmed: {
        images: program.loaded().map(image => image.toString('hex')),
        project: pressProject,
      },
    },
  };
  const temporary = `${file}.tmp`;
  await writeFile(temporary, `${JSON.stringify(state, null, 2)}\n`, 'utf8');
  await rename(temporary, file);
}

function fillingLevel(filler: WebApiCpu) {
  const level = filler.state.program.find('"Filling".LevelSP');
  return level !== null && 'value' in level ? level : null;
}

async function readState(file: string): Promise<PlantState | null> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (text === null) return null;
  try {
    return stateSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(`${file} does not hold a plant's state; remove it to begin with a new plant`, { cause });
  }
}

/** Process values are left out: they come from the process. */
function plainValues(brewhouse: PlantOpcuaServer): PlantState['brewhouse'] {
  const values: PlantState['brewhouse'] = {};
  for (const [name, node] of brewhouse.model.variables) {
    const { value } = node.readValue().value;
    const plain = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'string';
    if (plain && !/^Tank\d\.Level$/.test(name)) values[name] = value;
  }
  return values;
}
