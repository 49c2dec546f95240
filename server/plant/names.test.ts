import {
  assetNamesSchema,
  blameSchema,
  blockListingSchema,
  type Change,
  changeSchema,
} from '@witnessmark/shared/api';
import { buildCode, buildImage } from '@witnessmark/shared/mc7/testing';
import { namedText } from '@witnessmark/shared/names';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { IncomingFact } from '../agents/index.ts';
import type { TestCore } from '../core/testing/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { TestStream, type Write } from '../ingest/testing/index.ts';
import type { Plant } from './index.ts';
import { openTestPlant } from './program.fixture.ts';

const symbols = (start: string) =>
  `"${start}","E 0.0","BOOL","green"\n"Press","FC 1","FC 1",""\n"Limits","DB 11","DB 11",""\n`;
const source =
  'DATA_BLOCK "Limits"\nSTRUCT\n Force : REAL ; //kN\nEND_STRUCT ;\nBEGIN\nEND_DATA_BLOCK\nFUNCTION "Press" : VOID\nBEGIN\nNETWORK\nTITLE =Start and limit\nEND_FUNCTION\n';

function code(bit: number): Uint8Array {
  return buildCode([[`U     E 0.${bit};`, 'AUF   DB 11;', 'L     DBD 0;', 'BE;']]);
}
const limits = buildImage({ type: 'DB', number: 11, language: 5, declaration: [0x11, 4, 1, 8, 4] });

const block = (bit: number): Write => ({ path: 'raw/FC1.mc7', kind: 'logic', content: code(bit) });
const file = (name: string, content: string): Write => ({ path: `files/${name}`, kind: 'logic', content });

