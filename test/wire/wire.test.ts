import { createHash, randomBytes, randomInt } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createMemorySite, type MemorySite } from '@witnessmark/server/agents/testing';
import { WitnessError } from '@witnessmark/shared/errors';
import type { Fact } from '@witnessmark/shared/facts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type AgentEnd, type AgentEndOptions, startAgentEnd } from './agent-end.ts';
import { CuttingProxy } from './cutting-proxy.ts';
import { eventually } from './eventually.ts';

const stream = 'press-2/s7';
const other = 'mixer-1/s7';

describe('both ends of the wire', () => {
  let site: MemorySite;
  const opened: { close(): Promise<void> }[] = [];

  beforeEach(async () => {
    site = await createMemorySite();
    opened.push(site);
  });

  afterEach(async () => {
    for (const part of opened.splice(0).reverse()) await part.close();
  });

  async function agentOf(options: Partial<AgentEndOptions> = {}): Promise<AgentEnd> {
    const agent = await startAgentEnd({
      streams: [stream, other],
      ...(options.dir === undefined ? { token: await site.token() } : {}),
      ...options,
    });
    opened.push(agent);
    return agent;
  }

  async function proxied(): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(site.port);
    await proxy.start();
    opened.push({ close: () => proxy.stop() });
    return proxy;
  }

  const everythingAcknowledged = (agent: AgentEnd) =>
    eventually(
      () => agent.spool.stats().facts === 0,
      () => agent.logged.slice(-10),
    );

  test('a change appended to the spool is taken by the server and acknowledged', async () => {
    const agent = await agentOf();
    const fact = await agent.change(stream, 'Level = 42.5');
    await everythingAcknowledged(agent);
    expect(site.ingest.facts(stream)).toEqual([fact]);
  });

  test('facts of each stream arrive whole and in order while many are appended', async () => {
    const agent = await agentOf();
    const appended = [];
    for (let turn = 0; turn < 150; turn += 1) {
      appended.push(agent.change(turn % 3 === 0 ? other : stream, `Level = ${turn}`));
      if (turn % 40 === 0) await appended.at(-1);
    }
    const facts = await Promise.all(appended);
    await everythingAcknowledged(agent);
    for (const name of [stream, other]) {
      expect(site.ingest.facts(name)).toEqual(facts.filter(fact => fact.stream === name));
    }
  });

  test('a content is on the server before the fact that names it', async () => {
    const agent = await agentOf();
    const content = randomBytes(5 * 1024 * 1024);
    await agent.change(stream, content);
    await everythingAcknowledged(agent);
    const stored = site.ingest.blobs.get(createHash('sha256').update(content).digest('hex'));
    expect(stored?.equals(content)).toBe(true);
  });

  test('a link cut in the middle of a content goes on from where it was', async () => {
    const proxy = await proxied();
    const agent = await agentOf({ token: await site.token({ port: proxy.port }) });
    await eventually(() => agent.uplink.status().connected);
    const content = randomBytes(3 * 1024 * 1024);
    proxy.cutAfter('up', 1024 * 1024);
    await agent.change(stream, content);
    await everythingAcknowledged(agent);
    expect(proxy.cuts).toBe(1);
    expect([...site.ingest.blobs.values()].map(stored => stored.equals(content))).toEqual([true]);
    expect(site.ingest.facts(stream)).toHaveLength(1);
  });

  test('a link cut in the middle of an answer leads to no second application', async () => {
    const proxy = await proxied();
    const agent = await agentOf({ token: await site.token({ port: proxy.port }) });
    await agent.change(stream, 'Level = 1');
    await everythingAcknowledged(agent);
    // The next answer to leave the server: the beat's or the facts'; both are more than this.
    for (let turn = 2; turn < 8; turn += 1) {
      proxy.cutAfter('down', 100);
      await agent.change(stream, `Level = ${turn}`);
      await everythingAcknowledged(agent);
    }
    expect(proxy.cuts).toBeGreaterThan(2);
    expect(site.ingest.facts(stream).map(fact => fact.seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  test('wherever the link is cut, every fact arrives once and in order', { timeout: 60_000 }, async () => {
    const proxy = await proxied();
    const agent = await agentOf({ token: await site.token({ port: proxy.port }) });
    const appended: Fact[] = [];
    for (let turn = 0; turn < 10; turn += 1) {
      // Less than what a turn surely sends either way, so that each turn is cut.
      proxy.cutAfter(turn % 2 === 0 ? 'up' : 'down', randomInt(1, turn % 2 === 0 ? 18_000 : 500));
      appended.push(
        await agent.change(stream, randomBytes(20_000)),
        await agent.change(other, `Level = ${turn}`),
      );
      await everythingAcknowledged(agent);
    }
    expect(proxy.cuts).toBeGreaterThan(5);
    for (const name of [stream, other]) {
      expect(site.ingest.facts(name)).toEqual(appended.filter(fact => fact.stream === name));
    }
    expect(site.ingest.blobs.size).toBe(10);
  });

  test('an answer to a join that is lost is given again to the same key', async () => {
    const proxy = await proxied();
    proxy.cutAfter('down', 3000);
    const agent = await agentOf({ token: await site.token({ port: proxy.port }) });
    await eventually(() => agent.uplink.status().connected);
    expect(proxy.cuts).toBe(1);
    expect(site.registry.agents.size).toBe(1);
  });

  test('a token is good for one agent only', async () => {
    const token = await site.token();
    await agentOf({ token });
    await expect(startAgentEnd({ token, streams: [] })).rejects.toMatchObject({ code: 'wire.token-refused' });
  });

  test('an expired token is refused', async () => {
    const token = await site.token({ validForMs: -1 });
    await expect(startAgentEnd({ token, streams: [] })).rejects.toMatchObject({ code: 'wire.token-refused' });
  });

  test('what is no token is refused without repeating it', async () => {
    const joining = startAgentEnd({ token: 'bm90IGEgdG9rZW4', streams: [] });
    await expect(joining).rejects.toMatchObject({ code: 'wire.token-invalid' });
    await expect(joining).rejects.not.toThrow(/bm90/);
  });

  test('a server of another CA gets neither the secret nor a join', async () => {
    const impostor = await createMemorySite();
    opened.push(impostor);
    const token = await site.token({ port: impostor.port });
    await expect(startAgentEnd({ token, streams: [] })).rejects.toMatchObject({ code: 'wire.wrong-server' });
    expect(impostor.registry.agents.size).toBe(0);
  });

  test('a joined agent does not speak to another server at the same address', async () => {
    const proxy = await proxied();
    const agent = await agentOf({ token: await site.token({ port: proxy.port }) });
    await agent.change(stream, 'Level = 1');
    await everythingAcknowledged(agent);
    await agent.stop();
    const impostor = await createMemorySite();
    opened.push(impostor);
    const identity = join(agent.dir, 'identity.json');
    const text = await readFile(identity, 'utf8');
    await writeFile(identity, text.replace(`:${proxy.port}`, `:${impostor.port}`));
    const moved = await agentOf({ dir: agent.dir });
    await moved.change(stream, 'Level = 2');
    await eventually(() => moved.uplink.status().trouble?.includes('not the server'));
    expect(impostor.ingest.batches).toBe(0);
    expect(moved.spool.stats().facts).toBe(1);
  });

  test('a batch that was acknowledged into the void is acknowledged again, and applied once', async () => {
    const agent = await agentOf();
    await agent.change(stream, 'Level = 1');
    await everythingAcknowledged(agent);
    await agent.spool.rewind(stream, 1);
    agent.uplink.redeclare();
    await everythingAcknowledged(agent);
    expect(site.ingest.facts(stream)).toHaveLength(1);
  });

  test('an agent that was cloned begins a new epoch, keeps what it could not send, and says so', async () => {
    const agent = await agentOf();
    await agent.change(stream, 'Level = 1');
    await everythingAcknowledged(agent);
    const [[key, taken] = ['', []]] = [...site.ingest.streams];
    const [first] = taken;
    if (first === undefined) throw new Error('nothing was taken');
    const old = agent.spool.epoch;
    // What the clone wrote under the same numbers.
    site.ingest.streams.set(key, [first, { hash: 'c'.repeat(64), fact: null }]);
    const epochs: string[] = [];
    agent.spool.onNewEpoch(epoch => epochs.push(epoch));
    await agent.change(stream, 'Level = 2');
    await eventually(() => epochs.length === 1);
    expect(agent.spool.epoch).not.toBe(old);
    expect(agent.spool.quarantined(10)).toMatchObject([{ code: 'wire.forked', key: { epoch: old, seq: 2 } }]);
    expect(agent.spool.state(stream)).toBeNull();
    await agent.change(stream, 'Level = 2');
    await everythingAcknowledged(agent);
    expect(site.ingest.facts(stream).map(fact => [fact.seq, fact.kind])).toEqual([
      [1, 'observation'],
      [1, 'notice'],
      [2, 'coverage'],
      [3, 'observation'],
    ]);
  });

  test('a server restored from an old backup is filled again', async () => {
    const agent = await agentOf();
    for (let turn = 1; turn <= 5; turn += 1) await agent.change(stream, `Level = ${turn}`);
    const large = randomBytes(100_000);
    await agent.change(stream, large);
    await everythingAcknowledged(agent);
    const [[key, taken] = ['', []]] = [...site.ingest.streams];
    site.ingest.streams.set(key, taken.slice(0, 2));
    site.ingest.blobs.clear();
    await site.restart();
    await eventually(
      () => site.ingest.facts(stream).length === 6,
      () => agent.logged.slice(-10),
    );
    expect([...site.ingest.blobs.values()].map(stored => stored.equals(large))).toEqual([true]);
  });

  test('what a backup covers is released; nothing before', async () => {
    const agent = await agentOf();
    for (let turn = 1; turn <= 4; turn += 1) await agent.change(stream, `Level = ${turn}`);
    await everythingAcknowledged(agent);
    expect(agent.spool.tips()).toMatchObject([{ stream, first: 1, last: 4, acked: 4 }]);
    site.ingest.covered.push({ stream, epoch: agent.spool.epoch, seq: 3 });
    await eventually(() => agent.spool.tips()[0]?.first === 4);
  });

  test('a stream that fails for a while does not hold up another', async () => {
    const agent = await agentOf();
    site.ingest.failing.set(stream, { code: 'wire.busy', retry: true });
    await agent.change(stream, 'Level = 1');
    await agent.change(other, 'Level = 1');
    await eventually(() => site.ingest.facts(other).length === 1);
    expect(site.ingest.facts(stream)).toHaveLength(0);
    site.ingest.failing.clear();
    await everythingAcknowledged(agent);
    expect(site.ingest.facts(stream)).toHaveLength(1);
  });

  test('a stream whose content is not taken does not hold up another', async () => {
    const agent = await agentOf();
    const taking = site.ingest.putBlob.bind(site.ingest);
    site.ingest.putBlob = async () => {
      throw new WitnessError('wire.blob-mismatch', 'test');
    };
    await agent.change(stream, randomBytes(20_000));
    await agent.change(other, 'Level = 1');
    await eventually(() => site.ingest.facts(other).length === 1);
    expect(site.ingest.facts(stream)).toHaveLength(0);
    site.ingest.putBlob = taking;
    await everythingAcknowledged(agent);
    expect(site.ingest.facts(stream)).toHaveLength(1);
  });

  test('a content damaged on the agent’s own disk begins a new epoch that says so', async () => {
    site.ingest.pending.add(stream);
    const agent = await agentOf();
    await agent.change(stream, randomBytes(20_000));
    const [blob] = agent.spool.unsentBlobs(stream, 1);
    await writeFile(blob?.file ?? '', randomBytes(20_000));
    const epochs: string[] = [];
    agent.spool.onNewEpoch(epoch => epochs.push(epoch));
    site.ingest.pending.clear();
    agent.uplink.redeclare();
    await eventually(() => epochs.length === 1);
    await agent.change(stream, 'read anew');
    await everythingAcknowledged(agent);
    expect(site.ingest.facts(stream).map(fact => fact.kind)).toEqual(['notice', 'coverage', 'observation']);
  });

  test('with no credit it sends one fact at a time, and goes on when there is some', async () => {
    const agent = await agentOf();
    await eventually(() => agent.uplink.status().connected);
    site.ingest.creditLeft = 0;
    agent.uplink.redeclare();
    await agent.change(stream, 'Level = 1');
    await everythingAcknowledged(agent);
    const batches = site.ingest.batches;
    for (let turn = 2; turn < 5; turn += 1) await agent.change(stream, `Level = ${turn}`);
    await eventually(() => site.ingest.batches === batches + 1);
    expect(site.ingest.facts(stream)).toHaveLength(2);
    site.ingest.creditLeft = 100;
    await everythingAcknowledged(agent);
    expect(site.ingest.facts(stream)).toHaveLength(4);
  });

  test('a fact that can never be taken is quarantined with its bytes, and its stream goes on', async () => {
    const agent = await agentOf();
    site.ingest.failing.set(stream, { code: 'wire.fact-invalid', retry: false });
    await agent.change(stream, 'Level = 1');
    await eventually(() => agent.spool.stats().quarantined === 1);
    site.ingest.failing.clear();
    await agent.change(stream, 'Level = 2');
    await everythingAcknowledged(agent);
    const [refused] = agent.spool.quarantined(10);
    expect(refused).toMatchObject({ code: 'wire.fact-invalid', key: { stream, seq: 1 } });
    expect(Buffer.from(refused?.bytes ?? []).toString()).toContain('Level = 1');
    expect(site.ingest.facts(stream).map(fact => fact.seq)).toEqual([2]);
  });

  test('a busy server is left alone as long as it asks for', async () => {
    const agent = await agentOf();
    await eventually(() => agent.uplink.status().connected);
    site.ingest.failNext = new WitnessError('wire.busy', 'test');
    await agent.change(stream, 'Level = 1');
    await eventually(() => site.ingest.batches === 1);
    // Retry-After is five seconds: the beats of the meantime show that the wait is the sender's.
    await eventually(() => agent.uplink.status().trouble?.includes('503'));
    expect(site.ingest.batches).toBe(1);
    await everythingAcknowledged(agent);
    expect(site.ingest.batches).toBe(2);
  });

  test('a stream nobody assigned yet is spooled, and sent once it is', async () => {
    site.ingest.pending.add(stream);
    const agent = await agentOf();
    await agent.change(stream, 'Level = 1');
    await eventually(() => agent.uplink.status().streams.some(({ state }) => state === 'pending'));
    expect(site.ingest.facts(stream)).toHaveLength(0);
    site.ingest.pending.clear();
    agent.uplink.redeclare();
    await everythingAcknowledged(agent);
  });

  test('an agent of one area may not speak of an asset in another', async () => {
    const agent = await agentOf({ token: await site.token({ area: 'yard' }), area: 'hall' });
    await agent.change(stream, 'Level = 1');
    await eventually(
      () =>
        agent.uplink.status().streams.every(({ state }) => state === 'refused') &&
        agent.uplink.status().streams.length === 2,
    );
    expect(site.ingest.facts(stream)).toHaveLength(0);
    expect(agent.spool.stats().facts).toBe(1);
  });

  test('an agent that was revoked is refused at its next call and keeps its facts', async () => {
    const agent = await agentOf();
    await eventually(() => agent.uplink.status().connected);
    await site.registry.revoke(agent.uplink.status().agent);
    await agent.change(stream, 'Level = 1');
    await eventually(() => agent.uplink.status().trouble?.includes('wire.agent-revoked'));
    expect(site.ingest.facts(stream)).toHaveLength(0);
    expect(agent.spool.stats().facts).toBe(1);
  });

  test('a certificate is renewed when two thirds of its time are over', async () => {
    const agent = await agentOf();
    await eventually(() => agent.uplink.status().clock !== null);
    const before = agent.uplink.status().certificateNotAfter;
    site.aheadMs = 61 * 24 * 60 * 60 * 1000;
    await eventually(
      () => agent.uplink.status().certificateNotAfter > before,
      () => agent.logged.slice(-10),
    );
    await agent.change(stream, 'Level = 1');
    await everythingAcknowledged(agent);
  });

  test('an expired certificate renews within the limit', async () => {
    const agent = await agentOf();
    await agent.change(stream, 'Level = 1');
    await everythingAcknowledged(agent);
    await agent.stop();
    site.aheadMs = 100 * 24 * 60 * 60 * 1000;
    const back = await agentOf({ dir: agent.dir });
    await back.change(stream, 'Level = 2');
    await everythingAcknowledged(back);
    expect(site.ingest.facts(stream)).toHaveLength(2);
  });

  test('a certificate that expired beyond the limit cannot renew', async () => {
    const agent = await agentOf();
    await eventually(() => agent.uplink.status().connected);
    await agent.stop();
    site.aheadMs = 125 * 24 * 60 * 60 * 1000;
    const back = await agentOf({ dir: agent.dir });
    await eventually(() => back.uplink.status().trouble?.includes('wire.certificate-too-old'));
  });

  test.each([-3650, 3650])(
    'an agent whose clock is wrong by %i days joins, sends and says so',
    async days => {
      const aheadMs = days * 24 * 60 * 60 * 1000;
      const agent = await agentOf({ aheadMs });
      await agent.change(stream, 'Level = 1');
      await everythingAcknowledged(agent);
      const notice = await eventually(() => agent.notices.find(({ code }) => code === 'clock.measured'));
      const { offsetMs = 0, errorMs = 0 } = notice.clock ?? {};
      expect(Math.abs(offsetMs + aheadMs)).toBeLessThanOrEqual(errorMs + 20);
    },
  );

  test('a clock that moves is told again; one that stays is told once', async () => {
    const agent = await agentOf();
    await eventually(() => agent.notices.filter(({ code }) => code === 'clock.measured').length === 1);
    const beats = site.beats.length;
    await eventually(() => site.beats.length > beats + 5);
    expect(agent.notices.filter(({ code }) => code === 'clock.measured')).toHaveLength(1);
    agent.aheadMs = 90_000;
    await eventually(() => agent.notices.filter(({ code }) => code === 'clock.measured').length === 2);
  });

  test('a log that was rolled back is raised once, and nothing counts as backed up until it is accepted', async () => {
    const agent = await agentOf();
    for (let turn = 1; turn <= 3; turn += 1) await agent.change(stream, `Level = ${turn}`);
    await everythingAcknowledged(agent);
    await eventually(() => site.beats.at(-1)?.checkpoint?.includes('\n3\n'));
    site.log.reset();
    site.log.append('another history');
    await eventually(() => agent.uplink.status().logBroken !== null);
    site.ingest.covered.push({ stream, epoch: agent.spool.epoch, seq: 3 });
    await agent.change(stream, 'Level = 4');
    await everythingAcknowledged(agent);
    expect(agent.spool.tips()[0]?.first).toBe(1);
    const raised = () => agent.notices.filter(({ code }) => code === 'log.rolled-back').length;
    await eventually(() => raised() === 1);

    site.orders.push({
      id: `order-${'1'.repeat(16)}`,
      position: 1,
      expires: new Date(Date.now() + 60_000).toISOString(),
      act: { type: 'accept-log', checkpoint: await site.log.current(), reason: 'restored on purpose' },
    });
    await eventually(() => agent.uplink.status().logBroken === null);
    await eventually(() => agent.spool.tips()[0]?.first === 4);
    await eventually(() => agent.notices.some(({ code }) => code === 'order.done'));
    expect(raised()).toBe(1);
  });

  test('a broken log stays broken over a restart of the agent', async () => {
    const agent = await agentOf();
    await agent.change(stream, 'Level = 1');
    await everythingAcknowledged(agent);
    await eventually(() => site.beats.at(-1)?.checkpoint?.includes('\n1\n'));
    site.log.reset('plant/2');
    await eventually(() => agent.uplink.status().logBroken?.includes('plant/2'));
    await agent.stop();
    const back = await agentOf({ dir: agent.dir });
    expect(back.uplink.status().logBroken).toContain('plant/2');
  });

  test('an order reaches the watcher, and is not given again after a restart', async () => {
    const agent = await agentOf();
    const order = {
      id: `order-${'2'.repeat(16)}`,
      position: 7,
      expires: new Date(Date.now() + 60_000).toISOString(),
      act: { type: 'read', stream, reason: 'look now' },
    } as const;
    site.orders.push(order);
    await eventually(() => agent.orders.length === 1);
    expect(agent.orders).toEqual([order]);
    await eventually(async () => {
      return (await readFile(join(agent.dir, 'orders.json'), 'utf8').catch(() => '')).includes('7');
    });
    await agent.stop();
    const back = await agentOf({ dir: agent.dir });
    site.orders.push({ ...order, id: `order-${'3'.repeat(16)}`, position: 8 });
    await eventually(() => back.orders.length === 1);
    expect(back.orders[0]?.position).toBe(8);
  });

  test('facts appended while nobody can be reached arrive when the server is back', async () => {
    const agent = await agentOf();
    await eventually(() => agent.uplink.status().connected);
    await site.pause();
    await agent.change(stream, 'Level = 1');
    await eventually(() => agent.uplink.status().trouble?.includes('cannot be reached'));
    expect(agent.spool.stats().facts).toBe(1);
    await site.restart();
    await everythingAcknowledged(agent);
    expect(site.ingest.facts(stream)).toHaveLength(1);
  });
});
