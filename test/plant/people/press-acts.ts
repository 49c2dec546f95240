import type { S7Hmi } from '../s7/index.ts';
import { pressActive, pressRecipe, pressRecipes, pressSetpoints } from '../site/index.ts';
import { type Act, moved } from './act.ts';

const force = { step: 0.5, most: 6, low: 30, high: 60 };
const holdTime = { step: 10, most: 5, low: 200, high: 600 };
const pace = { step: 10, most: 4, low: 400, high: 700 };
const { db } = pressSetpoints;

/** Who changes what on the capping press: at its panel, from the MES, and with a key at the cabinet. */
export const pressActs = {
  'panel changes force': {
    ...by('operator at the panel', 6),
    run: async ({ press, random }) => {
      const panel = await press('panel');
      const before = (await panel.read(db, pressSetpoints.force, 4)).readFloatBE();
      const after = moved(random, before, force);
      await panel.writeReal(db, pressSetpoints.force, after);
      return `Force ${before} → ${after}`;
    },
  },
  'panel changes hold time': {
    ...by('operator at the panel', 4),
    run: async ({ press, random }) => {
      const panel = await press('panel');
      const before = (await panel.read(db, pressSetpoints.holdTime, 4)).readInt32BE();
      const after = moved(random, before, holdTime);
      await panel.write(db, pressSetpoints.holdTime, int32(after));
      return `HoldTime ${before} ms → ${after} ms`;
    },
  },
  'panel switches lubrication': {
    ...by('operator at the panel', 2),
    run: async ({ press }) => {
      const panel = await press('panel');
      const on = ((await panel.read(db, pressSetpoints.lubrication, 1))[0] ?? 0) & 1;
      await panel.writeBool(db, pressSetpoints.lubrication, 0, on === 0);
      return `Lubrication ${on === 1} → ${on === 0}`;
    },
  },
  'MES loads press recipe': {
    ...by('svc-mes', 3),
    run: async ({ press }) => {
      const mes = await press('mes');
      const active = await mes.read(pressActive, 0, pressRecipe.bytes);
      const images = await recipeImages(mes);
      const other = images.find(({ image }) => !image.equals(active));
      if (other === undefined) throw new Error('all recipes of the press are equal');
      await mes.write(pressActive, 0, other.image);
      return `${other.name} into DB${pressActive}`;
    },
  },
  'MES changes press recipe': {
    ...by('svc-mes', 2),
    run: async ({ press, random }) => {
      const mes = await press('mes');
      const [name, number] = random.oneOf([
        ['Crown26', pressRecipes.Crown26],
        ['Crown29', pressRecipes.Crown29],
      ]);
      const before = (await mes.read(number, pressRecipe.capsPerMinute, 2)).readInt16BE();
      const after = moved(random, before, pace);
      await mes.writeInt(number, pressRecipe.capsPerMinute, after);
      return `${name}.CapsPerMinute ${before} → ${after}`;
    },
  },
  'technician turns the key switch': {
    ...by('technician at the cabinet', 1),
    run: async ({ plant: { press } }) => {
      const before = press.modeSwitch;
      press.modeSwitch = before === 2 ? 1 : 2;
      return `key switch ${keyNames[before] ?? before} → ${keyNames[press.modeSwitch]}`;
    },
  },
  'technician forces a value': {
    ...by('technician at the cabinet', 1),
    run: async ({ plant: { press } }) => {
      press.forceActive = !press.forceActive;
      return `force ${press.forceActive ? 'active' : 'ended'}`;
    },
  },
  'technician sets protection': {
    ...by('technician at the cabinet', 1),
    run: async ({ plant: { press } }) => {
      const before = press.protection;
      press.protection = before === 1 ? 2 : 1;
      return `protection level ${before} → ${press.protection}`;
    },
  },
} as const satisfies Readonly<Record<string, Act>>;

const keyNames: Readonly<Record<number, string>> = { 1: 'RUN', 2: 'RUN-P' };

function by(who: string, weight: number) {
  return { asset: 'press', who, weight } as const;
}

async function recipeImages(mes: S7Hmi): Promise<{ name: string; image: Buffer }[]> {
  const images: { name: string; image: Buffer }[] = [];
  for (const [name, number] of Object.entries(pressRecipes)) {
    images.push({ name, image: await mes.read(number, 0, pressRecipe.bytes) });
  }
  return images;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}
