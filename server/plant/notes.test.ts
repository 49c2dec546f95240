import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { describeEmbedded } from '../db/testing/index.ts';
import { ana, JudgedPlant } from './judged.fixture.ts';

describeEmbedded('attribution as git notes', newPlace => {
  let judged: JudgedPlant;
  let clone = '';
  beforeEach(async () => {
    judged = await JudgedPlant.open(newPlace);
    clone = mkdtempSync(join(tmpdir(), 'witnessmark-notes-'));
    await judged.isAnas();
    await judged.tell(judged.observe(60, 3));
    const at = judged.stream.seconds + 15;
    await judged.tell(judged.wrote('kovac', 'Press.Force', '60', '70', at), judged.observe(70, 3));
    await judged.tell(judged.observe(80, 3));
  });
  afterEach(async () => {
    await judged.close();
    rmSync(clone, { recursive: true, force: true });
    expect(judged.failures).toEqual([]);
  });

  /** What somebody with `git` alone sees in a clone. */
  function notes(): string {
    const repository = join(judged.core.core.dirs.store, 'press-2.git');
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: clone, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    git('clone', '--quiet', repository, 'there');
    const there = (...args: string[]) => git('-C', 'there', ...args);
    there('fetch', '--quiet', 'origin', '+refs/notes/attribution:refs/notes/attribution');
    const text = there('log', '--notes=attribution', '--format=%N');
    rmSync(join(clone, 'there'), { recursive: true });
    return text;
  }

  test('whoever clones the asset reads who made each commit, by ids alone', async () => {
    expect(await judged.plant.writeNotes('press-2')).toMatchObject({ written: 2 });
    const text = notes();
    expect(text).toContain(
      `setpoints/DB20.txt Press.Force: ${ana}, witnessed: OPC UA audit event with this value.`,
    );
    expect(text).toContain('setpoints/DB20.txt Press.Force: Nobody is named yet.');
    expect(text).toContain(`Change: ${await judged.change()}`);
    expect(text).not.toMatch(/kovac|Kovač|WINCC/);
  });

  test('what is judged later takes the place of the older note; nothing new writes nothing', async () => {
    const { commit } = await judged.plant.writeNotes('press-2');
    expect(await judged.plant.writeNotes('press-2')).toEqual({ written: 0, commit });
    const change = await judged.change();
    await judged.plant.claim(change, null, 'me', judged.by());
    await judged.judgement.settled();
    expect((await judged.plant.writeNotes('press-2')).written).toBe(1);
    expect(notes()).toContain(`claimed by ${ana}, awaiting confirmation`.replace(/^c/, 'C'));
    expect((await judged.core.core.verify()).holds).toBe(true);
  });
});
