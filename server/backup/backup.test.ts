import { createHash } from 'node:crypto';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { noteVerifier, openCheckpoint } from '@witnessmark/shared/log';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestCore } from '../core/testing/index.ts';
import { describeDatabases, testSite } from '../db/testing/index.ts';
import { bodyOf } from '../events/index.ts';
import { TestStream } from '../ingest/testing/index.ts';
import { dumpProjections } from '../projections/index.ts';
import { backup, checkFiles, readManifest, restore } from './index.ts';

describeDatabases('a backup', newPlace => {
  let at: TestCore;
  let restored: TestCore;
  let dir: string;
  let stream: TestStream;
  const now = () => '2026-06-01T00:00:00.000Z';
  const logger = { info: () => undefined, warn: () => undefined, error: () => undefined };
  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-backup-'));
    at = await TestCore.open(newPlace);
    restored = new TestCore(await newPlace());
    stream = new TestStream('press-2/opc');
    await at.hello(stream);
    await write('1');
    await at.accept(stream.statement('kovac', 'setpoints/a.txt'));
  });
  afterEach(async () => {
    await at.remove();
    await restored.remove();
    await rm(dir, { recursive: true, force: true });
  });
  const write = async (content: string) => {
    const fact = stream.observe([{ path: 'setpoints/a.txt', content }]);
    expect((await at.accept(fact)).refused).toEqual([]);
    return fact;
  };
  const take = () => backup({ core: at.core, site: testSite, dir, now });
  const putBack = async () => {
    const url = restored.place.url;
    await restore({
      dir,
      dataDir: restored.dataDir,
      site: testSite,
      logger,
      ...(url === undefined ? {} : { databaseUrl: url }),
    });
    return restored.start();
  };

  test('is named in the log, and tells agents what they need not keep', async () => {
    await take();
    const covered = await at.core.ingest.coveredByBackup(at.agent.id);
    expect(covered).toEqual([{ stream: 'press-2/opc', epoch: stream.epoch, seq: 2 }]);
    expect((await at.core.log.reader.page({ type: 'backup.taken' }, 5)).length).toBe(1);
  });

  test('restored gives the same tables, history and vault, in a new generation that names the old one', async () => {
    await take();
    const before = await dumpProjections(at.core.database);
    const size = at.core.log.count;
    const core = await putBack();
    const after = await dumpProjections(core.database);
    expect({ ...after, backup_cover: [], vault_index: [] }).toEqual({
      ...before,
      backup_cover: [],
      vault_index: [],
    });
    expect(await core.store.tip('press-2')).toBe(await at.core.store.tip('press-2'));
    expect(core.log.generation).toMatchObject({ number: 2, origin: `${testSite}/2` });
    const [opened] = await core.log.reader.page({ type: 'log.opened' }, 1);
    const body = opened && bodyOf('log.opened', opened.event);
    const verifiers = core.verifiers();
    expect(openCheckpoint(body?.previous?.checkpoint ?? '', verifiers)).toMatchObject({
      state: 'verified',
      checkpoint: { origin: `${testSite}/1`, size: size - 1 },
    });
    expect(verifiers.map(each => noteVerifier(each.name, each.key).name)).toEqual([
      `${testSite}/1`,
      `${testSite}/2`,
    ]);
    expect(await core.verify()).toMatchObject({ holds: true });
    await restored.restart();
    expect(restored.core.log.generation.number).toBe(2);
  });

  test('that is old is refilled by the agent from what it kept, without a second change', async () => {
    await take();
    const facts = [await write('2'), await write('3')];
    const core = await putBack();
    const agent = at.agent;
    expect(await core.ingest.hello(agent, [stream.declaration()])).toMatchObject([
      { state: 'assigned', expected: 3 },
    ]);
    expect((await core.ingest.accept(agent, facts)).acked).toMatchObject([{ seq: 4 }]);
    expect((await core.ingest.accept(agent, facts)).acked).toMatchObject([{ seq: 4 }]);
    expect(await core.store.tip('press-2')).toBe(await at.core.store.tip('press-2'));
    const ids = (core: TestCore['core']) =>
      core.database.read.selectFrom('change').select('id').orderBy('id').execute();
    expect(await ids(core)).toEqual(await ids(at.core));
    expect(await core.verify()).toMatchObject({ holds: true, commits: 3 });
  });

  test('whose git is ahead of its log is brought together at start', async () => {
    const manifest = await take();
    await write('2');
    const [asset] = manifest.assets;
    await at.core.store.exportBundle('press-2', join(dir, 'ahead.bundle'));
    const bundle = await readFile(join(dir, 'ahead.bundle'));
    await writeFile(join(dir, asset?.bundle.path ?? ''), bundle);
    const sha256 = createHash('sha256').update(bundle).digest('hex');
    const text = (await readFile(join(dir, 'manifest.json'), 'utf8')).replace(
      asset?.bundle.sha256 ?? '',
      sha256,
    );
    await writeFile(join(dir, 'manifest.json'), text);
    const core = await putBack();
    expect(await core.verify()).toMatchObject({ holds: true, commits: 2 });
  });

  test('into the same folder copies only what is new and leaves nothing old behind', async () => {
    const first = await take();
    const second = await take();
    expect(second.assets).toEqual(first.assets);
    await write('2');
    const third = await take();
    expect(third.assets[0]?.bundle).not.toEqual(first.assets[0]?.bundle);
    expect(await readdir(join(dir, 'git'))).toHaveLength(1);
    expect((await readdir(dir)).filter(name => name.startsWith('db-'))).toHaveLength(1);
    await checkFiles(dir, third);
  });

  test('with an altered or missing file is refused before anything is written', async () => {
    const manifest = await take();
    const path = join(dir, manifest.assets[0]?.bundle.path ?? '');
    const kept = `${path}.kept`;
    await cp(path, kept);
    await writeFile(path, 'torn');
    await expect(putBack()).rejects.toMatchObject({ code: 'backup.incomplete' });
    await rm(path);
    await expect(putBack()).rejects.toMatchObject({ code: 'backup.incomplete' });
    await cp(kept, path);
    await putBack();
  });

  test('never goes over data that stands, nor to another site', async () => {
    await take();
    const used = { dir, dataDir: at.dataDir, site: testSite, logger };
    await expect(restore(used)).rejects.toMatchObject({ code: 'backup.target-in-use' });
    await expect(restore({ ...used, site: 'other' })).rejects.toMatchObject({ code: 'backup.unfit' });
    expect(await readManifest(join(dir, 'none'))).toBeNull();
  });

  test('taken while facts arrive is whole', async () => {
    const facts = Array.from({ length: 20 }, (_, i) =>
      stream.observe([{ path: 'setpoints/a.txt', content: `x${i}` }]),
    );
    await Promise.all([take(), ...facts.map(fact => at.accept(fact))]);
    const core = await putBack();
    expect(await core.verify()).toMatchObject({ holds: true });
  });
});
