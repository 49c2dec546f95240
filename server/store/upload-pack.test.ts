import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from 'vitest';
import { agent, type TestStore, testStore } from './testing.ts';

let made: TestStore | null = null;
afterEach(() => made?.remove());

/** Far more than pipes and buffers hold of an answer that nobody takes. */
const large = randomBytes(4 * 1024 * 1024);

async function cloning(clones: { readonly silentMs?: number; readonly longestMs?: number }) {
  made = await testStore({ clones });
  const { store } = made;
  const [record] = await store.commit('press-2', [
    {
      changes: [{ path: 'setpoints/DB20.txt', content: large }],
      author: agent,
      at: '2026-11-23T02:00:00.000Z',
      subject: 'Read',
      trailers: [],
    },
  ]);
  const want = `0032want ${record?.id ?? ''}\n00000009done\n`;
  return (signal = new AbortController().signal) =>
    store.uploadPack('press-2', {
      reader: 'person-1',
      advertise: false,
      protocol: undefined,
      input: Readable.from([Buffer.from(want)]),
      signal,
    });
}

describe('an answer that nobody takes', () => {
  test('is cut off and gives its place back', async () => {
    const clone = await cloning({ silentMs: 1000 });
    const stalled = [await clone(), await clone()];
    // The second is not even begun to be read.
    stalled[0]?.read(0);
    const later = await clone();
    for (const body of stalled)
      await expect.poll(() => body.errored).toMatchObject({ code: 'store.reader-slow' });
    later.destroy();
  });

  test('gives its place back when its reader goes away', async () => {
    const clone = await cloning({});
    const gone = new AbortController();
    await Promise.all([clone(gone.signal), clone(gone.signal)]);
    gone.abort();
    (await clone()).destroy();
  });
});

test('an answer that is taken drop by drop is cut off when its time is over', async () => {
  const clone = await cloning({ longestMs: 2000 });
  const slowly = async () => {
    for await (const chunk of await clone()) {
      expect(chunk).toBeInstanceOf(Buffer);
      await new Promise(resolve => setTimeout(resolve, 300));
    }
  };
  await expect(slowly()).rejects.toMatchObject({ code: 'store.reader-slow' });
});
