import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listBlock, parseBlock, type ReadBlock, readBlock } from '@witnessmark/shared/mc7';
import { NameBook, NamedBlock, namedText, readNames } from '@witnessmark/shared/names';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { exportPress } from './press-names.ts';
import { deliveredProject, pressCode, pressLimits } from './press-program.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'press-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const read = (image: Uint8Array): ReadBlock => readBlock(parseBlock(image, 'block'));

test('the exports of the press name every input, output, flag, timer and limit of its program', async () => {
  await exportPress(folder);
  const book = new NameBook(
    await Promise.all(
      (await readdir(folder)).map(async path => {
        const result = readNames(path, await readFile(join(folder, path)));
        if (result.state !== 'read') throw new Error(`${path}: ${result.state}`);
        expect(result.source.unread).toBe(0);
        return { path, source: result.source };
      }),
    ),
  );
  const limits = read(pressLimits(deliveredProject));
  const code = read(pressCode(deliveredProject));
  const names = new NamedBlock(code, book, new Map([[11, limits]]));
  const lines = listBlock(code, 'international').lines.flatMap(({ text, about }) => {
    if (about?.kind === 'network') return [namedText(names.network(about.network) ?? { candidates: [] })];
    if (about?.kind !== 'statement') return [];
    const named = names.statement(about.instruction);
    // DB 20 is data alone: it was never loaded as a block, so nothing proves what lies in it.
    const nameless = /^(?:L +S5T|>R|BE|L +DBD 16)/.test(text.trim());
    expect(named === null, text).toBe(nameless);
    return named === null ? [] : [namedText(named)];
  });
  expect(lines).toEqual(
    expect.arrayContaining(['Start and stop', '"Start_Button"', '"PressLimits".ForceLimit', '"Fault_Lamp"']),
  );
  expect(names.allVerdicts().filter(({ used, says }) => !used || says !== null)).toEqual([]);
});
