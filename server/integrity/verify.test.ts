import { execFileSync } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { leafHash } from '@witnessmark/shared/log';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestCore } from '../core/testing/index.ts';
import { sql, type Tx } from '../db/index.ts';
import { describeDatabases } from '../db/testing/index.ts';
import { sha, TestStream, testAgent } from '../ingest/testing/index.ts';

describeDatabases('verify', newPlace => {
  let at: TestCore;
  let stream: TestStream;
  beforeEach(async () => {
    at = await TestCore.open(newPlace);
    stream = new TestStream('press-2/opc');
    await at.hello(stream);
    for (const content of ['1', '2', '3']) {
      await at.accept(
        stream.observe([{ path: 'setpoints/a.txt', content }]),
        stream.statement('kovac', 'setpoints/a.txt'),
      );
    }
  });
  afterEach(() => at.remove());

  const change = (work: (tx: Tx) => Promise<unknown>) =>
    at.core.database.write.transaction().execute(async tx => {
      await work(tx);
    });
  const finds = async (pos: number | null, what: RegExp) => {
    const result = await at.core.verify();
    expect(result).toMatchObject({ holds: false, first: { pos, what: expect.stringMatching(what) } });
  };
  const git = (...args: string[]) =>
    execFileSync('git', ['--git-dir', join(at.core.dirs.store, 'press-2.git'), ...args], {
      encoding: 'utf8',
    }).trim();
  const positionOf = async (type: string, nth = 0) =>
    (await at.core.log.reader.from(0, 100)).filter(entry => entry.event.type === type)[nth]?.pos ?? -1;

  test('everything holds, and says how much it looked at', async () => {
    const seen: number[] = [];
    const result = await at.core.verify(({ done }) => seen.push(done));
    expect(result).toEqual({
      holds: true,
      entries: 10,
      commits: 3,
      says: expect.stringContaining('10 entries'),
    });
    expect(seen.at(-1)).toBeGreaterThanOrEqual(13);
  });

  test('can be stopped', async () => {
    await expect(at.core.verify(undefined, AbortSignal.abort())).rejects.toThrow();
  });

  test('a flipped bit in any entry is found in that entry', async () => {
    for (let pos = 0; pos < at.core.log.count; pos++) {
      const { bytes } = await at.core.log.reader.entry(pos);
      const torn = Uint8Array.from(bytes);
      torn[torn.length >> 1] = (torn[torn.length >> 1] ?? 0) ^ 1;
      await change(tx => tx.updateTable('log').set({ bytes: torn }).where('pos', '=', pos).execute());
      await finds(pos, /hash/);
      await change(tx => tx.updateTable('log').set({ bytes }).where('pos', '=', pos).execute());
    }
    expect((await at.core.verify()).holds).toBe(true);
  });

  test('a rewritten entry with a fitting leaf is found by the tree', async () => {
    const { bytes } = await at.core.log.reader.entry(5);
    const other = Buffer.from(Buffer.from(bytes).toString().replace('2026-06', '2025-06'));
    await change(tx =>
      tx
        .updateTable('log')
        .set({ bytes: other, leaf: leafHash(other) })
        .where('pos', '=', 5)
        .execute(),
    );
    await finds(5, /node/);
  });

  test('an entry whose columns say something else than its bytes', async () => {
    await change(tx => tx.updateTable('log').set({ subject: 'asset:other' }).where('pos', '=', 4).execute());
    await finds(4, /subject/);
  });

  test('two entries that changed places', async () => {
    await change(async tx => {
      const [a, b] = await tx
        .selectFrom('log')
        .selectAll()
        .where('pos', 'in', [6, 7])
        .orderBy('pos')
        .execute();
      if (!a || !b) throw new Error('two entries');
      await tx.deleteFrom('log').where('pos', 'in', [6, 7]).execute();
      await tx
        .insertInto('log')
        .values([
          { ...b, pos: 6, idx: 6 },
          { ...a, pos: 7, idx: 7 },
        ])
        .execute();
    });
    await finds(6, /follow/);
  });

  test('an entry taken out of the middle, and entries cut off the end', async () => {
    const last = await at.core.database.read
      .selectFrom('log')
      .selectAll()
      .where('pos', '=', 9)
      .executeTakeFirstOrThrow();
    await change(tx => tx.deleteFrom('log').where('pos', '=', 9).execute());
    await finds(9, /checkpoint of 10 entries/);
    await change(tx => tx.insertInto('log').values(last).execute());
    await change(tx => tx.deleteFrom('log').where('pos', '=', 5).execute());
    await finds(5, /missing/);
  });

  test('an altered, or a missing, tree node', async () => {
    await change(tx =>
      tx
        .updateTable('node')
        .set({ hash: new Uint8Array(32) })
        .where('level', '=', 1)
        .where('n', '=', 2)
        .execute(),
    );
    await finds(5, /node 1\/2/);
    await change(tx => tx.deleteFrom('node').where('level', '=', 1).where('n', '=', 2).execute());
    await finds(5, /node 1\/2 is missing/);
  });

  test('a checkpoint with a broken signature, or of other entries', async () => {
    const { note } = at.core.log.checkpoint;
    await change(tx =>
      tx
        .updateTable('checkpoint')
        .set({ note: note.replace(/.{4}=*\n$/, 'AAAA\n') })
        .execute(),
    );
    await finds(9, /checkpoint/);
    await change(tx =>
      tx
        .updateTable('checkpoint')
        .set({ note, root: new Uint8Array(32) })
        .execute(),
    );
    await finds(9, /checkpoint/);
  });

  test('an agent that holds a checkpoint of more entries than there are: the log was rolled back', async () => {
    const { origin, size, root, note } = at.core.log.checkpoint;
    const row = { agent: at.agent.id, origin, size, root, note, at: '2026-01-01T00:00:00.000Z' };
    await change(tx =>
      tx
        .insertInto('agent_checkpoint')
        .values({ ...row, size: 5 })
        .execute(),
    );
    await finds(4, /agent/);
    await change(tx => tx.updateTable('agent_checkpoint').set({ size: 99 }).execute());
    await finds(10, /99 entries/);
  });

  test('a commit that git lost, and one that is not in the log', async () => {
    const third = git('rev-parse', 'main');
    git('update-ref', 'refs/heads/main', 'main~1');
    await finds(await positionOf('observation.recorded', 2), /not in git/);
    git('update-ref', 'refs/heads/main', third);
    const foreign = git(
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@y',
      'commit-tree',
      '-p',
      'main',
      '-m',
      'mine',
      'main^{tree}',
    );
    git('update-ref', 'refs/heads/main', foreign);
    await finds(null, /not in the log/);
  });

  test('a history with a file changed somewhere in the middle', async () => {
    const middle = git('rev-parse', 'main~1');
    const blob = execFileSync(
      'git',
      ['--git-dir', join(at.core.dirs.store, 'press-2.git'), 'hash-object', '-w', '--stdin'],
      {
        input: 'forged',
        encoding: 'utf8',
      },
    ).trim();
    const inner = execFileSync('git', ['--git-dir', join(at.core.dirs.store, 'press-2.git'), 'mktree'], {
      input: `100644 blob ${blob}\ta.txt\n`,
      encoding: 'utf8',
    }).trim();
    const tree = execFileSync('git', ['--git-dir', join(at.core.dirs.store, 'press-2.git'), 'mktree'], {
      input: `040000 tree ${inner}\tsetpoints\n`,
      encoding: 'utf8',
    }).trim();
    const message = git('log', '-1', '--format=%B', middle);
    const forged = git(
      '-c',
      'user.name=x',
      '-c',
      'user.email=x@y',
      'commit-tree',
      '-p',
      'main~2',
      '-m',
      message,
      tree,
    );
    git('update-ref', 'refs/heads/main', forged);
    await finds(await positionOf('observation.recorded', 1), /should stand where git has/);
  });

  test('a whole asset that is gone', async () => {
    await at.stop();
    await rm(join(at.dataDir, 'store', 'press-2.git'), { recursive: true });
    await at.start();
    await finds(await positionOf('observation.recorded'), /press-2/);
    expect(
      (await at.core.database.read.selectFrom('asset').select('damaged').executeTakeFirst())?.damaged,
    ).toBeTruthy();
  });

  test('a vault row that was altered, exchanged or lost', async () => {
    const [first, second] = await at.core.vault.refs('statement');
    const pos = await positionOf('statement.recorded', 1);
    const row = await at.core.database.read
      .selectFrom('vault')
      .selectAll()
      .where('ref', '=', second ?? '')
      .executeTakeFirstOrThrow();
    const torn = Uint8Array.from(row.sealed);
    torn[20] = (torn[20] ?? 0) ^ 1;
    await change(tx => tx.updateTable('vault').set({ sealed: torn }).where('ref', '=', row.ref).execute());
    await finds(pos, /does not open/);
    const other = at.core.vault.seal(row.ref, 'statement', Buffer.from('another')).row;
    await change(tx =>
      tx.updateTable('vault').set({ sealed: other.sealed }).where('ref', '=', row.ref).execute(),
    );
    await finds(pos, /not what was committed/);
    await change(tx => tx.deleteFrom('vault').where('ref', '=', row.ref).execute());
    await finds(pos, /lacks/);
    expect(first).not.toBe(second);
  });

  test('what was erased under a rule does not count as lost, and must stay gone', async () => {
    const [ref = ''] = await at.core.vault.refs('statement');
    const kept = await at.core.database.read
      .selectFrom('vault')
      .selectAll()
      .where('ref', '=', ref)
      .executeTakeFirstOrThrow();
    await at.core.log.append([
      {
        type: 'content.erased',
        key: 'erase-1',
        actor: { kind: 'person', id: 'person-1' },
        subject: 'vault',
        body: { refs: [ref], under: 'works agreement, 90 days' },
        erases: [ref],
      },
    ]);
    expect((await at.core.verify()).holds).toBe(true);
    await change(tx => tx.insertInto('vault').values(kept).execute());
    await finds(10, /still in the vault/);
  });

  test('late content that was altered', async () => {
    const second = testAgent();
    await at.core.registry.invite({
      id: 'i',
      secretHash: 'x',
      area: 'hall',
      expires: '2027-01-01T00:00:00.000Z',
      invitedBy: 'p',
    });
    await at.core.registry.join('i', second, '1.0');
    await at.core.ingest.assign('press-2/opc', second.id, 'test', { person: 'person-1', request: 'r1' });
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: 'late' }]));
    expect((await at.core.verify()).holds).toBe(true);
    await writeFile(at.core.ingest.lateFile(sha('late')), 'LATE');
    await finds(await positionOf('observation.late'), /altered/);
  });

  test('goes on holding while facts arrive', async () => {
    const facts = Array.from({ length: 20 }, (_, i) =>
      stream.observe([{ path: 'setpoints/a.txt', content: `x${i}` }]),
    );
    const [result] = await Promise.all([at.core.verify(), ...facts.map(fact => at.accept(fact))]);
    expect(result.holds).toBe(true);
    expect(await at.core.verify()).toMatchObject({ holds: true });
  });

  test('names the entry also where the server itself would refuse to start', async () => {
    await change(tx => tx.deleteFrom('log').where('pos', '=', 9).execute());
    await at.stop();
    await expect(at.start()).rejects.toMatchObject({ code: 'log.not-holding' });
    expect(await at.verifyAtRest()).toMatchObject({ holds: false, first: { pos: 9 } });
  });

  test('at rest leaves a commit that a crash left as it is, and names it', async () => {
    await at.core.database.write.updateTable('lease').set({ fence: 99 }).execute();
    await at.accept(stream.observe([{ path: 'setpoints/a.txt', content: '4' }]));
    await at.stop();
    expect(await at.verifyAtRest()).toMatchObject({ holds: false, first: { pos: null } });
    await at.start();
    expect((await at.core.verify()).holds).toBe(true);
  });

  test('a look-up of a person in the vault is an entry before it is an answer', async () => {
    const [ref = ''] = await at.core.vault.refs('statement');
    const content = await at.core.lookUp(ref, 'review of c-x', { person: 'person-1', request: 'r1' });
    expect(Buffer.from(content ?? '').toString()).toContain('kovac');
    const [entry] = await at.core.log.reader.page({ type: 'vault.read' }, 1);
    expect(entry?.event).toMatchObject({
      actor: { id: 'person-1' },
      body: { refs: [ref], why: 'review of c-x' },
    });
  });

  test('the database is left as it is by looking', async () => {
    const size = () => sql<{ n: number }>`select count(*) as n from log`.execute(at.core.database.read);
    const before = await size();
    await at.core.verify();
    expect(await size()).toEqual(before);
  });
});
