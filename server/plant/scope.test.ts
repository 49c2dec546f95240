import type { Live } from '@witnessmark/shared/api';
import { formatValueText, type Member } from '@witnessmark/shared/values';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestCore } from '../core/testing/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import type { Reach } from '../identity/index.ts';
import { instant, TestStream } from '../ingest/testing/index.ts';
import { openPlant, type Plant } from './index.ts';

const at = (seconds: number) => instant(seconds).wall;
const content = (value: number): string => {
  const members: Member[] = [{ name: 'Level', type: 'Real', value, unit: '%', range: [0, 100] }];
  return formatValueText(members);
};
const outside: Reach = { areas: ['elsewhere'], assets: ['mixer-9'] };

describeEmbedded('what a narrower grant shows of the plant', newPlace => {
  let core: TestCore;
  let plant: Plant;
  let area = '';

  beforeEach(async () => {
    core = await TestCore.open(newPlace);
    plant = openPlant({
      core: core.core,
      invitations: {
        invite: async () => ({ token: 't', expires: at(1) }),
        check: () => Promise.reject(new Error('unused')),
      },
      dataDir: core.dataDir,
      timeZone: 'UTC',
      now: () => Date.parse(at(3600)),
      failed: error => {
        throw error;
      },
    });
    for (const name of ['press-2/opc', 'mixer-1/opc']) {
      const stream = new TestStream(name);
      await core.hello(stream);
      await core.accept(
        stream.coverage('setpoint', 'link-lost'),
        stream.observe([{ path: 'setpoints/Tank1.txt', content: content(1) }]),
      );
    }
    area = (await plant.placeOf('press-2'))?.area ?? '';
  });
  afterEach(async () => {
    await plant.stop();
    await core.remove();
  });

  const press: Reach = { areas: [], assets: ['press-2'] };
  const all = { limit: 50 };

  test('one asset: lists hold what is about it and nothing else', async () => {
    const idsOf = (rows: readonly { asset: { id: string } }[]) => [...new Set(rows.map(row => row.asset.id))];
    expect((await plant.assets(all, press)).rows.map(({ id }) => id)).toEqual(['press-2']);
    expect(idsOf((await plant.changes(all, press)).rows)).toEqual(['press-2']);
    expect(idsOf((await plant.gaps({ limit: 50, from: at(0) }, press)).rows)).toEqual(['press-2']);
    const overview = await plant.overview(press);
    expect(overview.assets).toBe(1);
    expect(new Set(overview.notWatched.map(({ asset }) => asset))).toEqual(new Set(['press-2']));
    expect(JSON.stringify(overview)).not.toContain('mixer-1');
  });

  test('one asset: its agent is shown without counts that other streams stand in', async () => {
    await core.core.registry.join('i', core.agent, 'test');
    await core.core.beats.beat(
      core.agent,
      {
        watermarks: [],
        load: [],
        spool: { facts: 77, bytes: 99, capacityBytes: 100, quarantined: 13, oldestUnacked: at(1) },
        process: { rssBytes: 1, cpuMs: 1, uptimeS: 1 },
        certificateNotAfter: '2027-01-01T00:00:00.000Z',
        checkpoint: null,
        clock: { sent: at(3590), previous: null },
      },
      at(3590),
    );
    const [narrow] = await plant.agents(press);
    expect(narrow?.streams.map(({ asset }) => asset)).toEqual(['press-2']);
    expect(narrow?.spool).toBeNull();
    expect(narrow?.complaints.join()).not.toContain('quarantine');
    const [whole] = await plant.agents('site');
    expect(whole?.spool).toMatchObject({ facts: 77, quarantined: 13 });
    expect(whole?.complaints).toContain('13 facts are in quarantine');
  });

  test('an area: every asset of it, and with the site everything', async () => {
    expect(area).not.toBe('');
    const both = ['mixer-1', 'press-2'];
    const idsIn = async (reach: Reach) => (await plant.assets(all, reach)).rows.map(({ id }) => id).sort();
    expect(await idsIn({ areas: [area], assets: [] })).toEqual(both);
    expect(await idsIn('site')).toEqual(both);
    expect(await idsIn({ areas: ["' or 1=1 --"], assets: [] })).toEqual([]);
  });

  test('outside: lists are empty, also when asked for by name', async () => {
    expect((await plant.assets({ ...all, search: 'press' }, outside)).rows).toEqual([]);
    expect((await plant.changes({ ...all, asset: 'press-2', search: 'Level' }, outside)).rows).toEqual([]);
    expect((await plant.gaps({ limit: 50, from: at(0), asset: 'press-2' }, outside)).rows).toEqual([]);
    expect((await plant.overview({ areas: [], assets: [] })).assets).toBe(0);
    expect(await plant.agents(outside)).toEqual([]);
    expect((await plant.log(all, outside)).rows).toEqual([]);
  });

  test('the log shows entries about assets within reach, their proofs, and nothing else', async () => {
    const whole = (await plant.log({ limit: 200 }, 'site')).rows;
    const seen = (await plant.log({ limit: 200 }, press)).rows;
    expect(seen.length).toBeGreaterThan(0);
    expect(seen.every(({ subject }) => /^(asset:press-2|stream:press-2\/opc)$/.test(subject))).toBe(true);
    for (const { idx, subject } of whole) {
      const shown = await plant.logEntry(idx, press);
      expect(shown === null ? null : shown.entry.subject).toBe(
        seen.some(row => row.idx === idx) ? subject : null,
      );
    }
  });

  test('live events tell each listener what lies within its reach, also of what it missed', async () => {
    const heard: Live[] = [];
    const missed: Live[] = [];
    const listener = (events: Live[]) => ({
      plant: press,
      agents: press,
      tell: (_id: number, event: Live) => events.push(event),
    });
    const stop = plant.live(null, listener(heard));
    for (const name of ['mixer-1/opc2', 'press-2/opc2']) {
      const stream = new TestStream(name);
      await core.hello(stream);
      await core.accept(stream.observe([{ path: 'setpoints/Tank2.txt', content: content(2) }]));
    }
    const stopMissed = plant.live(1, listener(missed));
    const changed = (events: Live[]) =>
      events.flatMap(event => (event.type === 'change' ? [event.change.asset.id] : []));
    await expect.poll(() => changed(heard), { timeout: 10_000 }).toEqual(['press-2']);
    await expect.poll(() => changed(missed), { timeout: 10_000 }).toEqual(['press-2', 'press-2']);
    expect(JSON.stringify([...heard, ...missed])).not.toContain('mixer-1');
    stop();
    stopMissed();
  });
});
