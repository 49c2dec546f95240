import { S7ProgrammingDevice } from '../s7/index.ts';
import { type Plant, type PressProject, pressCode, pressLimits } from '../site/index.ts';
import { type Act, moved, type Tools } from './act.ts';

const pressMs = { step: 100, most: 4, low: 1000, high: 5000 };
const forceLimit = { step: 0.5, most: 5, low: 55, high: 75 };

/** What engineers change in the program of the press. Together about one act in eight while it is not protected. */
export const programActs = {
  'engineer edits a timer preset': {
    ...byEngineer(4),
    run: async ({ plant, random }) => {
      const before = plant.pressProject;
      const project = changed(before, 'code', { pressMs: moved(random, before.pressMs, pressMs) });
      await download(plant, project, pressCode(project));
      return `FC10 network 2, press timer ${before.pressMs} ms → ${project.pressMs} ms`;
    },
  },
  'engineer switches an interlock': {
    ...byEngineer(2),
    run: async ({ plant }: Tools) => {
      const before = plant.pressProject;
      const project = changed(before, 'code', { doorInterlock: !before.doorInterlock });
      await download(plant, project, pressCode(project));
      return `FC10 network 1, contact of the door ${before.doorInterlock ? 'removed' : 'added'}`;
    },
  },
  'engineer changes an initial value': {
    ...byEngineer(3),
    run: async ({ plant, random }) => {
      const before = plant.pressProject;
      const project = changed(before, 'limits', { forceLimit: moved(random, before.forceLimit, forceLimit) });
      await download(plant, project, pressLimits(project));
      return `DB11, force limit ${before.forceLimit} kN → ${project.forceLimit} kN`;
    },
  },
} as const satisfies Readonly<Record<string, Act>>;

function byEngineer(weight: number) {
  // A protected CPU takes no blocks.
  const possible = ({ press }: Plant) => press.protection === 1;
  return { asset: 'press', who: 'engineer', weight, possible } as const;
}

function changed(
  project: PressProject,
  part: keyof PressProject['changed'],
  edit: Partial<PressProject>,
): PressProject {
  return { ...project, ...edit, changed: { ...project.changed, [part]: Date.now() } };
}

/** Loads a block and leaves at once: while an engineer is connected nobody else reads the program. */
async function download(plant: Plant, project: PressProject, image: Buffer): Promise<void> {
  const device = new S7ProgrammingDevice({ port: plant.press.port });
  try {
    await device.connect();
    await device.download(image);
  } finally {
    device.close();
  }
  plant.pressProject = project;
}
