import { plantUsers } from '../opcua/index.ts';
import { type Act, moved, type Tools } from './act.ts';

const tanks = ['Tank1', 'Tank2'] as const;
const recipes = ['Lager', 'Pils'] as const;
const level = { step: 0.5, most: 10, low: 10, high: 90 };
const temperature = { step: 0.1, most: 8, low: 2, high: 20 };
const mash = { step: 0.5, most: 3, low: 60, high: 72 };
const boil = { step: 5, most: 3, low: 45, high: 120 };
const pressure = { step: 0.05, most: 4, low: 1.5, high: 3.5 };

/** Who changes what in the brewhouse, over OPC UA, each with an account of their own. */
export const brewhouseActs = {
  'operator raises level': tankAct(8, 'LevelSP', level, 'up'),
  'operator lowers level': tankAct(8, 'LevelSP', level, 'down'),
  'operator trims temperature': tankAct(8, 'TempSP', temperature),
  'engineer changes recipe': {
    ...by('engineer', 3),
    run: async tools => {
      const engineer = await tools.brewhouse(plantUsers.engineer);
      const recipe = tools.random.oneOf(recipes);
      const before = Number(await engineer.read(`Recipe ${recipe}.MashTemp`));
      const after = moved(tools.random, before, mash);
      await engineer.write(`Recipe ${recipe}.MashTemp`, after);
      return `Recipe ${recipe}.MashTemp ${before} → ${after}`;
    },
  },
  'engineer prolongs boiling': {
    ...by('engineer', 2),
    run: async tools => {
      const engineer = await tools.brewhouse(plantUsers.engineer);
      const recipe = tools.random.oneOf(recipes);
      const before = Number(await engineer.read(`Recipe ${recipe}.BoilMinutes`));
      const after = moved(tools.random, before, boil);
      await engineer.write(`Recipe ${recipe}.BoilMinutes`, after);
      return `Recipe ${recipe}.BoilMinutes ${before} → ${after}`;
    },
  },
  'MES loads recipe': {
    ...by('svc-mes', 5),
    run: async tools => {
      const mes = await tools.brewhouse(plantUsers.mes);
      const active = await mes.read('Active.Recipe');
      const [first, second] = recipes;
      const recipe = active === first ? second : first;
      await mes.writeTogether({
        'Active.Recipe': recipe,
        'Active.MashTemp': await mes.read(`Recipe ${recipe}.MashTemp`),
        'Active.BoilMinutes': await mes.read(`Recipe ${recipe}.BoilMinutes`),
      });
      return `Recipe ${recipe} into Active`;
    },
  },
  'vendor changes pressure limit': {
    ...by('vendor', 1),
    run: async tools => {
      const vendor = await tools.brewhouse(plantUsers.vendor);
      const before = Number(await vendor.read('Settings.MaxPressure'));
      const after = moved(tools.random, before, pressure);
      await vendor.write('Settings.MaxPressure', after);
      return `Settings.MaxPressure ${before} → ${after}`;
    },
  },
} as const satisfies Readonly<Record<string, Act>>;

function by(who: string, weight: number) {
  return { asset: 'brewhouse', who, weight } as const;
}

function tankAct(
  weight: number,
  setpoint: string,
  range: Parameters<typeof moved>[2],
  direction?: 'up' | 'down',
): Act {
  return {
    ...by('operator', weight),
    async run({ brewhouse, random }: Tools) {
      const operator = await brewhouse(plantUsers.operator);
      const name = `${random.oneOf(tanks)}.${setpoint}`;
      const before = Number(await operator.read(name));
      const after = moved(random, before, range, direction);
      await operator.write(name, after);
      return `${name} ${before} → ${after}`;
    },
  };
}
