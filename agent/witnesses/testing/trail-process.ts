import { TrailWorld } from './trail-world.ts';
import { winccSettings } from './wincc.ts';

/** Reads the trail below a folder until it is killed; prints how many records it has told. */
const [dir = ''] = process.argv.slice(2);
const world = await TrailWorld.begin({ dir, settings: winccSettings });
let told = -1;
setInterval(() => {
  if (world.health.told === told) return;
  told = world.health.told;
  process.stdout.write(`${told}\n`);
}, 1);
