import { createHash } from 'node:crypto';
import type { ItemReading } from '@witnessmark/agent/sources';
import { StatusCodes } from 'node-opcua-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { OpcuaRig, textOf } from './rig.ts';

const roots = ['/Objects/Controller'];
const task = 'config/opcua.program.txt';
const program = 'logic/Resource1/Mashing.xml';
const file = 'files/Sources/Cleaning.st';

describe('a controller that shows its program', () => {
  let rig: OpcuaRig;
  beforeAll(async () => {
    rig = await OpcuaRig.start({ program: 'sources' });
  });
  afterEach(async () => {
    await rig.leave();
    expect(rig.server.violations).toEqual([]);
    for (const one of rig.server.program.files.values()) expect(one.handles.size).toBe(0);
  });
  afterAll(() => rig.stop());

  test('units, type bodies and program files are logic without a rule, and tasks are configuration', async () => {
    const { source } = rig.source({ roots, rules: [] });
    const { sees } = await source.connect(rig.signal);
    expect(sees.logic).toEqual({ sees: true });
    const { items } = await source.read({}, rig.signal);
    expect(Object.fromEntries(items.map(item => [item.path, item.kind]))).toEqual({
      'config/opcua.txt': 'config',
      [task]: 'config',
      [program]: 'logic',
      'logic/Types/Valve.xml': 'logic',
      [file]: 'logic',
    });
    expect(textOf(items, program)).toBe(rig.server.program.body('Mashing'));
    expect(textOf(items, 'logic/Types/Valve.xml')).toContain('Position := 100.0');
    expect(textOf(items, task)).toBe(
      [
        'Controller = "Configuration"  # String',
        'Resource1 = "Resource"  # String',
        'Resource1.Fast = "Task"  # String',
        'Resource1.Fast.Interval = "T\\#10ms"  # String',
        'Resource1.Fast.Priority = 3  # UDInt',
        'Resource1.Mashing = "Program MashingProgram"  # String',
        'Resource1.Mashing.Tasks = "Resource1.Fast"  # String',
        '',
      ].join('\n'),
    );
  });

  test('an edited unit and a retimed task are told and read, each as its own item', async () => {
    const { source, hints } = rig.source({ roots, rules: [] });
    await source.connect(rig.signal);
    rig.server.program.edit('Mashing', 'Heater := Temp < TempSP - 1.0;\n');
    await expect.poll(() => hints.flatMap(hint => hint.paths ?? []), { timeout: 5000 }).toContain(program);
    rig.server.program.retime('T#20ms');
    await expect.poll(() => hints.flatMap(hint => hint.paths ?? []), { timeout: 5000 }).toContain(task);
    const { items } = await source.read({ paths: [program, task] }, rig.signal);
    expect(textOf(items, program)).toContain('TempSP - 1.0');
    expect(textOf(items, task)).toContain('Resource1.Fast.Interval = "T\\#20ms"');
  });

  test('a rule decides over what would be a program by itself', async () => {
    const rules = [
      { path: '/Objects/Controller/Sources/*', nodeClass: 'File', kind: 'recipe' },
      { path: '/Objects/Controller/Resource1/Mashing/**', kind: 'ignore' },
    ];
    const { source } = rig.source({ roots, rules });
    await source.connect(rig.signal);
    const { items } = await source.read({}, rig.signal);
    expect(items.find(item => item.path === file)?.kind).toBe('recipe');
    expect(items.some(item => item.path === program)).toBe(false);
  });

  test('where only rules count, nothing of the program is taken', async () => {
    const { source } = rig.source({ roots, rules: [], logic: { programs: 'rules' } });
    const { sees } = await source.connect(rig.signal);
    expect(sees.logic).toMatchObject({ sees: false });
    const { items } = await source.read({}, rig.signal);
    expect(items.map(item => item.path)).toEqual(['config/opcua.txt']);
  });

  test('a unit the server refuses is unreadable by itself, with what stands for it', async () => {
    const { source } = rig.source({ roots, rules: [] });
    await source.connect(rig.signal);
    const node = rig.server.program.variable('Mashing');
    const { value } = node.readValue();
    node.setValueFromSource(value, StatusCodes.BadUserAccessDenied);
    const { items } = await source.read({}, rig.signal);
    expect(items.find(item => item.path === program)).toMatchObject({
      state: 'unreadable',
      reason: 'BadUserAccessDenied',
      checksum: expect.stringContaining('DeviceRevision'),
    });
    expect(items.find(item => item.path === 'logic/Types/Valve.xml')).toMatchObject({ state: 'present' });
    node.setValueFromSource(value);
  });

  test('a file is opened again only when its size or time moved, or when the reading is thorough', async () => {
    const cleaning = rig.server.program.file('Cleaning.st');
    cleaning.replace(Buffer.from('Pump := TRUE;\n'), new Date(Date.now() - 60_000));
    const { source } = rig.source({ roots, rules: [] });
    await source.connect(rig.signal);
    const known = new Map<string, string>();
    const read = async (thorough: boolean): Promise<ItemReading | undefined> => {
      const asked = { paths: [file], known: (path: string) => known.get(path) ?? null };
      const { items } = await source.read(thorough ? { ...asked, thorough } : asked, rig.signal);
      return items[0];
    };
    const first = await read(false);
    expect(first).toMatchObject({ state: 'present' });
    known.set(file, createHash('sha256').update('Pump := TRUE;\n').digest('hex'));
    const opened = cleaning.opened;
    expect(await read(false)).toMatchObject({ same: true, by: 'fingerprint', bytes: 14 });
    expect(cleaning.opened).toBe(opened);
    const swept = await read(true);
    expect(swept).toMatchObject({ same: true });
    expect(swept).not.toHaveProperty('by');
    expect(cleaning.opened).toBe(opened + 1);
    cleaning.replace(Buffer.from('Pump := FALSE\n'), new Date(Date.now() - 30_000));
    expect(
      textOf(
        [(await read(false)) ?? first].filter(item => item !== undefined),
        file,
      ),
    ).toBe('Pump := FALSE\n');
  });

  test('a time so fresh that another change may carry it speaks for nothing', async () => {
    const cleaning = rig.server.program.file('Cleaning.st');
    cleaning.replace(Buffer.from('Pump := A;\n'), new Date());
    const { source } = rig.source({ roots, rules: [] });
    await source.connect(rig.signal);
    await source.read({ paths: [file] }, rig.signal);
    const sha256 = createHash('sha256').update('Pump := A;\n').digest('hex');
    const opened = cleaning.opened;
    const { items } = await source.read({ paths: [file], known: () => sha256 }, rig.signal);
    expect(items[0]).not.toHaveProperty('by');
    expect(cleaning.opened).toBe(opened + 1);
  });

  test('another program makes every kept file be read again', async () => {
    const cleaning = rig.server.program.file('Cleaning.st');
    cleaning.replace(Buffer.from('Pump := B;\n'), new Date(Date.now() - 60_000));
    const { source } = rig.source({ roots, rules: [] });
    await source.connect(rig.signal);
    await source.read({ paths: [file] }, rig.signal);
    const sha256 = createHash('sha256').update('Pump := B;\n').digest('hex');
    rig.server.program.raiseRevision();
    const opened = cleaning.opened;
    await source.read({ paths: [file], known: () => sha256 }, rig.signal);
    expect(cleaning.opened).toBe(opened + 1);
  });
});

