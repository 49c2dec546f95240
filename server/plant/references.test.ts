import { referencesSchema } from '@witnessmark/shared/api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ComparisonThread } from '../comparison/index.ts';
import { TestCore } from '../core/testing/index.ts';
import { describeDatabases } from '../db/testing/index.ts';
import { TestStream } from '../ingest/testing/index.ts';
import { ReferenceSearch } from './references.ts';

const path = 'files/Main.st';
const program = (body: string) =>
  `PROGRAM Main\nVAR Level : REAL; Pump : FB_Pump; END_VAR\n${body}\nEND_PROGRAM\n`;

describeDatabases('where a name stands in the sources of the plant', newPlace => {
  let core: TestCore;
  let comparison: ComparisonThread;
  let search: ReferenceSearch;
  let stream: TestStream;

  beforeEach(async () => {
    core = await TestCore.open(newPlace);
    comparison = new ComparisonThread();
    search = new ReferenceSearch({ database: core.core.database, store: core.core.store, comparison });
    stream = new TestStream('press-2/exports');
    await core.hello(stream);
    const note = { path: 'files/notes.md', kind: 'config' as const, content: 'Level is a word here\n' };
    const first = stream.observe([{ path, kind: 'logic', content: program('Level := 1.0;') }, note]);
    const second = stream.observe([
      { path, kind: 'logic', content: program('Level := 1.0;\nPump(IN := Level);') },
    ]);
    expect((await core.accept(first, second)).refused).toEqual([]);
  });
  afterEach(async () => {
    await comparison.stop();
    await core.remove();
  });

  test('is told with unit, line and what is done, and with the changes that moved it', async () => {
    const found = await search.find({ tag: 'level' }, 'site');
    expect(referencesSchema.parse(found)).toEqual(found);
    expect(found).toMatchObject({ truncated: false, unread: 0 });
    expect(found.uses.map(({ access, unit, line }) => [access, unit, line])).toEqual([
      ['declared', 'Main', 2],
      ['write', 'Main', 3],
      ['read', 'Main', 4],
    ]);
    expect(found.past).toMatchObject([{ path, before: 2, after: 3 }]);
  });

  test('finds calls and types, and nothing for a name that stands nowhere', async () => {
    expect((await search.find({ tag: 'FB_Pump', asset: 'press-2' }, 'site')).uses).toMatchObject([
      { access: 'type', name: 'FB_Pump' },
    ]);
    expect((await search.find({ tag: 'Nowhere_%' }, 'site')).uses).toEqual([]);
  });

  test('tells nobody of what lies outside of their reach', async () => {
    expect(await search.find({ tag: 'Level' }, { areas: ['elsewhere'], assets: [] })).toEqual({
      uses: [],
      past: [],
      truncated: false,
      unread: 0,
    });
  });
});