describeEmbedded('names', newPlace => {
  let core: TestCore;
  let plant: Plant;
  let controller: TestStream;
  let folder: TestStream;

  beforeEach(async () => {
    ({ core, plant } = await openTestPlant(newPlace));
    controller = new TestStream('press-2/s7');
    folder = new TestStream('press-2/files');
    await core.hello(controller);
    await core.hello(folder);
  });
  afterEach(async () => {
    await plant.stop();
    await core.remove();
  });

  async function tell(...facts: readonly IncomingFact[]): Promise<void> {
    expect((await core.accept(...facts)).refused).toEqual([]);
  }
  async function newest(): Promise<Change> {
    const { rows } = await plant.changes(
      { limit: 1, item: 'raw/FC1.mc7' } as Parameters<Plant['changes']>[0],
      'site',
    );
    return changeSchema.parse(await plant.change(rows[0]?.id ?? ''));
  }
  function logicOf(change: Change) {
    const diff = change.items[0]?.diff;
    if (diff?.form !== 'logic') throw new Error(`no difference of logic: ${JSON.stringify(diff)}`);
    return diff;
  }
  const rendered = (
    lines: readonly { text: string; names?: readonly Parameters<typeof namedText>[0][] | undefined }[],
  ) => lines.map(({ text, names = [] }) => [text.trim(), ...names.map(namedText)].join(' // '));

  test('stand beside old and new statement, as they were known at the change', async () => {
    await tell(
      folder.observe([file('Symbols.sdf', symbols('Start'))]),
      controller.observe([block(0), { path: 'raw/DB11.mc7', kind: 'logic', content: limits }]),
      folder.observe([file('Symbols.sdf', symbols('Start_Button')), file('Press.awl', source)]),
      controller.observe([block(0)]),
    );
    await tell(controller.observe([block(1)]));
    const diff = logicOf(await newest());
    expect(diff.statements).toMatchObject([
      {
        old: 'A I 0.0',
        new: 'A I 0.1',
        names: { old: [{ candidates: [{ text: '"Start_Button"' }] }], new: [] },
      },
    ]);
    expect(diff.listing.hunks.flatMap(rendered)).toEqual(
      expect.arrayContaining([
        'NETWORK // 1 // Start and limit',
        'A     I 0.0; // "Start_Button"',
        'A     I 0.1;',
        'L     DBD 0; // "Limits".Force',
      ]),
    );
    expect(diff.names?.files.map(({ path, form }) => [path, form])).toEqual([
      ['files/Press.awl', 'AWL source'],
      ['files/Symbols.sdf', 'STEP 7 symbol table'],
    ]);
    expect(diff.names?.verdicts).toEqual(
      expect.arrayContaining([
        { file: 0, block: 'FC 1 "Press"', used: true, says: null },
        { file: 0, block: 'DB 11 "Limits"', used: true, says: null },
      ]),
    );
    const [first] = diff.names?.files ?? [];
    // Where the names come from is a change one can open.
    expect(first?.since).not.toBeNull();
    expect(await plant.change(first?.change ?? '')).toMatchObject({ source: 'files' });
  });

  test('of a source whose interface differs are not used, and that is said', async () => {
    await tell(
      folder.observe([
        file('Press.awl', 'FUNCTION FC 1 : VOID\nVAR_INPUT\n a : INT;\nEND_VAR\nBEGIN\nEND_FUNCTION\n'),
      ]),
      controller.observe([block(0)]),
      controller.observe([block(1)]),
    );
    expect(logicOf(await newest()).names?.verdicts).toEqual([
      {
        file: 0,
        block: 'FC 1',
        used: false,
        says: 'interface differs: 1 inputs in the file, 0 in the controller',
      },
    ]);
  });

  test('change without the block: its listing in git and its sentence stay, what is shown is new', async () => {
    await tell(controller.observe([block(0)]));
    await tell(controller.observe([block(1)]));
    const bare = await newest();
    expect(logicOf(bare).names).toBeUndefined();
    await tell(folder.observe([file('Symbols.sdf', symbols('Start_Button'))]));
    const named = await newest();
    expect(named.sentence).toBe(bare.sentence);
    expect(logicOf(named).names?.later).toBe(true);
    expect(logicOf(named).statements[0]?.names?.old).toMatchObject([
      { candidates: [{ text: '"Start_Button"' }] },
    ]);
    const tip = (await core.core.store.tip('press-2')) ?? '';
    const text = await core.core.store.read('press-2', tip, 'logic/FC1.awl');
    expect(text?.at === 'git' && Buffer.from(text.content).toString()).not.toContain('Start_Button');
  });

  test('stand beside a whole listing, and two files that contradict each other are both shown', async () => {
    await tell(
      controller.observe([block(0)]),
      folder.observe([file('a.sdf', symbols('Start')), file('b.sdf', symbols('Go'))]),
    );
    const listing = blockListingSchema.parse(await plant.listing('press-2', 'raw/FC1.mc7', null));
    expect(rendered(listing.lines)).toContain('A     I 0.0; // "Start" or "Go"');
    expect(listing.names?.files.map(({ path }) => path)).toEqual(['files/a.sdf', 'files/b.sdf']);
    const names = assetNamesSchema.parse(await plant.names('press-2'));
    expect(names.conflicting).toBe(1);
    expect(names.conflicts).toMatchObject([
      { operand: 'I 0.0', candidates: [{ files: [0] }, { files: [1] }] },
    ]);
    expect(await plant.listing('press-2', 'raw/FC9.mc7', null)).toBeNull();
    expect(await plant.listing('press-2', 'files/a.sdf', null)).toBeNull();
    expect(await plant.names('nobody')).toBeNull();
  });

  test('stand beside each line of a listing that says since when it is so', async () => {
    await tell(
      folder.observe([file('Symbols.sdf', symbols('Start'))]),
      controller.observe([block(1)]),
      controller.observe([block(0)]),
    );
    const blame = blameSchema.parse(await plant.blame('press-2', 'raw/FC1.mc7', null));
    const line = blame.lines.find(({ text }) => text.includes('I 0.0'));
    expect(line?.names?.map(namedText)).toEqual(['"Start"']);
    expect(line?.change).toBe((await newest()).id);
    const end = blame.lines.find(({ text }) => text.includes('BE;'));
    expect(end?.change).not.toBe(line?.change);
    expect(blame.names?.files.map(({ path }) => path)).toEqual(['files/Symbols.sdf']);
  });

  test('a file that cannot be read is shown with its reason, and other files are none', async () => {
    await tell(
      controller.observe([block(0)]),
      folder.observe([
        file('Broken.xml', '<Document><SW.Blocks.FB>'),
        file('Recipe.csv', 'Name;Amount\nMalt;12\n'),
        file('Notes.txt', symbols('Start')),
      ]),
    );
    const { files } = assetNamesSchema.parse(await plant.names('press-2'));
    expect(files).toMatchObject([
      { path: 'files/Broken.xml', form: null, says: expect.stringMatching(/\S/) },
    ]);
  });

  test('stand beside what differs between two moments', async () => {
    await tell(folder.observe([file('Symbols.sdf', symbols('Start'))]), controller.observe([block(0)]));
    const from = new Date(Date.parse((await newest()).window.to)).toISOString();
    await tell(controller.observe([block(1)]));
    const diff = await plant.assetDiff('press-2', from, null);
    const [item] = diff?.items ?? [];
    if (item?.diff.form !== 'logic') throw new Error(`no difference: ${JSON.stringify(diff)}`);
    expect(item.diff.statements[0]?.names?.old).toMatchObject([{ candidates: [{ text: '"Start"' }] }]);
  });
});