describe('a controller that shows only a revision of its program', () => {
  let rig: OpcuaRig;
  beforeAll(async () => {
    rig = await OpcuaRig.start({ program: 'revision' });
  });
  afterEach(async () => {
    await rig.leave();
    expect(rig.server.violations).toEqual([]);
  });
  afterAll(() => rig.stop());

  test('the program is unreadable, and another revision stands for another content', async () => {
    const { source, hints } = rig.source({ roots, rules: [] });
    const { sees } = await source.connect(rig.signal);
    expect(sees.logic).toEqual({ sees: true });
    const before = (await source.read({ kinds: ['logic'] }, rig.signal)).items;
    expect(before).toMatchObject([
      { path: 'logic/program', state: 'unreadable', reason: expect.stringContaining('not readable') },
    ]);
    rig.server.program.raiseRevision();
    await expect
      .poll(() => hints.flatMap(hint => hint.paths ?? []), { timeout: 5000 })
      .toContain('logic/program');
    const after = (await source.read({ kinds: ['logic'] }, rig.signal)).items;
    expect(after[0]?.checksum).not.toBe(before[0]?.checksum);
  });

  test('a declared checksum tag speaks in place of the hints', async () => {
    const checksumTag = 'nsu=urn:witnessmark:plant:brewery;s=Tank1.Steps';
    const { source } = rig.source({ roots, rules: [], logic: { checksumTag } });
    await source.connect(rig.signal);
    const { items } = await source.read({ kinds: ['logic'] }, rig.signal);
    expect(items).toMatchObject([{ path: 'logic/program', checksum: '16#000A0014001E0028' }]);
  });
});
