import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AttributeIds, DataType, OPCUAClient, UserTokenType } from 'node-opcua-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { plantUsers } from '../opcua/index.ts';
import { S7Hmi } from '../s7/index.ts';
import { Plant, pressActive, pressCode, pressRecipes } from '../site/index.ts';
import type { Deed } from './act.ts';
import { type ActName, actNames, PlantPeople } from './people.ts';

const currentTime = 'i=2258';

let dir: string;
let plant: Plant;
const ends: (() => unknown)[] = [];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'plant-'));
  plant = new Plant({ dataDir: dir });
  await plant.start();
});
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
afterAll(async () => {
  await plant.stop();
  await rm(dir, { recursive: true, force: true });
});

/** A plant of its own, with the certificates that the first one made. */
async function newPlant(): Promise<Plant> {
  const own = await mkdtemp(join(dir, 'plant-'));
  await cp(join(dir, 'pki'), join(own, 'pki'), { recursive: true });
  const made = new Plant({ dataDir: own });
  await made.start();
  return made;
}

function peopleOf(one: Plant, seed: number): PlantPeople {
  const people = new PlantPeople(one, { seed });
  ends.push(() => people.stop());
  return people;
}

/** All that people can change in a plant, in words, by place. */
async function snapshot(one: Plant): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [name, node] of one.brewhouse.model.variables) {
    found.set(`brewhouse ${name}`, JSON.stringify(node.readValue().value.value));
  }
  for (const [db, image] of one.press.memory.dataBlocks) found.set(`press DB${db}`, image.toString('hex'));
  for (const type of ['OB', 'FC', 'DB'] as const) {
    for (const number of one.press.program.numbers(type)) {
      const name = `${type}${number}`;
      found.set(`press ${name}`, one.press.program.get(name)?.toString('hex') ?? '');
    }
  }
  const { modeSwitch, protection, forceActive } = one.press;
  found.set('press switches', JSON.stringify({ modeSwitch, protection, forceActive }));
  for (const file of await readdir(one.exports, { recursive: true, withFileTypes: true })) {
    const path = join(file.parentPath, file.name);
    if (file.isFile()) found.set(`line ${file.name}`, await readFile(path, 'utf8'));
  }
  const { program } = one.filler.state;
  for (const { type, number, source } of program.code) found.set(`filler ${type}${number}`, source);
  for (const { name, members } of program.data) {
    const values = JSON.stringify(members, (_key, value) => (typeof value === 'bigint' ? `${value}` : value));
    found.set(`filler ${name}`, values);
  }
  for (const name of await readdir(one.fillerExports)) {
    found.set(`filler ${name}`, await readFile(join(one.fillerExports, name), 'utf8'));
  }
  return found;
}

function differing(before: Map<string, string>, after: Map<string, string>): string[] {
  const places = new Set([...before.keys(), ...after.keys()]);
  return [...places].filter(place => before.get(place) !== after.get(place)).sort();
}

describe('each act changes what it says and nothing else', () => {
  const touched: Readonly<Record<ActName, RegExp>> = {
    'operator raises level': /^brewhouse Tank[12]\.LevelSP$/,
    'operator lowers level': /^brewhouse Tank[12]\.LevelSP$/,
    'operator trims temperature': /^brewhouse Tank[12]\.TempSP$/,
    'engineer changes recipe': /^brewhouse Recipe (Lager|Pils)\.MashTemp$/,
    'engineer prolongs boiling': /^brewhouse Recipe (Lager|Pils)\.BoilMinutes$/,
    'MES loads recipe': /^brewhouse Active\./,
    'vendor changes pressure limit': /^brewhouse Settings\.MaxPressure$/,
    'panel changes force': /^press DB20$/,
    'panel changes hold time': /^press DB20$/,
    'panel switches lubrication': /^press DB20$/,
    'MES loads press recipe': /^press DB21$/,
    'MES changes press recipe': /^press DB3[01]$/,
    'technician turns the key switch': /^press switches$/,
    'technician forces a value': /^press switches$/,
    'technician sets protection': /^press switches$/,
    'engineer edits a timer preset': /^press FC10$/,
    'engineer switches an interlock': /^press FC10$/,
    'engineer changes an initial value': /^press DB11$/,
    'vendor edits program': /^line (FillingLine\.scl|Conveyor\.st)$/,
    'vendor edits csv recipe': /^line Bottles\.csv$/,
    'vendor changes line settings': /^line line\.ini$/,
    'engineer downloads to the filler': /^filler (fb10|Checksums)$/,
    'engineer exports the filler': /^filler Filler3\.scl$/,
    'panel changes the filling level': /^filler Filling$/,
  };

  test.each(actNames)('%s', async name => {
    plant.press.protection = 1;
    const people = peopleOf(plant, 7);
    const before = await snapshot(plant);
    const deed = await people.act(name);
    const changed = differing(before, await snapshot(plant));
    expect(changed.length).toBeGreaterThan(0);
    expect(changed.filter(place => !touched[name].test(place))).toEqual([]);
    expect(deed).toMatchObject({ act: name, asset: changed[0]?.split(' ')[0] });
    expect(deed.did).not.toBe('');
  });
});

