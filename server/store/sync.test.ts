import { execFile, execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type TestStore, testStore } from './testing.ts';

const worker = new URL('./kill-worker.ts', import.meta.url).pathname;

function canTrace(): boolean {
  try {
    execFileSync('strace', ['-f', '-o', '/dev/null', 'true'], { stdio: 'ignore' });
    return true;
  } catch (error) {
    console.warn('SKIPPED: strace cannot be run here, so the order of syncs is not proven', String(error));
    return false;
  }
}

const traced = canTrace();
let t: TestStore;

beforeEach(async () => {
  t = await testStore();
});
afterEach(async () => {
  await t.remove();
});

/**
 * Successful calls in the order they ended, each with its descriptors' paths. strace splits a call that
 * another thread interrupts: its end stands in a "resumed" line and its arguments in the one before.
 */
function calls(trace: string): string[] {
  const begun = new Map<string, string>();
  const ended: string[] = [];
  for (const line of trace.split('\n')) {
    const [, pid = '', rest = ''] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const unfinished = /^(.*) <unfinished \.\.\.>$/.exec(rest);
    const resumed = /^<\.\.\. \w+ resumed>(.*)$/.exec(rest);
    if (unfinished?.[1] !== undefined) begun.set(pid, unfinished[1]);
    else {
      const call = resumed ? `${begun.get(pid) ?? ''}${resumed[1]}` : rest;
      if (!/ = -1 /.test(call)) ended.push(call);
    }
  }
  return ended;
}

test.skipIf(!traced)(
  'pack, index, branch and their folders are synced, in this order, before a commit is acknowledged',
  async () => {
    await t.store.close();
    const out = join(t.dir, '..', `${t.dir.split('/').pop()}.trace`);
    const kinds = 'trace=fsync,fdatasync,rename,renameat,renameat2,link,linkat,write,execve';
    const args = [
      '-f',
      '-y',
      '-s',
      '400',
      '-e',
      kinds,
      '-o',
      out,
      process.execPath,
      worker,
      t.dir,
      '7',
      'press-2',
    ];
    const { stdout } = await promisify(execFile)('strace', args);
    const trace = calls(await readFile(out, 'utf8'));
    execFileSync('rm', [out]);
    const repository = `${t.dir}/press-2.git`;

    const acks = trace.flatMap((call, at) => (/^write\(1<.*"ack press-2/.test(call) ? [at] : []));
    expect(acks.length).toBe(stdout.split('\n').filter(line => line.startsWith('ack')).length);
    expect(acks.length).toBeGreaterThan(5);
    /** Index of the newest call before `before` that has all these parts; -1 where there is none. */
    const last = (before: number, ...parts: string[]) =>
      trace.findLastIndex((call, at) => at < before && parts.every(part => call.includes(part)));

    for (const ack of acks) {
      const branch = last(ack, 'rename', `"${repository}/refs/heads/main"`);
      const previous = last(branch, 'rename', `"${repository}/refs/heads/main"`);
      const content = ['objects/pack/tmp_pack_', 'objects/pack/tmp_idx_', 'refs/heads/main.lock'];
      for (const file of content) {
        const synced = last(branch, 'fsync(', `<${repository}/${file}`);
        expect(synced, file).toBeGreaterThan(previous);
      }
      // git says that it is done only after it moved the branch, and we sync the folders after it said so.
      const said = last(ack, 'write(1<', '"progress ok\\n"');
      expect(said).toBeGreaterThan(branch);
      for (const folder of ['objects/pack', 'refs/heads']) {
        expect(last(ack, 'fsync(', `<${repository}/${folder}>`), folder).toBeGreaterThan(said);
      }
    }
    // All by one process: the order holds between the streams of a living git, not only at its end.
    const started = trace.filter(call => /^execve.*"fast-import".* = 0$/.test(call));
    expect(started).toHaveLength(1);

    const first = acks[0] ?? 0;
    const made = last(first, 'rename', `"${repository}"`);
    expect(made).toBeGreaterThan(-1);
    expect(last(first, 'fsync(', `<${t.dir}>`)).toBeGreaterThan(made);

    const named = trace.findIndex(call => /^rename.*\.part", .*\.originals\/..\/[0-9a-f]{64}"/.test(call));
    expect(last(named, 'fsync(', '.part>')).toBeGreaterThan(-1);
    const folder = trace.findIndex(
      (call, at) => at > named && /^fsync\(.*\.originals\/[0-9a-f]{2}>\)/.test(call),
    );
    const commit = trace.findIndex(
      (call, at) => at > named && call.includes(`"${repository}/refs/heads/main"`),
    );
    expect(folder).toBeGreaterThan(named);
    expect(commit).toBeGreaterThan(folder);
  },
  60_000,
);
