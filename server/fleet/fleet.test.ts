import { verifyConsistency } from '@witnessmark/shared/log';
import type { BeatRequest } from '@witnessmark/shared/wire';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestCore } from '../core/testing/index.ts';
import { describeDatabases } from '../db/testing/index.ts';
import { TestStream, testAgent } from '../ingest/testing/index.ts';

describeDatabases('the fleet', newPlace => {
  let at: TestCore;
  const agent = testAgent();
  const invitation = {
    id: '0123456789abcdef',
    secretHash: 'ab'.repeat(32),
    area: 'hall',
    expires: '2027-01-01T00:00:00.000Z',
    invitedBy: 'person-1',
  };
  const certificate = (serial: string) => ({
    serial,
    key: `key-${serial}`,
    notBefore: '2026-01-01T00:00:00.000Z',
    notAfter: '2026-04-01T00:00:00.000Z',
  });
  const never = new AbortController().signal;
  const later = '2030-01-01T00:00:00.000Z';
  const wish = (request: string, stream: string, expires = later) => ({
    agent: agent.id,
    act: { type: 'read' as const, stream, reason: 'asked' },
    expires,
    reason: 'asked',
    actor: { kind: 'person' as const, id: 'person-1' },
    request,
  });
  beforeEach(async () => {
    at = await TestCore.open(newPlace);
  });
  afterEach(() => at.remove());

  test('an invitation lets one agent in, once, also after a restart', async () => {
    await at.core.registry.invite(invitation);
    expect(await at.core.registry.invitation(invitation.id)).toEqual({ ...invitation, usedBy: null });
    const [first, second] = await Promise.all([
      at.core.registry.join(invitation.id, { ...agent, certificates: [certificate('1')] }, '1.0'),
      at.core.registry.join(invitation.id, testAgent(), '1.0'),
    ]);
    expect([first, second]).toEqual([true, false]);
    await at.restart();
    expect(await at.core.registry.join(invitation.id, testAgent(), '1.0')).toBe(false);
    expect((await at.core.registry.invitation(invitation.id))?.usedBy).toBe(agent.id);
    expect(await at.core.registry.invitation('no-such')).toBeNull();
  });

  test('an unused invitation is listed, taken back once and for good, and a used one is neither', async () => {
    const { registry } = at.core;
    const { secretHash: _, ...shown } = invitation;
    await registry.invite(invitation);
    expect(await registry.openInvitations('2026-12-01T00:00:00.000Z')).toEqual([shown]);
    expect(await registry.openInvitations(invitation.expires)).toEqual([]);
    expect(await registry.uninvite(invitation.id, 'person-2')).toBe(true);
    expect(await registry.openInvitations('2026-12-01T00:00:00.000Z')).toEqual([]);
    expect(await registry.invitation(invitation.id)).toBeNull();
    // Somebody whose token was checked a moment before.
    expect(await registry.join(invitation.id, testAgent(), '1.0')).toBe(false);

    await registry.invite({ ...invitation, id: 'fedcba9876543210' });
    await registry.join('fedcba9876543210', { ...agent, certificates: [certificate('1')] }, '1.0');
    expect(await registry.openInvitations('2026-12-01T00:00:00.000Z')).toEqual([]);
    expect(await registry.uninvite('fedcba9876543210', 'person-2')).toBe(false);
    expect(await registry.agent(agent.id)).not.toBeNull();
  });

  test('certificates come newest first, and a revocation stays', async () => {
    await at.core.registry.invite(invitation);
    await at.core.registry.join(invitation.id, { ...agent, certificates: [certificate('1')] }, '1.0');
    await at.core.registry.renew(agent.id, certificate('2'), '1.1');
    await at.core.registry.renew(agent.id, certificate('2'), '1.1');
    expect((await at.core.registry.agent(agent.id))?.certificates.map(each => each.serial)).toEqual([
      '2',
      '1',
    ]);
    await at.core.registry.revoke(agent.id, 'person-1', 'laptop lost');
    expect((await at.core.registry.agent(agent.id))?.revokedAt).not.toBeNull();
    expect(await at.core.registry.agent('agent-0000000000000000')).toBeNull();
  });

  test('orders are numbered, asked for by position, and a repeated request gives no second one', async () => {
    const ids = await Promise.all([
      at.core.orders.issue(wish('r1', 'press-2/opc')),
      at.core.orders.issue(wish('r2', 'press-2/opc')),
      at.core.orders.issue(wish('r1', 'press-2/opc')),
    ]);
    expect(ids[2]).toBe(ids[0]);
    const orders = await at.core.orders.after(agent.id, 0, 0, never);
    expect(orders.map(order => order.id)).toEqual(ids.slice(0, 2));
    const [first, second] = orders.map(order => order.position);
    expect(second).toBeGreaterThan(first ?? 0);
    expect((await at.core.orders.after(agent.id, first ?? 0, 0, never)).map(order => order.id)).toEqual([
      ids[1],
    ]);
    expect(await at.core.orders.after('agent-0000000000000000', 0, 0, never)).toEqual([]);
  });

  test('orders given after a restore stand beyond all that were given before it', async () => {
    await at.core.orders.issue(wish('r1', 'press-2/opc'));
    const [before] = await at.core.orders.after(agent.id, 0, 0, never);
    await at.core.database.write.deleteFrom('agent_order').execute();
    const id = await at.core.orders.issue(wish('r2', 'press-2/opc'));
    const found = await at.core.orders.after(agent.id, before?.position ?? 0, 0, never);
    expect(found.map(order => order.id)).toEqual([id]);
  });

  test('a waiting agent gets its order as soon as it is given, and nothing of what has expired', async () => {
    await at.core.orders.issue(wish('old', 'press-2/opc', '2026-01-01T00:00:00.000Z'));
    const waiting = at.core.orders.after(agent.id, 0, 20_000, never);
    const id = await at.core.orders.issue(wish('r1', 'press-2/opc'));
    expect((await waiting).map(order => order.id)).toEqual([id]);
  });

  test('a wait ends with its time or its signal', async () => {
    const stop = new AbortController();
    const waiting = at.core.orders.after(agent.id, 0, 60_000, stop.signal);
    stop.abort();
    expect(await waiting).toEqual([]);
    expect(await at.core.orders.after(agent.id, 0, 5, never)).toEqual([]);
  });

  test('an order’s result is a fact of the agent it was given to', async () => {
    const stream = new TestStream('press-2/opc');
    await at.hello(stream);
    const id = await at.core.orders.issue({ ...wish('r1', 'press-2/opc'), agent: at.agent.id });
    await at.accept(stream.notice('order.done', { order: id }));
    const row = await at.core.database.read.selectFrom('agent_order').select('state').executeTakeFirst();
    expect(row?.state).toBe('done');
  });

  test('a beat is live and keeps the checkpoint the agent holds, if the log signed it', async () => {
    const { note, size } = at.core.log.checkpoint;
    await at.core.beats.beat(agent, beatWith(note), '2026-06-01T00:00:00.000Z');
    await at.core.beats.beat(
      agent,
      beatWith(note.replace(/^(\S+)\n\d+/, '$1\n999')),
      '2026-06-01T00:00:10.000Z',
    );
    expect(at.core.beats.of(agent.id)).toMatchObject({ receivedAt: '2026-06-01T00:00:10.000Z' });
    expect(at.core.beats.of(agent.id)?.before?.receivedAt).toBe('2026-06-01T00:00:00.000Z');
    const rows = await at.core.database.read.selectFrom('agent_checkpoint').selectAll().execute();
    expect(rows).toMatchObject([{ agent: agent.id, size, note }]);
    expect(at.core.log.count).toBe(1);
  });

  test('agents can check that the log they saw is the beginning of this one', async () => {
    const first = at.core.log.checkpoint;
    await at.core.registry.invite(invitation);
    const { checkpoint, proof } = await at.core.checkpoints.consistency(first.size);
    expect(checkpoint).toBe(await at.core.checkpoints.current());
    const second = at.core.log.checkpoint;
    const hashes = proof.map(hash => Buffer.from(hash, 'hex'));
    const claim = { first: first.size, second: second.size, firstRoot: first.root, secondRoot: second.root };
    expect(verifyConsistency({ ...claim, proof: hashes })).toBe(true);
    expect((await at.core.checkpoints.consistency(99)).proof).toEqual([]);
  });

  function beatWith(checkpoint: string): BeatRequest {
    return {
      watermarks: [],
      load: [],
      spool: { facts: 0, bytes: 0, capacityBytes: 1, quarantined: 0, oldestUnacked: null },
      process: { rssBytes: 1, cpuMs: 1, uptimeS: 1 },
      certificateNotAfter: later,
      checkpoint,
      clock: { sent: '2026-06-01T00:00:00.000Z', previous: null },
    };
  }
});
