import type { S7Cpu } from '../s7/index.ts';

/** Where the members of the press' data blocks lie, in bytes: what its people write by. */
export const pressSetpoints = {
  db: 20,
  force: 0,
  stroke: 4,
  holdTime: 8,
  speed: 12,
  lubrication: 14,
} as const;
const pressValues = { forceNow: 16, strokes: 20, bytes: 24 } as const;

/** Members that a press recipe and the active area share. */
export const pressRecipe = { force: 0, stroke: 4, holdTime: 8, capsPerMinute: 12, bytes: 14 } as const;
export const pressActive = 21;
export const pressRecipes = { Crown26: 30, Crown29: 31 } as const;

/** The declarations an engineer would export for the agent: one from TIA Portal, one from STEP 7. */
export const pressLayouts: Readonly<Record<string, string>> = {
  'PressSetpoints.db': `DATA_BLOCK "PressSetpoints"
{ S7_Optimized_Access := 'FALSE' }
VERSION : 0.1
   STRUCT
      Force : Real := 42.0;   // kN
      Stroke : Real := 18.5;   // mm
      HoldTime : Time := T#350ms;
      SpeedPct : Int := 80;   // %
      Lubrication : Bool := TRUE;
      ForceNow : Real;   // measured
      Strokes : DInt;   // counted
   END_STRUCT;
BEGIN
END_DATA_BLOCK
`,
  'PressRecipes.awl': `TYPE UDT 7
  STRUCT
   Force : REAL ;	//kN
   Stroke : REAL ;	//mm
   HoldTime : TIME ;
   CapsPerMinute : INT ;
  END_STRUCT ;
END_TYPE
${[pressActive, ...Object.values(pressRecipes)].map(db => `DATA_BLOCK DB ${db}\n UDT 7\nBEGIN\nEND_DATA_BLOCK\n`).join('')}`,
};

export interface PressRecipe {
  /** kN */
  readonly force: number;
  /** mm */
  readonly stroke: number;
  /** ms */
  readonly holdTime: number;
  readonly capsPerMinute: number;
}

const crown26: PressRecipe = { force: 41.5, stroke: 18.5, holdTime: 350, capsPerMinute: 620 };
const crown29: PressRecipe = { force: 47, stroke: 19.25, holdTime: 420, capsPerMinute: 540 };

/** Gives the CPU its data blocks as delivered. */
export function fillPress(cpu: S7Cpu): void {
  const setpoints = cpu.setBlock(pressSetpoints.db, Buffer.alloc(pressValues.bytes));
  setpoints.writeFloatBE(42, pressSetpoints.force);
  setpoints.writeFloatBE(18.5, pressSetpoints.stroke);
  setpoints.writeInt32BE(350, pressSetpoints.holdTime);
  setpoints.writeInt16BE(80, pressSetpoints.speed);
  setpoints.writeUInt8(1, pressSetpoints.lubrication);
  cpu.setBlock(pressActive, pressRecipeImage(crown26));
  cpu.setBlock(pressRecipes.Crown26, pressRecipeImage(crown26));
  cpu.setBlock(pressRecipes.Crown29, pressRecipeImage(crown29));
}

function pressRecipeImage({ force, stroke, holdTime, capsPerMinute }: PressRecipe): Buffer {
  const image = Buffer.alloc(pressRecipe.bytes);
  image.writeFloatBE(force, pressRecipe.force);
  image.writeFloatBE(stroke, pressRecipe.stroke);
  image.writeInt32BE(holdTime, pressRecipe.holdTime);
  image.writeInt16BE(capsPerMinute, pressRecipe.capsPerMinute);
  return image;
}

/** Moves the measured force and the counter, as a running press does. */
export function tickPress(cpu: S7Cpu): void {
  const block = cpu.memory.dataBlocks.get(pressSetpoints.db);
  if (block === undefined || block.length < pressValues.bytes) return;
  const strokes = block.readInt32BE(pressValues.strokes);
  block.writeInt32BE((strokes + 1) % 1_000_000, pressValues.strokes);
  const force = block.readFloatBE(pressSetpoints.force);
  block.writeFloatBE(force + Math.sin(strokes / 3), pressValues.forceNow);
}
