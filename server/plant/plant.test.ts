import {
  assetDiffSchema,
  assetSchema,
  assetStateSchema,
  blameSchema,
  changeSchema,
  changesPageSchema,
  coverageRangeSchema,
  gapsSchema,
  type Live,
  logProofSchema,
  overviewSchema,
  sinceSchema,
} from '@witnessmark/shared/api';
import { verifyInclusion } from '@witnessmark/shared/log';
import { formatValueText, type Member } from '@witnessmark/shared/values';
import type { BeatRequest } from '@witnessmark/shared/wire';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IncomingFact } from '../agents/index.ts';
import { TestCore } from '../core/testing/index.ts';
import { describeDatabases } from '../db/testing/index.ts';
import { instant, TestStream } from '../ingest/testing/index.ts';
import { openPlant, type Plant } from './index.ts';

const levels = (level: number, temperature = 12): string => {
  const members: Member[] = [
    { name: 'Tank1.LevelSP', type: 'Real', value: level, unit: '%', range: [0, 100] },
    { name: 'Tank1.TempSP', type: 'Real', value: temperature, unit: '°C' },
  ];
  return formatValueText(members);
};
const at = (seconds: number) => instant(seconds).wall;
const tank = 'setpoints/Tank1.txt';
const everywhere = { plant: 'site', agents: 'site' } as const;

