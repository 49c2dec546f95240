import { exportFiller, fillerBlocks, type Plant } from '../site/index.ts';
import { type Act, moved, type Tools } from './act.ts';

const fillMs = { step: 50, most: 4, low: 1200, high: 2600 };
const overfillMl = { step: 1, most: 3, low: 2, high: 9 };

/** What engineers do at the filler: they download, and do not always export afterwards. */
export const fillerActs = {
  'engineer downloads to the filler': {
    asset: 'filler',
    who: 'engineer',
    weight: 2,
    async run({ plant, random }: Tools) {
      const before = plant.fillerProject;
      const opening = random.next() < 0.5;
      const project = opening
        ? { ...before, fillMs: moved(random, before.fillMs, fillMs) }
        : { ...before, overfillMl: moved(random, before.overfillMl, overfillMl) };
      plant.filler.download('engineer', ...fillerBlocks(project));
      plant.fillerProject = project;
      return opening
        ? `filling time ${before.fillMs} ms → ${project.fillMs} ms, which nobody can read from the CPU`
        : `reject limit ${before.overfillMl} ml → ${project.overfillMl} ml, which nobody can read from the CPU`;
    },
  },
  'engineer exports the filler': {
    asset: 'filler',
    who: 'engineer',
    weight: 1,
    possible: ({ fillerExported, filler }: Plant) => fillerExported !== filler.state.program.checksum,
    async run({ plant }: Tools) {
      const { checksum } = plant.filler.state.program;
      await exportFiller(plant.fillerExports, plant.fillerProject, checksum);
      plant.fillerExported = checksum;
      return 'source exported into the watched folder';
    },
  },
  'panel changes the filling level': {
    asset: 'filler',
    who: 'operator',
    weight: 2,
    async run({ plant, random }: Tools) {
      const level = plant.filler.state.program.find('"Filling".LevelSP');
      if (level === null || !('value' in level)) throw new Error('the filler has no level');
      const before = Number(level.value);
      level.value = moved(random, before, { step: 5, most: 4, low: 450, high: 550 });
      return `Filling.LevelSP ${before} → ${level.value}`;
    },
  },
} as const satisfies Readonly<Record<string, Act>>;