test('a setpoint is moved to the value that is told, by the user who is told', async () => {
  const deed = await peopleOf(plant, 3).act('operator raises level');
  const told = /^(Tank\d\.LevelSP) ([\d.]+) → ([\d.]+)$/.exec(deed.did);
  const [, name = '', before = '', after = ''] = told ?? [];
  expect(Number(after)).toBeGreaterThan(Number(before));
  expect(plant.brewhouse.model.variable(name).readValue().value.value).toBe(Number(after));
  expect(plant.brewhouse.writes.at(-1)).toMatchObject({
    user: plantUsers.operator.name,
    old: Number(before),
    new: Number(after),
    status: 'Good',
  });
});

test('a load puts all values of another recipe into the active area', async () => {
  const people = peopleOf(plant, 5);
  const value = (name: string): unknown => plant.brewhouse.model.variable(name).readValue().value.value;
  const before = value('Active.Recipe');
  await people.act('MES loads recipe');
  const recipe = String(value('Active.Recipe'));
  expect(recipe).not.toBe(before);
  for (const member of ['MashTemp', 'BoilMinutes']) {
    expect(value(`Active.${member}`)).toBe(value(`Recipe ${recipe}.${member}`));
  }
  expect(plant.brewhouse.writes.at(-1)?.user).toBe(plantUsers.mes.name);

  const block = (db: number) => plant.press.memory.dataBlocks.get(db)?.toString('hex');
  const active = block(pressActive);
  await people.act('MES loads press recipe');
  expect(block(pressActive)).not.toBe(active);
  expect(Object.values(pressRecipes).map(block)).toContain(block(pressActive));
});

test('values stay inside their ranges however often they are moved', async () => {
  const people = peopleOf(plant, 11);
  for (let turn = 0; turn < 40; turn += 1) await people.act('operator raises level');
  for (const tank of ['Tank1', 'Tank2']) {
    const level = Number(plant.brewhouse.model.variable(`${tank}.LevelSP`).readValue().value.value);
    expect(level).toBeGreaterThanOrEqual(10);
    expect(level).toBeLessThanOrEqual(90);
  }
});

test('the same seed makes the same story on the same plant, another seed another', async () => {
  const story = async (seed: number): Promise<Deed[]> => {
    const fresh = await newPlant();
    const people = new PlantPeople(fresh, { seed });
    const deeds: Deed[] = [];
    const stop = new AbortController();
    try {
      await people.live({
        everyMs: 300,
        signal: stop.signal,
        told: deed => {
          deeds.push(deed);
          if (deeds.length === 4) stop.abort();
        },
      });
    } finally {
      await people.stop();
      await fresh.stop();
    }
    return deeds;
  };
  const first = await story(42);
  expect(first).toHaveLength(4);
  expect(await story(42)).toEqual(first);
  expect(await story(43)).not.toEqual(first);
});

test('a plant goes on from the values and the count that the last one left', async () => {
  const first = await newPlant();
  const people = new PlantPeople(first, { seed: 1 });
  await people.act('operator raises level');
  await people.act('panel changes force');
  await people.act('engineer edits a timer preset');
  await people.act('engineer changes an initial value');
  await people.act('technician sets protection');
  await people.act('vendor edits program');
  await people.act('engineer downloads to the filler');
  await people.act('panel changes the filling level');
  await people.stop();
  const left = await snapshot(first);
  const sums = first.press.checksums;
  await first.stop();
  const second = new Plant({ dataDir: first.dataDir });
  await second.start();
  try {
    expect(second.acts).toBe(8);
    expect(second.fillerProject).toEqual(first.fillerProject);
    expect(second.filler.certificate).toEqual(first.filler.certificate);
    expect(differing(left, await snapshot(second))).toEqual([]);
    expect(second.press.checksums).toEqual(sums);
    expect(second.pressProject).toEqual(first.pressProject);
  } finally {
    await second.stop();
  }
});

