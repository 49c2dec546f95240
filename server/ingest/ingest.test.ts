import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { factKey } from '@witnessmark/shared/facts';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestCore } from '../core/testing/index.ts';
import { describeDatabases } from '../db/testing/index.ts';
import { incoming, TestStream, testAgent } from './testing/index.ts';

describeDatabases('ingest', newPlace => {
  let at: TestCore;
  let stream: TestStream;
  beforeEach(async () => {
    at = await TestCore.open(newPlace);
    stream = new TestStream('press-2/opc');
    await at.hello(stream);
  });
  afterEach(() => at.remove());

  const events = async () => (await at.core.log.reader.from(0, 1000)).map(entry => entry.event);
  const types = async () => (await events()).map(event => event.type);
  const read = () => at.core.database.read;
  const contentNow = async (path: string) => {
    const tip = await at.core.store.tip('press-2');
    const item = tip === null ? null : await at.core.store.read('press-2', tip, path);
    return item?.at === 'git' ? Buffer.from(item.content).toString() : null;
  };

  test('takes a first reading into git, log and tables, and acknowledges it', async () => {
    const fact = stream.observe([{ path: 'setpoints/DB20.txt', content: 'LevelSP = 42.5  # Real\n' }]);
    const { acked, refused } = await at.accept(fact);
    expect(refused).toEqual([]);
    expect(acked).toEqual([{ stream: 'press-2/opc', epoch: stream.epoch, seq: 1, head: fact.hash }]);
    expect(await types()).toEqual([
      'log.opened',
      'asset.declared',
      'stream.declared',
      'stream.assigned',
      'observation.recorded',
    ]);
    expect(await contentNow('setpoints/DB20.txt')).toBe('LevelSP = 42.5  # Real\n');
    const tip = await at.core.store.tip('press-2');
    const [change] = await read().selectFrom('change').selectAll().execute();
    expect(change).toMatchObject({ sort: 'first', commit_id: tip, items: 1, kinds: ',setpoint,' });
    expect((await events()).at(-1)?.manifest).toBe(await at.core.store.manifest('press-2', tip ?? ''));
  });

  test('a change has its old and new content and its window', async () => {
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '2' }]));
    const rows = await read().selectFrom('change_item').selectAll().orderBy('pos').execute();
    expect(rows.map(row => row.sign)).toEqual(['added', 'changed']);
    expect(rows[1]?.old_sha256).toBe(rows[0]?.new_sha256);
    expect(rows[1]).toMatchObject({
      window_from: '2026-01-01T00:00:10.000Z',
      window_to: '2026-01-01T00:00:20.000Z',
    });
  });

  test('acknowledges the same fact again without a second commit or entry', async () => {
    const facts = [
      stream.observe([{ path: 'setpoints/a.txt', content: '1' }]),
      stream.coverage('setpoint', 'watched'),
    ];
    await at.accept(...facts);
    const [tip, count] = [await at.core.store.tip('press-2'), at.core.log.count];
    for (let i = 0; i < 2; i++) {
      const { acked, refused } = await at.accept(...facts);
      expect(refused).toEqual([]);
      expect(acked).toEqual([{ stream: 'press-2/opc', epoch: stream.epoch, seq: 2, head: facts[1]?.hash }]);
      await at.restart();
    }
    expect([await at.core.store.tip('press-2'), at.core.log.count]).toEqual([tip, count]);
  });

  test('the same key with another hash is a fork: refused loudly, and the epoch is over', async () => {
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
    const clone = stream.clone();
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '2' }]));
    const { acked, refused } = await at.accept(clone.observe([{ path: 'setpoints/a.txt', content: '3' }]));
    expect(acked).toEqual([]);
    expect(refused).toMatchObject([{ code: 'wire.forked', retry: false }]);
    expect((await types()).at(-1)).toBe('stream.forked');
    expect(await at.hello(stream)).toEqual([{ stream: 'press-2/opc', state: 'forked' }]);
    stream.forget();
    expect(await at.hello(stream)).toMatchObject([{ state: 'assigned', expected: 1 }]);
    const fresh = stream.observe([{ path: 'setpoints/a.txt', content: '3' }]);
    expect((await at.accept(fresh)).acked).toHaveLength(1);
    expect((await types()).slice(-2)).toEqual(['stream.gap', 'observation.recorded']);
    expect(await contentNow('setpoints/a.txt')).toBe('3');
  });

  test('a spool that is behind what was acknowledged is a fork at hello', async () => {
    const before = stream.clone();
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
    expect(await at.hello(before)).toEqual([{ stream: 'press-2/opc', state: 'forked' }]);
  });

  test('facts that are gone for good are a logged gap, and the stream goes on', async () => {
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
    stream.observe([{ path: 'setpoints/a.txt', content: '2' }]);
    const third = stream.observe([{ path: 'setpoints/b.txt', content: '3' }]);
    const declaration = { ...stream.declaration(), first: 3 };
    expect(await at.core.ingest.hello(at.agent, [declaration])).toMatchObject([{ expected: 3 }]);
    expect((await at.accept(third)).refused).toEqual([]);
    expect((await types()).slice(-2)).toEqual(['stream.gap', 'observation.recorded']);
  });

  test('a new epoch that finds everything as it was leaves no change; what it does not find is removed', async () => {
    await at.accept(
      stream.observe([
        { path: 'setpoints/a.txt', content: '1' },
        { path: 'setpoints/b.txt', content: '2' },
      ]),
    );
    stream.forget();
    await at.hello(stream);
    await at.accept(
      stream.observe([
        { path: 'setpoints/a.txt', content: '1' },
        { path: 'setpoints/b.txt', content: '2' },
      ]),
    );
    expect(await read().selectFrom('change').selectAll().execute()).toHaveLength(1);
    stream.forget();
    await at.hello(stream);
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
    const signs = await read().selectFrom('change_item').select(['path', 'sign']).orderBy('pos').execute();
    expect(signs.at(-1)).toEqual({ path: 'setpoints/b.txt', sign: 'removed' });
    expect(await contentNow('setpoints/b.txt')).toBeNull();
  });

  test('an earlier fact that has not arrived makes only its stream wait', async () => {
    const other = new TestStream('press-2/files');
    await at.hello(stream, other);
    stream.observe([{ path: 'setpoints/a.txt', content: '1' }]);
    const early = stream.coverage('setpoint', 'watched');
    const { acked, refused } = await at.accept(early, other.coverage('config', 'watched'));
    expect(refused).toMatchObject([{ code: 'wire.out-of-order', retry: true }]);
    expect(acked.map(each => each.stream)).toEqual(['press-2/files']);
  });

  test('a fact that can never be taken is logged with its bytes, passed over, and its stream stays marked', async () => {
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
    const bad = stream.observe([{ path: 'setpoints/a.txt', content: '2' }], { result: '0'.repeat(64) });
    const good = stream.observe([{ path: 'setpoints/a.txt', content: '3' }]);
    const { acked, refused } = await at.accept(bad, good);
    expect(refused).toMatchObject([{ code: 'ingest.result-mismatch', retry: false }]);
    expect(acked).toMatchObject([{ seq: 3 }]);
    const [row] = await read().selectFrom('refused').selectAll().execute();
    expect(row).toMatchObject({ stream: 'press-2/opc', code: 'ingest.result-mismatch' });
    expect(Buffer.from((await at.core.vault.read(row?.ref ?? '')) ?? '').equals(bad.bytes)).toBe(true);
    expect((await read().selectFrom('stream').selectAll().executeTakeFirst())?.refused).toBe(1);
    expect(await contentNow('setpoints/a.txt')).toBe('3');
  });

  test('a fact that fits no schema is logged and passed over, with or without a key', async () => {
    const good = stream.coverage('setpoint', 'watched');
    const bytes = Buffer.from('{"bad":true}');
    const head = {
      bytes,
      code: 'wire.fact-invalid' as const,
      says: 'kind: unknown',
      state: 'invalid' as const,
    };
    const key = { epoch: stream.epoch, stream: stream.stream, seq: 2 };
    const { refused, acked } = await at.accept(
      good,
      { ...head, hash: 'a'.repeat(64), key, reference: factKey(key) },
      { ...head, hash: 'b'.repeat(64), key: null, reference: '#2' },
    );
    expect(new Map(refused.map(({ key: name, retry }) => [name, retry]))).toEqual(
      new Map([
        ['#2', false],
        [factKey(key), false],
      ]),
    );
    expect(acked).toMatchObject([{ seq: 2 }]);
    expect((await types()).filter(type => type === 'fact.refused')).toHaveLength(2);
  });

  test('an item belongs to one stream', async () => {
    const other = new TestStream('press-2/files');
    await at.hello(stream, other);
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
    const { refused } = await at.accept(other.observe([{ path: 'setpoints/a.txt', content: '2' }]));
    expect(refused).toMatchObject([{ code: 'ingest.path-owned', retry: false }]);
    expect(await contentNow('setpoints/a.txt')).toBe('1');
  });

  test('content that has not arrived makes the stream wait; once here it is taken', async () => {
    const fact = stream.observe([{ path: 'files/big.bin', content: 'big', kind: 'logic' }]);
    if (fact.state !== 'valid' || fact.fact.kind !== 'observation') throw new Error('an observation');
    const items = fact.fact.body.items.map(({ inline: _inline, ...item }) => item);
    const named = incoming({ ...fact.fact, body: { ...fact.fact.body, items } });
    expect((await at.accept(named)).refused).toMatchObject([{ code: 'wire.blob-missing', retry: true }]);
    const file = `${at.dataDir}/arrived`;
    await writeFile(file, 'big');
    const sha256 = items[0]?.sha256 ?? '';
    expect(await at.core.ingest.hasBlob(at.agent.id, sha256)).toBe(false);
    await at.core.ingest.putBlob(at.agent.id, sha256, file, 3);
    expect(await at.core.ingest.hasBlob(at.agent.id, sha256)).toBe(true);
    expect((await at.accept(named)).acked).toHaveLength(1);
    expect(await contentNow('files/big.bin')).toBe('big');
  });

  test('content with another hash than named is refused for good', async () => {
    const bad = stream.observe([
      { path: 'setpoints/a.txt', content: '1', more: { inline: { encoding: 'utf8', data: '2' } } },
    ]);
    expect((await at.accept(bad)).refused).toMatchObject([{ code: 'ingest.content-mismatch', retry: false }]);
  });

  test('a path that git cannot hold is refused for good without stopping its neighbours', async () => {
    const first = stream.observe([{ path: 'files/a', content: '1', kind: 'logic' }]);
    const bad = stream.observe([{ path: 'files/a/b', content: '2', kind: 'logic' }]);
    const good = stream.observe([{ path: 'files/c', content: '3', kind: 'logic' }]);
    const { acked, refused } = await at.accept(first, bad, good);
    expect(acked).toMatchObject([{ seq: 3 }]);
    expect(refused).toHaveLength(1);
    expect(refused[0]?.retry).toBe(false);
    expect([await contentNow('files/a'), await contentNow('files/c')]).toEqual(['1', '3']);
  });

  test('an unreadable item keeps its content, says why, and counts each time its fingerprint moves', async () => {
    await at.accept(stream.observe([{ path: 'logic/OB1.awl', content: 'NOP', kind: 'logic' }]));
    const moved = { path: 'logic/OB1.awl', kind: 'logic' as const, state: 'unreadable' as const };
    await at.accept(stream.observe([moved]));
    await at.accept(stream.observe([{ ...moved, more: { basis: 'fingerprint' } }]));
    await at.accept(stream.observe([{ path: 'logic/OB1.awl', content: 'NOP', kind: 'logic' }]));
    const rows = await read().selectFrom('change_item').select(['sign', 'reason']).orderBy('pos').execute();
    expect(rows.map(row => row.sign)).toEqual(['added', 'unreadable', 'unreadable', 'readable-again']);
    expect(rows[1]?.reason).toBe('not allowed');
    expect(await contentNow('logic/OB1.awl')).toBe('NOP');
  });

  test('a rename leaves the new path and not the old one', async () => {
    await at.accept(stream.observe([{ path: 'files/a.txt', content: 'same', kind: 'logic' }]));
    const renamed = {
      path: 'files/b.txt',
      content: 'same',
      kind: 'logic' as const,
      more: { renamedFrom: 'files/a.txt' },
    };
    await at.accept(stream.observe([renamed, { path: 'files/a.txt', kind: 'logic', state: 'absent' }]));
    const rows = await read()
      .selectFrom('change_item')
      .select(['path', 'sign'])
      .orderBy('pos')
      .orderBy('n')
      .execute();
    expect(rows).toEqual([
      { path: 'files/a.txt', sign: 'added' },
      { path: 'files/b.txt', sign: 'renamed' },
    ]);
    expect([await contentNow('files/a.txt'), await contentNow('files/b.txt')]).toEqual([null, 'same']);
  });

  test('a stream handed over: the new holder goes on, the old one comes late and moves nothing', async () => {
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
    const second = testAgent();
    const theirs = new TestStream('press-2/opc');
    expect(await at.core.ingest.hello(second, [theirs.declaration()])).toMatchObject([{ state: 'pending' }]);
    expect(
      (await at.core.ingest.accept(second, [theirs.coverage('setpoint', 'watched')])).refused,
    ).toMatchObject([{ code: 'wire.stream-not-assigned', retry: true }]);
    await join(second.id);
    await at.core.ingest.assign('press-2/opc', second.id, 'new station', {
      person: 'person-1',
      request: 'r1',
    });
    theirs.forget();
    expect(await at.core.ingest.hello(second, [theirs.declaration()])).toMatchObject([{ state: 'assigned' }]);
    await at.core.ingest.accept(second, [theirs.observe([{ path: 'setpoints/a.txt', content: '5' }])]);
    expect(await at.hello(stream)).toMatchObject([{ state: 'elsewhere', expected: 2 }]);
    const late = stream.observe([{ path: 'setpoints/a.txt', content: '2' }]);
    const { acked, refused } = await at.accept(late);
    expect([acked.length, refused]).toEqual([1, []]);
    expect((await types()).at(-1)).toBe('observation.late');
    expect(await contentNow('setpoints/a.txt')).toBe('5');
    const sorts = await read().selectFrom('change').select('sort').orderBy('pos').execute();
    expect(sorts.map(row => row.sort)).toEqual(['first', 'change', 'late']);
  });

  test('an agent that waits for a stream keeps its epoch while the holder goes on', async () => {
    const second = testAgent();
    await join(second.id);
    const theirs = new TestStream('press-2/opc');
    await at.core.ingest.hello(second, [theirs.declaration()]);
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
    await at.core.ingest.assign('press-2/opc', second.id, 'swap', { person: 'person-1', request: 'r1' });
    const { refused } = await at.core.ingest.accept(second, [
      theirs.observe([{ path: 'setpoints/a.txt', content: '2' }]),
    ]);
    expect(refused).toEqual([]);
    expect((await types()).slice(-2)).toEqual(['stream.gap', 'observation.recorded']);
    expect(await contentNow('setpoints/a.txt')).toBe('2');
  });

  test('a commit that something else wrote marks the asset damaged; its facts wait, others go on', async () => {
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '1' }]));
    const git = ['--git-dir', `${at.core.dirs.store}/press-2.git`];
    const who = ['-c', 'user.name=x', '-c', 'user.email=x@y'];
    const id = execFileSync(
      'git',
      [...git, ...who, 'commit-tree', '-p', 'main', '-m', 'mine', 'main^{tree}'],
      { encoding: 'utf8' },
    ).trim();
    execFileSync('git', [...git, 'update-ref', 'refs/heads/main', id]);
    await at.restart();
    expect((await types()).at(-1)).toBe('asset.damaged');
    const other = new TestStream('mixer-1/opc');
    await at.hello(stream, other);
    const { acked, refused } = await at.accept(
      stream.observe([{ path: 'setpoints/a.txt', content: '2' }]),
      other.observe([{ path: 'setpoints/a.txt', content: '2' }]),
    );
    expect(refused).toMatchObject([{ code: 'ingest.asset-damaged', retry: true }]);
    expect(acked.map(each => each.stream)).toEqual(['mixer-1/opc']);
    execFileSync('git', [...git, 'update-ref', 'refs/heads/main', `${id}~1`]);
    expect(await at.core.ingest.heal('press-2')).toBe(true);
    expect((await types()).at(-1)).toBe('asset.healed');
  });

  test('passwords stay out of git, log and tables; the original rests in the vault', async () => {
    const secret = 'hunter2-Vq8';
    const before = stream.observe([
      { path: 'files/plc.ini', content: `[net]\npassword=${secret}\n`, kind: 'logic' },
      { path: 'files/x.txt', content: 'x', kind: 'logic' },
    ]);
    expect((await at.accept(before)).refused).toEqual([]);
    const second = stream.observe([{ path: 'files/x.txt', content: 'y', kind: 'logic' }]);
    expect((await at.accept(second)).refused).toEqual([]);
    const stored = await contentNow('files/plc.ini');
    expect(stored).toContain('withheld');
    expect(stored).not.toContain(secret);
    const original = (await at.core.vault.refs('original'))[0] ?? '';
    expect(Buffer.from((await at.core.vault.read(original)) ?? '').toString()).toContain(secret);
    const log = (await at.core.log.reader.from(0, 100))
      .map(entry => Buffer.from(entry.bytes).toString())
      .join('\n');
    for (const hidden of [secret, before.hash, second.hash]) expect(log).not.toContain(hidden);
    if (before.state !== 'valid' || before.fact.kind !== 'observation') throw new Error('an observation');
    expect(log).not.toContain(before.fact.body.result);
    expect(log).not.toContain(before.fact.body.items[0]?.sha256);
    // After a restart the manifest is proven from the vault.
    await at.restart();
    const third = stream.observe([{ path: 'files/x.txt', content: 'z', kind: 'logic' }]);
    expect((await at.accept(third)).refused).toEqual([]);
    expect(
      (await read().selectFrom('stream').select('manifest_known').executeTakeFirst())?.manifest_known,
    ).toBe(1);
    expect((await at.accept(before, second, third)).acked).toMatchObject([{ seq: 3 }]);
  });

  test('a statement is indexed without names; the whole of it rests in the vault', async () => {
    await at.accept(stream.statement('kovac', 'setpoints/a.txt'));
    const [row] = await read().selectFrom('statement').selectAll().execute();
    expect(row).toMatchObject({ witness: 'opcua-audit', act: 'wrote', asset: 'press-2' });
    expect(Buffer.from((await at.core.vault.read(row?.ref ?? '')) ?? '').toString()).toContain('kovac');
    const log = (await at.core.log.reader.from(0, 100))
      .map(entry => Buffer.from(entry.bytes).toString())
      .join('\n');
    expect(log).not.toContain('kovac');
  });

  test('what a lost spool may have known of is no longer claimed as watched', async () => {
    await at.accept(stream.coverage('setpoint', 'watched'), stream.coverage('config', 'link-lost'));
    stream.forget();
    await at.hello(stream);
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: 'A = 1\n' }]));
    const rows = await read().selectFrom('coverage').selectAll().orderBy('kind').orderBy('pos').execute();
    expect(
      rows.map(({ kind, state, reason, from_at, to_at }) => [kind, state, reason, to_at ?? from_at]),
    ).toEqual([
      ['config', 'gap', 'link-lost', rows[0]?.from_at],
      ['setpoint', 'watched', null, rows[1]?.from_at],
      ['setpoint', 'gap', 'spool-lost', rows[1]?.from_at],
    ]);
  });

  test('coverage follows its states', async () => {
    await at.accept(stream.coverage('setpoint', 'watched'), stream.coverage('setpoint', 'link-lost'));
    const rows = await read().selectFrom('coverage').selectAll().orderBy('pos').execute();
    expect(rows).toMatchObject([
      { state: 'watched', to_at: '2026-01-01T00:00:10.000Z' },
      { state: 'gap', reason: 'link-lost', to_at: null },
    ]);
  });

  test('an agent with more facts than the server takes waits', async () => {
    const facts = Array.from({ length: 4001 }, () => stream.coverage('setpoint', 'watched'));
    await expect(at.accept(...facts)).rejects.toMatchObject({ code: 'ingest.busy' });
    expect(at.core.ingest.credit(at.agent.id)).toBeGreaterThan(0);
  });

  async function join(agent: string): Promise<void> {
    await at.core.registry.invite({
      id: '0123456789abcdef',
      secretHash: 'x',
      area: 'hall',
      expires: '2027-01-01T00:00:00.000Z',
      invitedBy: 'person-1',
    });
    await at.core.registry.join('0123456789abcdef', testAgent(agent), '1.0');
  }
});
