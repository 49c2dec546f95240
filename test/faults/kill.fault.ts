import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Brewhouse, Chance, Exports, Press, World } from '../world/index.ts';
import { Stream } from './stream.ts';

const rounds = Number(process.env['WITNESSMARK_FAULT_ROUNDS'] ?? 10);
const seed = Number(process.env['WITNESSMARK_FAULT_SEED'] ?? Math.floor(Math.random() * 2 ** 32));
/** Rounds after which everything has to have arrived. */
const batch = 10;
const roundMs = 20_000;

let world: World;

beforeEach(async () => {
  world = await World.create();
});
afterEach(() => world.remove());

test(
  `agent and server killed at ${rounds} random moments lose nothing and record nothing twice (seed ${seed})`,
  async () => {
    const chance = new Chance(seed);
    const press = new Press('press-1');
    const line = new Exports('line-1', `${world.dir}/exports`);
    const brewhouse = new Brewhouse('brewhouse-1', `${world.dir}/opcua`);
    await world.begin(press, line, brewhouse);
    const stream = new Stream([press, line, brewhouse], chance);
    for (let done = 0; done < rounds; ) {
      stream.run();
      for (let end = Math.min(rounds, done + batch); done < end; done += 1) await round(chance);
      await Promise.all([world.server.ready(), world.agent.ready()]);
      await stream.pause();
      await world.arrived();
      await world.everythingOnce();
    }
    const counted = await world.finish();
    console.info(`${rounds} rounds, seed ${seed}:`, counted);
    expect(counted.recorded + counted.merged).toBe(counted.written);
  },
  60_000 + rounds * roundMs,
);

/** Kills one of the two, or both, at work or while it is still starting, and starts what was killed again. */
async function round(chance: Chance): Promise<void> {
  const victims = chance.pick([
    [world.agent],
    [world.server],
    [world.agent],
    [world.server],
    [world.agent, world.server],
  ]);
  if (chance.next() < 0.7) await Promise.all([world.server.ready(), world.agent.ready()]);
  await wait(chance.between(0, 600));
  await Promise.all(victims.map(victim => victim.kill()));
  for (const victim of victims) victim.launch();
}