test('a plant whose kept state knows no program goes on with the delivered one', async () => {
  const first = await newPlant();
  const delivered = first.press.program.loaded();
  const people = new PlantPeople(first, { seed: 1 });
  await people.act('panel changes force');
  await people.act('engineer edits a timer preset');
  await people.stop();
  const image = first.press.memory.dataBlocks.get(20)?.toString('hex');
  await first.stop();
  const file = join(first.dataDir, 'state.json');
  const state = JSON.parse(await readFile(file, 'utf8'));
  delete state.press.programmed;
  await writeFile(file, JSON.stringify(state));
  const second = new Plant({ dataDir: first.dataDir });
  await second.start();
  try {
    expect(second.press.program.loaded()).toEqual(delivered);
    expect(second.press.memory.dataBlocks.get(20)?.toString('hex')).toBe(image);
    await peopleOf(second, 1).act('engineer edits a timer preset');
  } finally {
    await second.stop();
  }
});

describe('engineers of the press', () => {
  test('load what they tell, with a time of change, and leave', async () => {
    const people = peopleOf(plant, 2);
    plant.press.protection = 1;
    const before = plant.pressProject;
    const began = Date.now();
    const { did } = await people.act('engineer edits a timer preset');
    const { pressMs, changed } = plant.pressProject;
    expect(did).toBe(`FC10 network 2, press timer ${before.pressMs} ms → ${pressMs} ms`);
    expect(changed.code).toBeGreaterThanOrEqual(began);
    expect(plant.press.program.get('FC10')).toEqual(pressCode(plant.pressProject));
    expect(pressCode(plant.pressProject)).not.toEqual(pressCode({ ...before, changed }));
    await expect.poll(() => plant.press.connections.some(({ role }) => role === 'engineer')).toBe(false);
    const door = plant.pressProject.doorInterlock;
    const told: string[] = [];
    for (const name of ['engineer switches an interlock', 'engineer switches an interlock'] as const)
      told.push((await people.act(name)).did);
    const words = door ? ['removed', 'added'] : ['added', 'removed'];
    expect(told).toEqual(words.map(word => `FC10 network 1, contact of the door ${word}`));
    expect(plant.pressProject.doorInterlock).toBe(door);
  });

  test('do nothing while the CPU is protected; everybody else goes on', async () => {
    const people = peopleOf(plant, 4);
    plant.press.protection = 2;
    const before = plant.press.program.get('FC10');
    await expect(people.act('engineer edits a timer preset')).rejects.toThrow(/d241/);
    expect(plant.press.program.get('FC10')).toEqual(before);
    const told: Deed[] = [];
    const stop = new AbortController();
    await people.live({
      everyMs: 300,
      opening: ['engineer edits a timer preset', 'engineer changes an initial value'],
      signal: stop.signal,
      told: deed => {
        told.push(deed);
        if (told.length === 2) stop.abort();
      },
    });
    expect(told.map(({ who }) => who)).toHaveLength(2);
    expect(plant.press.program.get('FC10')).toEqual(before);
    plant.press.protection = 1;
  });
});

describe('a watcher that sends more than a reading', () => {
  test('over OPC UA stops people and plant', async () => {
    const watched = await newPlant();
    const people = peopleOf(watched, 1);
    const client = OPCUAClient.create({ endpointMustExist: false });
    await client.connect(watched.brewhouse.endpointUrl);
    const { name, password } = plantUsers.watcher;
    const session = await client.createSession({ type: UserTokenType.UserName, userName: name, password });
    await session.read({ nodeId: currentTime });
    await people.act('operator raises level');
    await session.write({
      nodeId: currentTime,
      attributeId: AttributeIds.Value,
      value: { value: { dataType: DataType.Boolean, value: true } },
    });
    await client.disconnect();
    await expect(people.act('operator raises level')).rejects.toThrow(/witness: WriteRequest/);
    const living = people.live({ everyMs: 300, signal: AbortSignal.timeout(5000) });
    await expect(living).rejects.toThrow(/sent more than a reading/);
    await people.stop();
    await expect(watched.stop()).rejects.toThrow(/witness: WriteRequest/);
  });

  test('over S7 stops people and plant', async () => {
    const watched = await newPlant();
    const people = peopleOf(watched, 1);
    const intruder = new S7Hmi({ port: watched.press.port });
    await intruder.connect();
    // Its connection has the rights of a panel; from now on it only watches.
    for (const connection of watched.press.connections) connection.declare('watcher');
    await expect(intruder.writeReal(20, 0, 1)).rejects.toThrow(/closed/);
    await expect(people.act('panel changes force')).rejects.toThrow(/write-variable/);
    await people.stop();
    await expect(watched.stop()).rejects.toThrow(/write-variable/);
  });
});

test('people who cannot reach the plant say so, and act again when it is back', async () => {
  const people = peopleOf(plant, 9);
  await people.act('operator raises level');
  plant.brewhouse.proxy.cut();
  await expect(people.act('operator raises level')).rejects.toThrow();
  plant.brewhouse.proxy.restore();
  await people.act('operator raises level');
});
