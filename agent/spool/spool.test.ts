import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Fact, factHash } from '@witnessmark/shared/facts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openSpool, type SpoolStore } from './index.ts';
import { changeOf, instant, sha256 } from './testing/drafts.ts';

const stream = 'press-1/s7';
const roomy = 64 * 1024 * 1024;
const isContent = (name: string) => name.length > 60;
const all = { facts: 1000, bytes: roomy } as const;

describe('the spool', () => {
  let dir: string;
  const opened: SpoolStore[] = [];
  const logged: string[] = [];

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-spool-'));
    logged.length = 0;
  });
  afterEach(async () => {
    for (const spool of opened.splice(0)) await spool.close();
    await rm(dir, { recursive: true, force: true });
  });

  async function begin(capacityBytes = roomy): Promise<SpoolStore> {
    const line = (_fields: object, message: string) => void logged.push(message);
    const log = { info: line, warn: line, error: line };
    const spool = await openSpool({ dir, capacityBytes, now: () => instant(5), log });
    opened.push(spool);
    return spool;
  }

  async function reopen(spool: SpoolStore): Promise<SpoolStore> {
    await spool.close();
    return begin();
  }

  let ticks = 0;
  async function change(spool: SpoolStore, content: string | Uint8Array, of = stream): Promise<Fact> {
    ticks += 10;
    const { draft, contents, next } = changeOf(spool, of, content, instant(ticks));
    return spool.append(draft, contents, next);
  }

  const parsed = async (spool: SpoolStore, of = stream): Promise<Fact[]> =>
    (await spool.offer(of, all)).map(fact => JSON.parse(Buffer.from(fact.bytes).toString()));
  const acknowledgeAll = async (spool: SpoolStore, of = stream) => {
    const [tip] = spool.tips().filter(known => known.stream === of);
    if (!tip?.head) throw new Error('nothing to acknowledge');
    return spool.acknowledge([{ stream: of, epoch: tip.epoch, seq: tip.last, head: tip.head }]);
  };

  test('numbers and chains the facts of a stream without a hole, whatever is appended in one turn', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('press-1/s7', 'press-2/s7'), fc.boolean()), {
          minLength: 1,
          maxLength: 20,
        }),
        async turns => {
          const spool = await begin();
          const before = new Map(spool.tips().map(tip => [tip.stream, tip]));
          const facts = await Promise.all(
            turns.map(([of, large], index) =>
              change(spool, large ? Buffer.alloc(9000, `${index}`) : `v${index}`, of),
            ),
          );
          for (const of of ['press-1/s7', 'press-2/s7']) {
            let { last, head } = before.get(of) ?? { last: 0, head: null };
            for (const fact of facts.filter(known => known.stream === of)) {
              expect([fact.seq, fact.prev]).toEqual([last + 1, head]);
              [last, head] = [fact.seq, factHash(fact)];
            }
            expect(spool.tips().find(tip => tip.stream === of)?.head ?? null).toBe(head);
          }
          await spool.close();
          opened.length = 0;
        },
      ),
      { numRuns: 15 },
    );
  });

  test('remembers facts, states and watermarks over a restart', async () => {
    const spool = await begin();
    const fact = await change(spool, 'Level = 1');
    await spool.watermark(stream, { setpoint: instant(99_000) });
    const { epoch } = spool;
    const again = await reopen(spool);
    expect(again.epoch).toBe(epoch);
    expect(await parsed(again)).toEqual([fact]);
    expect(again.state(stream)?.watermarks).toEqual({ setpoint: instant(99_000) });
    expect(again.state(stream)?.manifest).toHaveLength(1);
  });

  test('refuses a second agent on the same folder, and lets the next one in after the first closed', async () => {
    const spool = await begin();
    await expect(begin()).rejects.toMatchObject({ code: 'agent.spool-in-use' });
    await reopen(spool);
  });

  test('stores nothing of a fact whose content is missing, wrong, or whose schema does not fit', async () => {
    const spool = await begin();
    const { draft, next } = changeOf(spool, stream, Buffer.alloc(10), instant(1));
    await expect(spool.append(draft, new Map(), next)).rejects.toMatchObject({
      code: 'agent.content-missing',
    });
    const wrong = new Map([[sha256(Buffer.alloc(10)), { bytes: Buffer.alloc(11) }]]);
    await expect(spool.append(draft, wrong, next)).rejects.toMatchObject({ code: 'agent.content-mismatch' });
    const misshapen = { ...draft, body: { ...draft.body, result: 'nonsense' } };
    const right = new Map([[sha256(Buffer.alloc(10)), { bytes: Buffer.alloc(10) }]]);
    await expect(spool.append(misshapen, right, next)).rejects.toMatchObject({
      code: 'agent.fact-invalid',
    });
    expect(spool.stats()).toMatchObject({ facts: 0, bytes: 0 });
    expect((await readdir(join(dir, 'live', 'contents'), { recursive: true })).filter(isContent)).toEqual([]);
    expect(spool.state(stream)).toBeNull();
    await change(spool, 'goes on');
    expect(spool.tips()).toMatchObject([{ stream, last: 1 }]);
  });

  test('takes a content from a file, and gives no fact out before its content was sent', async () => {
    const spool = await begin();
    const bytes = Buffer.alloc(3 * 1024 * 1024, 'x');
    await writeFile(join(dir, 'private copy'), bytes);
    const { draft, next } = changeOf(spool, stream, bytes, instant(1));
    await spool.append(draft, new Map([[sha256(bytes), { file: join(dir, 'private copy') }]]), next);
    await change(spool, 'after it');
    expect(await spool.offer(stream, all)).toEqual([]);
    const [blob] = spool.unsentBlobs(stream, 1);
    expect(blob).toMatchObject({ sha256: sha256(bytes), bytes: bytes.byteLength });
    expect(await spool.blobHolds(sha256(bytes))).toBe(true);
    await spool.blobSent(sha256(bytes));
    expect(await spool.offer(stream, all)).toHaveLength(2);
  });

  test('keeps acknowledged facts until a backup covers them, and their contents no longer', async () => {
    const spool = await begin();
    await change(spool, Buffer.alloc(9000, 'a'));
    await change(spool, Buffer.alloc(9000, 'b'));
    await acknowledgeAll(spool);
    expect(spool.stats()).toMatchObject({ facts: 0, oldestUnacked: null });
    expect(spool.tips()).toMatchObject([{ first: 1, last: 2, acked: 2 }]);
    await spool.release([{ stream, epoch: spool.epoch, seq: 1 }]);
    expect(spool.tips()).toMatchObject([{ first: 2, last: 2 }]);
    const files = (await readdir(join(dir, 'live', 'contents'), { recursive: true })).filter(
      name => name.length > 60,
    );
    expect(files.map(name => name.slice(-64))).toEqual([sha256(Buffer.alloc(9000, 'b'))]);
  });

  test('an acknowledgement of something else is handed back, not believed', async () => {
    const spool = await begin();
    await change(spool, 'Level = 1');
    const foreign = { stream, epoch: spool.epoch, seq: 1, head: 'f'.repeat(64) };
    const beyond = { stream, epoch: spool.epoch, seq: 9, head: 'f'.repeat(64) };
    expect(await spool.acknowledge([foreign, beyond])).toEqual([foreign, beyond]);
    expect(spool.stats().facts).toBe(1);
  });

  test('gives everything from the expected fact on out again, with its contents', async () => {
    const spool = await begin();
    for (const letter of 'abc') await change(spool, Buffer.alloc(9000, letter));
    for (const { sha256: hash } of spool.unsentBlobs(stream, 10)) await spool.blobSent(hash);
    await acknowledgeAll(spool);
    expect(await spool.rewind(stream, 2)).toBe(2);
    expect(spool.unsentBlobs(stream, 10)).toHaveLength(2);
    for (const { sha256: hash } of spool.unsentBlobs(stream, 10)) await spool.blobSent(hash);
    expect((await parsed(spool)).map(fact => fact.seq)).toEqual([2, 3]);
  });

  test('begins a new epoch: old facts are quarantined, every stream is read anew and tells it first', async () => {
    const spool = await begin();
    await change(spool, 'Level = 1');
    const old = spool.epoch;
    const heard: string[] = [];
    spool.onNewEpoch(epoch => heard.push(epoch));
    const epoch = await spool.beginEpoch('forked', 'Cloned.');
    expect(heard).toEqual([epoch]);
    expect(spool.quarantined(10)).toMatchObject([
      { key: { epoch: old, stream, seq: 1 }, code: 'wire.forked' },
    ]);
    expect(spool.waiting()).toEqual([]);
    const again = await reopen(spool);
    await change(again, 'Level = 2');
    expect((await parsed(again)).map(fact => [fact.epoch, fact.kind])).toEqual([
      [epoch, 'notice'],
      [epoch, 'coverage'],
      [epoch, 'observation'],
    ]);
  });

  test('refuses an observation that compares with what only the old epoch had', async () => {
    const spool = await begin();
    await change(spool, 'Level = 1');
    const stale = changeOf(spool, stream, 'Level = 2', instant(50));
    await spool.beginEpoch('forked', 'Cloned.');
    await expect(spool.append(stale.draft, stale.contents, stale.next)).rejects.toMatchObject({
      code: 'agent.epoch-changed',
    });
  });

  describe('when it is damaged', () => {
    async function expectSetAside(old: string): Promise<void> {
      const spool = await begin();
      expect(spool.epoch).not.toBe(old);
      expect((await readdir(dir)).filter(name => name.startsWith('damaged-'))).toHaveLength(1);
      expect(logged).toContain('spool is damaged; set aside, a new one begins');
      expect(spool.state(stream)).toBeNull();
      await change(spool, 'read anew');
      const facts = await parsed(spool);
      expect(facts.map(fact => fact.kind)).toEqual(['notice', 'coverage', 'observation']);
      expect(facts[0]?.body).toMatchObject({ code: 'spool.damaged' });
      expect(facts[1]?.body).toMatchObject({
        changes: expect.arrayContaining([
          expect.objectContaining({ now: { state: 'gap', reason: 'spool-lost' } }),
        ]),
      });
    }

    test('in its database, it is set aside whole and a new epoch says so', async () => {
      const spool = await begin();
      for (let turn = 0; turn < 50; turn += 1) await change(spool, `Level = ${turn}`);
      await spool.close();
      const file = await open(join(dir, 'live', 'spool.sqlite'), 'r+');
      const { size } = await file.stat();
      for (let page = 2; page * 4096 < size; page += 1)
        await file.write(Buffer.alloc(2000, 0x5a), 0, 2000, page * 4096 + 500);
      await file.close();
      await expectSetAside(spool.epoch);
    });

    test('in its header, likewise', async () => {
      const spool = await begin();
      await change(spool, 'Level = 1');
      await spool.close();
      await writeFile(join(dir, 'live', 'spool.sqlite'), Buffer.alloc(8192, 7));
      await expectSetAside(spool.epoch);
    });

    test('by the loss of a content, likewise', async () => {
      const spool = await begin();
      await change(spool, Buffer.alloc(9000, 'a'));
      await spool.close();
      await rm(join(dir, 'live', 'contents'), { recursive: true });
      await expectSetAside(spool.epoch);
    });

    test('and the agent died after setting it aside, the next start still says so', async () => {
      await mkdir(join(dir, 'damaged-2026-01-01T000000.000Z-abcd'));
      const spool = await begin();
      await change(spool, 'read anew');
      expect((await parsed(spool)).map(fact => fact.kind)).toEqual(['notice', 'coverage', 'observation']);
    });
  });

  describe('when it fills', () => {
    const capacity = 200_000;
    const fill = async (spool: SpoolStore, facts: number, of = stream) => {
      for (let turn = 0; turn < facts; turn += 1) await change(spool, `${turn} ${'x'.repeat(4000)}`, of);
    };
    const codes = (facts: readonly Fact[]) =>
      facts.flatMap(fact => (fact.kind === 'notice' ? [fact.body.code] : []));

    test('warns once before it is full', async () => {
      const spool = await begin(capacity);
      await fill(spool, 37);
      expect(codes(await parsed(spool))).toEqual(['spool.nearly-full']);
      expect(spool.stats().bytes).toBeLessThan(capacity);
    });

    test('lets go of acknowledged facts first, and says so once', async () => {
      const spool = await begin(capacity);
      await fill(spool, 30);
      await acknowledgeAll(spool);
      await fill(spool, 30, 'press-2/s7');
      const facts = await parsed(spool, 'press-2/s7');
      expect(facts.filter(fact => fact.kind === 'observation')).toHaveLength(30);
      expect(codes(facts)).toEqual(['spool.released']);
      expect(spool.stats().bytes).toBeLessThanOrEqual(capacity);
    });

    test('merges what was not sent, keeps the newest state, and the chain holds', async () => {
      const spool = await begin(capacity);
      await fill(spool, 100);
      await change(spool, 'the newest');
      const facts = await parsed(spool);
      expect(spool.stats().bytes).toBeLessThanOrEqual(capacity);
      expect(codes(facts)).toContain('spool.merged');
      for (const [index, fact] of facts.entries()) {
        const before = facts[index - 1];
        expect([fact.seq, fact.prev]).toEqual([index + 1, before ? factHash(before) : null]);
      }
      const gaps = facts.flatMap(fact => (fact.kind === 'coverage' ? fact.body.changes : []));
      expect(gaps.map(gap => gap.now)).toContainEqual({ state: 'gap', reason: 'spool-full' });
      const newest = facts.findLast(fact => fact.kind === 'observation');
      expect(newest?.body).toMatchObject({ items: [{ inline: { data: 'the newest' } }] });
      const merged = facts.flatMap(fact =>
        fact.kind === 'notice' ? [Number(fact.body.data['observations'] ?? 0)] : [],
      );
      const observations = facts.filter(fact => fact.kind === 'observation').length;
      expect(merged.reduce((sum, count) => sum + count, observations)).toBe(101);
    });

    test('never rewrites a fact that may have reached the server', async () => {
      const spool = await begin(capacity);
      await fill(spool, 20);
      const offered = await spool.offer(stream, all);
      await fill(spool, 60);
      expect((await spool.offer(stream, all)).slice(0, 20)).toEqual(offered);
    });

    test('frees the contents of versions that were merged away', async () => {
      const spool = await begin(capacity);
      for (let turn = 0; turn < 40; turn += 1) await change(spool, Buffer.alloc(9000, `content ${turn}`));
      expect(spool.stats().bytes).toBeLessThanOrEqual(capacity);
      const needed = new Set(spool.unsentBlobs(stream, 1000).map(blob => blob.sha256));
      const files = (await readdir(join(dir, 'live', 'contents'), { recursive: true })).filter(isContent);
      expect(new Set(files.map(name => name.slice(-64)))).toEqual(needed);
    });

    test('takes room from streams that pile up before it goes beyond its capacity', async () => {
      const spool = await begin(capacity);
      await fill(spool, 45, 'press-2/s7');
      await fill(spool, 10);
      expect(spool.stats().bytes).toBeLessThanOrEqual(capacity);
      expect(codes(await parsed(spool, 'press-2/s7'))).toContain('spool.merged');
    });
  });
});
