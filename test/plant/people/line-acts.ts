import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type LineFile, saveExport } from '../site/index.ts';
import { type Act, moved, type Tools } from './act.ts';

/** One number in an exported file that somebody edits. */
interface Edit {
  readonly file: LineFile;
  /** What stands before the number, and after it. */
  readonly place: RegExp;
  readonly range: Parameters<typeof moved>[2];
  readonly says: string;
}

const settleTime: Edit = {
  file: 'FillingLine.scl',
  place: /(?<=PT := T#)\d+(?=ms)/,
  range: { step: 50, most: 4, low: 300, high: 1500 },
  says: 'settling time, ms',
};
const conveyorSpeed: Edit = {
  file: 'Conveyor.st',
  place: /(?<=Speed +: REAL := )[\d.]+/,
  range: { step: 0.05, most: 3, low: 0.3, high: 0.9 },
  says: 'conveyor speed, m/s',
};
const jamDelay: Edit = {
  file: 'Conveyor.st',
  place: /(?<=JamDelay +: TIME := T#)\d+(?=s)/,
  range: { step: 1, most: 2, low: 2, high: 12 },
  says: 'jam delay, s',
};
const bottlesAnHour: Edit = {
  file: 'recipes/Bottles.csv',
  place: /(?<=Pils 0\.5;500;)\d+/,
  range: { step: 100, most: 5, low: 7000, high: 12_000 },
  says: 'bottles an hour of Pils 0.5',
};
const rejectLimit: Edit = {
  file: 'line.ini',
  place: /(?<=RejectLimitPercent=)[\d.]+/,
  range: { step: 0.1, most: 4, low: 0.5, high: 3 },
  says: 'reject limit, %',
};

/** Who changes what in the filling line's exported project. */
export const lineActs = {
  'vendor edits program': lineAct('vendor', 3, [settleTime, conveyorSpeed, jamDelay]),
  'vendor edits csv recipe': lineAct('vendor', 2, [bottlesAnHour]),
  'vendor changes line settings': lineAct('vendor', 1, [rejectLimit]),
} as const satisfies Readonly<Record<string, Act>>;

function lineAct(who: string, weight: number, edits: readonly [Edit, ...Edit[]]): Act {
  return {
    asset: 'line',
    who,
    weight,
    async run({ plant, random }: Tools) {
      const { file, place, range, says } = random.oneOf(edits);
      const text = await readFile(join(plant.exports, file), 'utf8');
      const before = place.exec(text)?.[0];
      if (before === undefined) throw new Error(`${file} no longer holds the ${says}`);
      const decimals = before.split('.')[1]?.length ?? 0;
      const after = moved(random, Number(before), range).toFixed(decimals);
      await saveExport(plant.exports, file, text.replace(place, after));
      return `${file}: ${says} ${before} → ${after}`;
    },
  };
}
