import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestCore } from '../core/testing/index.ts';
import { describeDatabases } from '../db/testing/index.ts';
import { derivedChanges } from './derived.ts';
import { TestStream } from './testing/index.ts';

const data = new URL('../../../shared/data/artefacts/mc7-awl/FC1.mc7.bin', import.meta.url);
const present = existsSync(data);
if (!present)
  console.warn('SKIPPED: listings beside real program blocks need shared/data beside the project.');

test('nothing is derived from what is no block, and an unreadable image stands without a listing', () => {
  expect(derivedChanges('files/a.mc7', Buffer.from('x'))).toEqual([]);
  expect(derivedChanges('raw/FC1.mc7', Buffer.from('x'))).toEqual([{ path: 'logic/FC1.awl', content: null }]);
  expect(derivedChanges('raw/FC1.mc7', null)).toEqual([{ path: 'logic/FC1.awl', content: null }]);
});

describe.skipIf(!present)('a program block', () => {
  describeDatabases('stands in git with its listing', newPlace => {
    let at: TestCore;
    let stream: TestStream;
    beforeEach(async () => {
      at = await TestCore.open(newPlace);
      stream = new TestStream('press-2/plc');
      await at.hello(stream);
    });
    afterEach(() => at.remove());

    async function write(image: Buffer): Promise<void> {
      const fact = stream.observe([{ path: 'raw/FC1.mc7', kind: 'logic', content: image }]);
      expect((await at.accept(fact)).refused).toEqual([]);
    }
    const text = async (path: string) => {
      const tip = (await at.core.store.tip('press-2')) ?? '';
      const item = await at.core.store.read('press-2', tip, path);
      return item?.at === 'git' ? Buffer.from(item.content).toString() : null;
    };

    test('that is renewed with it, removed with it, and held by verify', async () => {
      const image = readFileSync(data);
      await write(image);
      expect(await text('logic/FC1.awl')).toContain('L     L#400;');
      const edited = Buffer.from(image);
      edited[edited.indexOf(Buffer.from('380300000190', 'hex')) + 5] = 0x91;
      await write(edited);
      expect(await text('logic/FC1.awl')).toContain('L     L#401;');
      expect((await at.core.verify()).holds).toBe(true);
      expect(
        (await at.accept(stream.observe([{ path: 'raw/FC1.mc7', kind: 'logic', state: 'absent' }]))).refused,
      ).toEqual([]);
      expect(await text('logic/FC1.awl')).toBeNull();
    });
  });
});
