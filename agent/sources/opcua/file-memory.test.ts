import { expect, test } from 'vitest';
import { FileMemory } from './file-memory.ts';

const read = { stamp: '14 1000', sha256: 'aa', bytes: 14, at: 0 };

function kept(): FileMemory {
  const memory = new FileMemory();
  memory.of('device');
  memory.keep('files/a.st', read);
  return memory;
}

test('a file under the same size and time is the content that was read, where that is the known one', () => {
  expect(kept().unmoved('files/a.st', '14 1000', 'aa', 1)).toMatchObject({ sha256: 'aa', bytes: 14 });
  expect(kept().unmoved('files/a.st', '14 1001', 'aa', 1)).toBeNull();
  expect(kept().unmoved('files/a.st', '14 1000', 'bb', 1)).toBeNull();
  expect(kept().unmoved('files/b.st', '14 1000', 'aa', 1)).toBeNull();
});

test('without a trusted time nothing speaks for it', () => {
  const memory = kept();
  expect(memory.unmoved('files/a.st', null, 'aa', 1)).toBeNull();
  memory.keep('files/a.st', { ...read, stamp: null });
  expect(memory.unmoved('files/a.st', '14 1000', 'aa', 1)).toBeNull();
});

test('after a quarter of an hour the content is read again', () => {
  expect(kept().unmoved('files/a.st', '14 1000', 'aa', 899_999)).not.toBeNull();
  expect(kept().unmoved('files/a.st', '14 1000', 'aa', 900_000)).toBeNull();
});

test('another device, or another program, forgets everything', () => {
  const memory = kept();
  memory.of('other');
  expect(memory.unmoved('files/a.st', '14 1000', 'aa', 1)).toBeNull();
});
