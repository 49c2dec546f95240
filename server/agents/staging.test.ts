import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rename, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createStaging, type PartBody, type Staging } from './staging.ts';

describe('contents on their way in', () => {
  let dir: string;
  let staging: Staging;
  const agent = 'agent-0123456789abcdef';
  const noMove = async () => expect.unreachable('it is not whole');

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'witnessmark-staging-'));
    staging = createStaging(dir);
  });
  afterEach(() => rm(dir, { recursive: true, force: true }));

  function bodyOf(...chunks: Uint8Array[]): PartBody {
    return {
      chunks: (async function* () {
        yield* chunks;
      })(),
      abort: () => undefined,
    };
  }

  /** A body that says its chunk and then hangs until it is aborted, as over a link that was cut silently. */
  function hangingBody(chunk: Uint8Array): PartBody & { readonly taken: Promise<void> } {
    const cut = Promise.withResolvers<never>();
    const taken = Promise.withResolvers<void>();
    return {
      chunks: (async function* () {
        yield chunk;
        taken.resolve();
        yield await cut.promise;
      })(),
      abort: () => cut.reject(new Error('aborted')),
      taken: taken.promise,
    };
  }

  test('a whole content that could not be moved on is moved on when asked again, without being sent again', async () => {
    const content = randomBytes(1000);
    const name = createHash('sha256').update(content).digest('hex');
    const whole = { from: 0, total: 1000, bytes: 1000 };
    const full = staging.append(agent, name, whole, bodyOf(content), () => Promise.reject(new Error('full')));
    await expect(full).rejects.toThrow('full');
    expect(await staging.have(agent, name)).toBe(1000);
    const adopted = join(dir, 'adopted');
    const nothing = { from: 0, total: 0, bytes: 0 };
    const again = await staging.append(agent, name, nothing, bodyOf(), file => rename(file, adopted));
    expect(again).toEqual({ have: 1000, complete: true });
    expect(await staging.have(agent, name)).toBe(0);
  });

  test('an empty part does not pass off what is not whole', async () => {
    const content = randomBytes(1000);
    const name = createHash('sha256').update(content).digest('hex');
    await staging.append(
      agent,
      name,
      { from: 0, total: 1000, bytes: 400 },
      bodyOf(content.subarray(0, 400)),
      noMove,
    );
    const nothing = staging.append(agent, name, { from: 0, total: 0, bytes: 0 }, bodyOf(), noMove);
    await expect(nothing).rejects.toMatchObject({ code: 'wire.blob-range' });
    expect(await staging.have(agent, name)).toBe(400);
  });

  test('a newer request ends one that hangs, and goes on from what that one brought', async () => {
    const content = randomBytes(1000);
    const name = createHash('sha256').update(content).digest('hex');
    const hanging = hangingBody(content.subarray(0, 400));
    const first = staging.append(agent, name, { from: 0, total: 1000, bytes: 1000 }, hanging, noMove);
    const ended = expect(first).rejects.toMatchObject({ code: 'wire.body-interrupted' });
    await hanging.taken;
    const adopted = join(dir, 'adopted');
    const part = { from: 400, total: 1000, bytes: 600 };
    const second = await staging.append(agent, name, part, bodyOf(content.subarray(400)), file =>
      rename(file, adopted),
    );
    await ended;
    expect(second).toEqual({ have: 1000, complete: true });
    expect(await staging.have(agent, name)).toBe(0);
  });

  test('a body longer than its range is refused, a shorter one keeps what came', async () => {
    const name = 'a'.repeat(64);
    const part = { from: 0, total: 1000, bytes: 10 };
    await expect(staging.append(agent, name, part, bodyOf(Buffer.alloc(11)), noMove)).rejects.toMatchObject({
      code: 'wire.body-too-large',
    });
    await expect(staging.append(agent, name, part, bodyOf(Buffer.alloc(4)), noMove)).rejects.toMatchObject({
      code: 'wire.body-interrupted',
    });
    expect(await staging.have(agent, name)).toBe(4);
  });

  test('beyond sixty-four unfinished contents the oldest makes room', async () => {
    for (let turn = 0; turn < 70; turn += 1) {
      const name = turn.toString(16).padStart(64, '0');
      await staging.append(agent, name, { from: 0, total: 100, bytes: 10 }, bodyOf(Buffer.alloc(10)), noMove);
      await utimes(join(dir, agent, name), 1000 + turn, 1000 + turn);
    }
    const kept = (await readdir(join(dir, agent))).sort();
    expect(kept).toHaveLength(64);
    expect(kept[0]).toBe((6).toString(16).padStart(64, '0'));
  });

  test('what nobody went on with for a week is removed', async () => {
    for (const name of ['a', 'b']) {
      await staging.append(
        agent,
        name.repeat(64),
        { from: 0, total: 9, bytes: 1 },
        bodyOf(Buffer.alloc(1)),
        noMove,
      );
    }
    const eightDaysAgo = Date.now() / 1000 - 8 * 24 * 3600;
    await utimes(join(dir, agent, 'a'.repeat(64)), eightDaysAgo, eightDaysAgo);
    await staging.sweep(Date.now());
    expect(await readdir(join(dir, agent))).toEqual(['b'.repeat(64)]);
  });
});