describeDatabases('the plant as people see it', newPlace => {
  let core: TestCore;
  let plant: Plant;
  let stream: TestStream;
  let now = 0;

  beforeEach(async () => {
    now = Date.parse(at(3600));
    core = await TestCore.open(newPlace);
    await core.core.registry.invite({
      id: '0'.repeat(16),
      secretHash: 'x',
      area: 'hall',
      expires: at(9999),
      invitedBy: 'person-0000000000000001',
    });
    await core.core.registry.join(
      '0'.repeat(16),
      {
        ...core.agent,
        certificates: [{ serial: '1', key: 'k', notBefore: at(0), notAfter: '2027-01-01T00:00:00.000Z' }],
      },
      'test',
    );
    plant = openPlant({
      core: core.core,
      invitations: {
        invite: async () => ({ token: 't', expires: at(1) }),
        check: () => Promise.reject(new Error('unused')),
      },
      dataDir: core.dataDir,
      timeZone: 'Europe/Ljubljana',
      now: () => now,
      failed: error => {
        throw error;
      },
    });
    stream = new TestStream('press-2/opc');
    await core.hello(stream);
  });
  afterEach(async () => {
    await plant.stop();
    await core.remove();
  });

  async function tell(...facts: readonly IncomingFact[]): Promise<void> {
    expect((await core.accept(...facts)).refused).toEqual([]);
  }
  /** The agent says that everything was read equal just now. */
  async function beat(load: BeatRequest['load'] = [], lastEqual = instant(3590)): Promise<void> {
    await core.core.beats.beat(
      core.agent,
      {
        watermarks: [{ stream: stream.stream, kind: 'setpoint', state: 'watched', lastEqual }],
        load,
        spool: { facts: 0, bytes: 0, capacityBytes: 1, quarantined: 0, oldestUnacked: null },
        process: { rssBytes: 1, cpuMs: 1, uptimeS: 1 },
        certificateNotAfter: '2027-01-01T00:00:00.000Z',
        checkpoint: null,
        clock: { sent: lastEqual.wall, previous: { offsetMs: 3, errorMs: 2 } },
      },
      lastEqual.wall,
    );
  }
  async function twoChanges(): Promise<void> {
    await tell(
      stream.coverage('setpoint', 'watched'),
      stream.observe([{ path: tank, content: levels(42.5) }]),
    );
    await tell(stream.observe([{ path: tank, content: levels(55) }]));
    await tell(
      stream.observe([
        { path: tank, content: levels(55, 13) },
        { path: 'files/note.txt', kind: 'config', content: 'one\ntwo\n' },
      ]),
    );
  }

  test('an invitation is taken back while it is unused; of a used one the agent has to be revoked', async () => {
    const { registry } = core.core;
    const open = {
      id: 'f'.repeat(16),
      area: 'hall',
      expires: at(9999),
      invitedBy: 'person-0000000000000001',
    };
    await registry.invite({ ...open, secretHash: 'y' });
    const by = { person: 'person-0000000000000002', request: 'r-1' };
    expect(await plant.openInvitations()).toEqual([open]);
    await plant.uninvite(open.id, by);
    expect(await plant.openInvitations()).toEqual([]);
    await expect(plant.uninvite(open.id, by)).rejects.toMatchObject({ code: 'http.not-found' });
    await expect(plant.uninvite('0'.repeat(16), by)).rejects.toMatchObject({ code: 'http.conflict' });
  });

  test('a change begins with a sentence of the site’s time, value, unit and step, and names nobody', async () => {
    await twoChanges();
    const page = changesPageSchema.parse(await plant.changes({ limit: 50 }, 'site'));
    expect(page.rows.map(row => row.sort)).toEqual(['change', 'change', 'first']);
    expect(page.rows[1]?.sentence).toMatch(
      /^Between 01:00:\d\d and 01:00:\d\d, `Tank1\.LevelSP` on Asset press-2 went from 42\.5 to 55\.0 % \(\+12\.5 % of range\)\. Nobody is named yet\.$/,
    );
    expect(page.rows[1]?.items).toEqual([
      { path: tank, kind: 'setpoint', sign: 'changed', headline: 'Tank1.LevelSP 42.5 → 55.0 %', members: 1 },
    ]);
    expect(page.rows[1]?.who.verdict).toBe('unattributed');
  });

  test('a change shows each item old and new, its windows, cost, commit and neighbours', async () => {
    await twoChanges();
    const { rows } = await plant.changes({ limit: 50 }, 'site');
    const change = changeSchema.parse(await plant.change(rows[0]?.id ?? ''));
    expect(change.items.map(item => `${item.sign} ${item.path} ${item.diff.form}`)).toEqual([
      `changed ${tank} values`,
      'added files/note.txt text',
    ]);
    expect(change.older).toBe(rows[1]?.id);
    expect(change.newer).toBeNull();
    expect(change.commit).toMatch(/^[0-9a-f]{40}$/);
    expect(change.cost).toEqual({ requests: 1, bytes: 100, ms: 3 });
    expect(change.coverage.map(span => span.state)).toContain('unknown');
    await beat();
    const proven = await plant.change(change.id);
    expect(proven?.coverage.some(span => span.state === 'watched')).toBe(true);
    expect(change.coverage.every(span => span.to <= new Date(now).toISOString())).toBe(true);
    expect(await plant.change('c-aaaaaaaaaaaa')).toBeNull();
  });

  test('what another build worded is worded anew and then kept', async () => {
    await twoChanges();
    const [newest] = (await plant.changes({ limit: 1 }, 'site')).rows;
    await core.core.database.write
      .updateTable('change_text')
      .set({ engine: 'told-0', sentence: 'as once worded' })
      .execute();
    expect((await plant.changes({ limit: 1 }, 'site')).rows[0]?.sentence).toBe(newest?.sentence);
    const kept = await core.core.database.read
      .selectFrom('change_text')
      .selectAll()
      .where('change_id', '=', newest?.id ?? '')
      .executeTakeFirst();
    // What is kept says when and what: who is added when it is shown.
    expect(newest?.sentence).toBe(`${kept?.sentence} Nobody is named yet.`);
    expect(kept?.engine).not.toBe('told-0');
  });

  test('a sentence begins with what a rule found in an item whose headline is not shown', async () => {
    const programs = (guard: string, preset: string) =>
      Array.from({ length: 9 }, (_, nth) => ({
        path: `files/P${nth + 1}.st`,
        kind: 'logic' as const,
        content: `PROGRAM P\nMotor := Start${nth === 6 ? guard : ''};\nx := ${preset};\nEND_PROGRAM\n`,
      }));
    await tell(stream.coverage('logic', 'watched'), stream.observe(programs(' AND Guard', '1')));
    await tell(stream.observe(programs('', '2')));
    const [newest] = (await plant.changes({ limit: 1 }, 'site')).rows;
    expect(newest?.sentence).toContain('9 items on');
    expect(newest?.sentence).toMatch(/changed: `P7.st` interlock Guard removed.* and 6 more/);
  });

  test('filters and cursors narrow the list, each change once', async () => {
    await twoChanges();
    const other = new TestStream('mixer-1/opc');
    await core.hello(other);
    await tell(other.observe([{ path: tank, content: levels(1) }]));
    const ids = async (query: object) =>
      (await plant.changes({ limit: 50, ...query }, 'site')).rows.map(row => row.asset.id);
    expect(await ids({ asset: 'mixer-1' })).toEqual(['mixer-1']);
    expect(await ids({ kind: 'config' })).toEqual(['press-2']);
    expect(await ids({ item: 'files/note.txt' })).toEqual(['press-2']);
    expect(await ids({ sort: 'first' })).toEqual(['mixer-1', 'press-2']);
    expect(await ids({ search: 'LEVELSP' })).toEqual(['press-2']);
    expect(await ids({ search: '100%_\\' })).toEqual([]);
    expect(await ids({ who: 'kovač' })).toEqual([]);
    expect(await ids({ who: 'unattributed' })).toHaveLength(4);
    expect(await ids({ review: 'accepted' })).toEqual([]);
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await plant.changes({ limit: 1, ...(cursor ? { cursor } : {}) }, 'site');
      seen.push(...page.rows.map(row => row.id));
      cursor = page.next ?? undefined;
    } while (cursor);
    expect(new Set(seen).size).toBe(4);
    expect(seen).toHaveLength(4);
    await expect(plant.changes({ limit: 1, cursor: 'forged' }, 'site')).rejects.toThrow('cursor');
  });

  test('a recipe that was loaded is named with its version', async () => {
    const recipe = (temperature: number) =>
      formatValueText([
        { name: 'Lager.Temp', type: 'Real', value: temperature },
        { name: 'Lager.Minutes', type: 'Int', value: 60 },
      ]);
    const active = (temperature: number, minutes: number) =>
      formatValueText([
        { name: 'Active.Temp', type: 'Real', value: temperature },
        { name: 'Active.Minutes', type: 'Int', value: minutes },
      ]);
    await tell(
      stream.observe([
        { path: 'recipes/Lager.txt', kind: 'recipe', content: recipe(66) },
        { path: 'setpoints/Active.txt', content: active(50, 10) },
      ]),
    );
    await tell(stream.observe([{ path: 'recipes/Lager.txt', kind: 'recipe', content: recipe(67) }]));
    await tell(stream.observe([{ path: 'setpoints/Active.txt', content: active(67, 60) }]));
    const { rows } = await plant.changes({ limit: 1 }, 'site');
    expect(rows[0]?.sort).toBe('load');
    expect(rows[0]?.load).toEqual({ recipe: 'Lager', version: 'v2' });
    expect(rows[0]?.sentence).toContain('recipe `Lager` v2 was loaded');
    expect((await plant.changes({ limit: 9, sort: 'load' }, 'site')).rows).toHaveLength(1);
    expect((await plant.changes({ limit: 9, sort: 'change' }, 'site')).rows).toHaveLength(1);
  });

  test('an unreadable item keeps its last content and says why; an absent one is gone', async () => {
    await twoChanges();
    await tell(
      stream.observe([
        { path: tank, state: 'unreadable' },
        { path: 'files/note.txt', kind: 'config', state: 'absent' },
      ]),
    );
    const { rows } = await plant.changes({ limit: 1 }, 'site');
    const change = await plant.change(rows[0]?.id ?? '');
    expect(change?.items.map(item => `${item.sign} ${item.diff.form}`)).toEqual([
      'unreadable none',
      'removed text',
    ]);
    const state = assetStateSchema.parse(await plant.assetState('press-2', null));
    expect(state.items.map(item => `${item.path} ${item.state} ${item.reason}`)).toEqual([
      `${tank} unreadable not allowed`,
    ]);
    expect(Buffer.from((await plant.content('press-2', tank, null)) ?? []).toString()).toBe(levels(55, 13));
  });

  test('the past is what the last reading had found by then, and what differs since', async () => {
    await twoChanges();
    const before = assetStateSchema.parse(await plant.assetState('press-2', at(0)));
    expect(before.items).toEqual([]);
    const then = assetStateSchema.parse(
      await plant.assetState('press-2', (await plant.changes({ limit: 3 }, 'site')).rows[1]?.window.to ?? ''),
    );
    expect(then.items.map(item => item.path)).toEqual([tank]);
    const diff = assetDiffSchema.parse(
      await plant.assetDiff(
        'press-2',
        (await plant.changes({ limit: 3 }, 'site')).rows[2]?.window.to ?? '',
        null,
      ),
    );
    expect(diff.items.map(item => `${item.sign} ${item.path}`)).toEqual([
      'added files/note.txt',
      `changed ${tank}`,
    ]);
    const since = sinceSchema.parse(
      await plant.since('press-2', (await plant.changes({ limit: 3 }, 'site')).rows[1]?.window.to ?? ''),
    );
    expect(since.items.map(item => item.headline)).toEqual(['added', 'Tank1.TempSP 12.0 → 13.0 °C']);
    expect(await plant.assetState('nowhere', null)).toBeNull();
  });

  test('each value says since which change it stands', async () => {
    await twoChanges();
    const { rows } = await plant.changes({ limit: 3 }, 'site');
    const blame = blameSchema.parse(await plant.blame('press-2', tank, null));
    expect(blame.lines.map(line => [line.text.slice(0, 13), line.change])).toEqual([
      ['Tank1.LevelSP', rows[1]?.id],
      ['Tank1.TempSP ', rows[0]?.id],
    ]);
    expect(await plant.blame('press-2', 'setpoints/none.txt', null)).toBeNull();
  });

  test('coverage has no holes, does not reach beyond what the agent proved, and never into the future', async () => {
    await twoChanges();
    await tell(stream.coverage('setpoint', 'link-lost'));
    await tell(stream.coverage('setpoint', 'watched'));
    const range = coverageRangeSchema.parse(await plant.coverage('press-2', at(-60), at(9_000)));
    const spans = range.rows.find(row => row.kind === 'setpoint')?.spans ?? [];
    expect(spans[0]?.from).toBe(at(-60));
    expect(spans.at(-1)?.to).toBe(new Date(now).toISOString());
    for (const [i, span] of spans.entries()) if (i > 0) expect(span.from).toBe(spans[i - 1]?.to);
    expect(spans.map(span => span.state)).toContain('gap');
    expect(spans.at(-1)?.state).toBe('unknown');
    const gaps = gapsSchema.parse(await plant.gaps({ from: at(-60), limit: 10 }, 'site'));
    expect(gaps.rows.map(gap => `${gap.reason} ${gap.kinds.join(' ')}`)).toEqual(['link-lost setpoint']);
  });

  test('the overview opens what needs somebody, blanks first', async () => {
    await twoChanges();
    await tell(stream.coverage('config', 'blind'));
    const overview = overviewSchema.parse(await plant.overview('site'));
    expect(overview.notWatched.map(row => `${row.kind} ${row.state}`)).toEqual([
      'logic blind',
      'setpoint unknown',
      'recipe blind',
      'config blind',
    ]);
    expect(overview.unwell.map(row => row.why)).toEqual(['not heard since the server started']);
    const asset = assetSchema.parse(await plant.asset('press-2'));
    expect(asset.streams[0]).toMatchObject({ state: 'assigned', agentName: 'Test agent', load: null });
    expect(asset.gitPath).toBe('/git/hall/press-2.git');
    expect(await plant.assetAt('hall', 'press-2')).toBe('press-2');
    expect(await plant.assetAt('other', 'press-2')).toBeNull();
  });

  test('an asset shows what each sort of reading costs it, and no more than its agent tells', async () => {
    await twoChanges();
    const load = { stream: stream.stream, bytes: 900, errors: 0, connected: true, latencyMs: 7 };
    const sweep = { reading: 'sweep', requests: 4901, bytes: 1_200_000, at: instant(3500).wall } as const;
    await beat([{ ...load, requests: 0 }]);
    await beat([{ ...load, requests: 30, costs: [sweep], budget: 20 }], instant(3600));
    const streamOf = async () => assetSchema.parse(await plant.asset('press-2')).streams[0];
    expect((await streamOf())?.load).toEqual({
      requestsPerSecond: 3,
      bytesPerSecond: 90,
      latencyMs: 7,
      connected: true,
      costs: [sweep],
      budget: 20,
    });
    const { text } = await plant.metrics();
    expect(text).toContain(`witnessmark_reading_requests{stream="${stream.stream}",reading="sweep"} 4901`);
    expect(text).toContain(`witnessmark_reading_bytes{stream="${stream.stream}",reading="sweep"} 1200000`);
    // An agent of a release before.
    await beat([{ ...load, requests: 30 }], instant(3610));
    expect((await plant.metrics()).text).not.toContain('reading="sweep"');
    expect((await streamOf())?.load).toMatchObject({ costs: [], budget: null });
  });

  test('an entry’s bytes are proven to stand in the checkpoint', async () => {
    await twoChanges();
    const proof = logProofSchema.parse(await plant.logEntry(2, 'site'));
    const { checkpoint } = core.core.log;
    expect(
      verifyInclusion({
        index: 2,
        size: proof.size,
        leaf: Buffer.from(proof.entry.leaf, 'hex'),
        root: checkpoint.root,
        proof: proof.inclusion.map(hash => Buffer.from(hash, 'hex')),
      }),
    ).toBe(true);
    expect(await plant.logEntry(99_999, 'site')).toBeNull();
  });

  test('live events tell a change once and whole; who comes back misses nothing', async () => {
    const heard: [number, Live][] = [];
    const stop = plant.live(null, { ...everywhere, tell: (id, event) => heard.push([id, event]) });
    await twoChanges();
    const changes = () => heard.flatMap(([, event]) => (event.type === 'change' ? [event.change.id] : []));
    await expect.poll(changes, { timeout: 10_000 }).toHaveLength(3);
    stop();
    const first = heard.find(([, event]) => event.type === 'change')?.[0] ?? 0;
    const again: Live[] = [];
    plant.live(first, { ...everywhere, tell: (_id, event) => again.push(event) });
    await expect
      .poll(() => again.filter(event => event.type === 'change').length, { timeout: 10_000 })
      .toBe(2);
  });

  test('who missed more than is told again, or saw a longer log, is told to read everything anew', async () => {
    const events = Array.from({ length: 501 }, (_, n) => ({
      type: 'asset.healed' as const,
      key: `healed/${n}`,
      actor: { kind: 'server' as const, id: 'server' },
      subject: 'asset:a1',
      body: { says: 'x' },
    }));
    await core.core.log.append(events);
    const first = async (after: number) => {
      const heard: Live[] = [];
      plant.live(after, { ...everywhere, tell: (_id, event) => heard.push(event) });
      await expect.poll(() => heard.length, { timeout: 10_000 }).toBeGreaterThan(0);
      return heard[0]?.type;
    };
    expect(await first(0)).toBe('hole');
    expect(await first(99_999)).toBe('hole');
    expect(await first(core.core.log.count)).toBe('log');
  });

  test('what people order is an event first, and reaches the agent that holds the stream', async () => {
    await twoChanges();
    const by = { person: 'person-0000000000000001', request: 'request-1' };
    await plant.orderReading('press-2', null, 'before the shift', by);
    await plant.setPhase('press-2', 'maintenance-window', '2026-02-01T00:00:00.000Z', 'new pump', {
      ...by,
      request: 'request-2',
    });
    const orders = await core.core.database.read
      .selectFrom('agent_order')
      .selectAll()
      .orderBy('position')
      .execute();
    expect(orders.map(order => JSON.parse(order.act_json).type)).toEqual(['read', 'phase']);
    expect((await plant.asset('press-2'))?.phase).toBe('maintenance-window');
    await expect(
      plant.setPhase('press-2', 'production', at(0), 'x', { ...by, request: 'request-3' }),
    ).rejects.toThrow('ahead');
    await expect(plant.orderReading('nowhere', null, 'x', by)).rejects.toThrow('nothing at this address');
    const log = await plant.log({ limit: 5, type: 'asset.phase' }, 'site');
    expect(log.rows.map(row => row.says)).toEqual(['press-2 is in phase maintenance-window: new pump.']);
  });

  test('a verification runs beside the work and says how it ended', async () => {
    await twoChanges();
    await plant.startVerification();
    await expect.poll(() => plant.verification().state, { timeout: 20_000 }).toBe('holds');
    expect((await plant.overview('site')).log.lastVerified?.holds).toBe(true);
    expect((await plant.metrics()).text).toMatch(/witnessmark_log_entries \d+/);
    expect((await plant.health()).checks['log']?.ok).toBe(true);
  });
});
