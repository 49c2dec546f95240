import { assetCapabilitiesSchema, type FoundCapability } from '@witnessmark/shared/api';
import {
  type Capability,
  type CapabilityServes,
  type CapabilityState,
  type CapabilityWord,
  capability,
  capabilityServes,
  capabilityWords,
} from '@witnessmark/shared/facts';
import { type Kind, kinds } from '@witnessmark/shared/items';
import { expect, test } from 'vitest';
import { TestCore } from '../core/testing/index.ts';
import { describeEmbedded } from '../db/testing/index.ts';
import { instant, TestStream } from '../ingest/testing/index.ts';
import { rebuild } from '../projections/index.ts';
import { assetCapabilities, judged, type Sighted } from './capabilities.ts';

const at = instant(10).wall;

function streamOf(
  type: 's7' | 'opcua' | 'files',
  sees: readonly Kind[],
  identity: Readonly<Record<string, string>> = { 'now serial': 'S1' },
): Sighted['streams'][number] {
  return {
    stream: `press-2/${type}`,
    source: type,
    type,
    address: 'there',
    agent: 'a',
    agentName: 'A',
    state: 'assigned',
    sees: kinds.map(kind => ({
      kind,
      sees: sees.includes(kind),
      reason: sees.includes(kind) ? null : 'not given',
    })),
    weakened: null,
    load: null,
    identity: { state: Object.keys(identity).length > 0 ? 'proven' : 'unproven', fields: { ...identity } },
  };
}

type Probe = readonly [CapabilityWord, CapabilityState, (('s7' | 'opcua' | 'files') | undefined)?];

function judge(streams: Sighted['streams'], probes: readonly Probe[]) {
  const found = new Map<CapabilityServes, FoundCapability[]>(capabilityServes.map(serves => [serves, []]));
  for (const [id, state, source = 's7'] of probes) {
    const { serves, says } = capabilityWords[id];
    const stream = `press-2/${source}`;
    found.get(serves)?.push({ stream, source, id, says, state, found: `${id} ${state}`, at, since: at });
  }
  const answer = assetCapabilitiesSchema.parse(judged({ id: 'press-2', streams }, found));
  const sight = Object.fromEntries(answer.groups.map(group => [group.serves, group.sight]));
  return { ...answer, sight, what: answer.blind.map(({ what }) => what) };
}

test('a controller that gives its program and its values is seen, and blind only in who', () => {
  const { sight, what } = judge(
    [streamOf('s7', ['logic', 'setpoint', 'recipe', 'config'])],
    [
      ['values.read', 'yes'],
      ['logic.read', 'yes'],
      ['identity', 'yes'],
      ['who.diagnostic-buffer', 'yes'],
      ['who.connection-counts', 'yes'],
    ],
  );
  expect(sight).toEqual({ values: 'seen', logic: 'seen', config: 'seen', who: 'partly' });
  expect(what).toEqual(['who acted: hints alone, no account']);
});

test('a program that only has a fingerprint is partly seen, and its content is told as blind with what answered', () => {
  const { sight, blind } = judge(
    [streamOf('s7', ['config'])],
    [
      ['logic.read', 'no'],
      ['logic.fingerprint', 'yes'],
    ],
  );
  expect(sight['logic']).toBe('partly');
  expect(blind.find(({ serves }) => serves === 'logic')).toEqual({
    serves: 'logic',
    what: 'the program',
    reasons: ['s7: not given'],
  });
});

test('a program that nothing gives is blind, and so is who when every probe was refused', () => {
  const { sight, blind } = judge(
    [streamOf('s7', ['config', 'setpoint'])],
    [
      ['logic.read', 'no'],
      ['logic.fingerprint', 'no'],
      ['who.diagnostic-buffer', 'no'],
    ],
  );
  expect(sight).toMatchObject({ logic: 'blind', who: 'blind' });
  expect(blind.find(({ serves }) => serves === 'who')?.reasons[0]).toContain('who.diagnostic-buffer no');
});

test('exports are part of the sight: what runs stays open', () => {
  const { sight, what } = judge([streamOf('files', ['logic'])], [['logic.read', 'partly', 'files']]);
  expect(sight['logic']).toBe('partly');
  expect(what).toContain('what runs in the controller, in part');
});

test('one source that reads the whole is enough', () => {
  const { sight } = judge(
    [streamOf('files', ['logic']), streamOf('s7', ['logic'])],
    [
      ['logic.read', 'partly', 'files'],
      ['logic.read', 'yes', 's7'],
    ],
  );
  expect(sight['logic']).toBe('seen');
});

test('audit that has not proven itself is unknown, never yes', () => {
  const sight = (state: CapabilityState) =>
    judge([streamOf('opcua', ['config'])], [['who.audit', state, 'opcua']]).sight['who'];
  expect(sight('unknown')).toBe('unknown');
  expect(sight('yes')).toBe('seen');
  expect(sight('no')).toBe('blind');
});

test('nothing is known before the first contact, and that is said', () => {
  const { sight, unprobed, blind } = judge([streamOf('s7', [], {})], []);
  expect(sight).toEqual({ values: 'unknown', logic: 'unknown', config: 'unknown', who: 'unknown' });
  expect(unprobed).toEqual(['press-2/s7']);
  expect(blind.map(({ serves }) => serves)).toEqual(['values', 'values', 'logic', 'config', 'who']);
});

test('an asset without a source is blind in everything, with a reason for each', () => {
  const { blind } = judge([], []);
  expect(blind).toHaveLength(5);
  for (const { reasons } of blind) expect(reasons.length).toBeGreaterThan(0);
});

test('advice follows the family and what was found', () => {
  const s7 = streamOf('s7', ['config'], { 'now orderNumber': '6ES7 516-3AN02-0AB0' });
  expect(judge([s7], []).advice.map(({ id }) => id)).toContain('checksum-tag');
  expect(judge([s7], [['logic.fingerprint', 'yes']]).advice.map(({ id }) => id)).not.toContain(
    'checksum-tag',
  );
});

describeEmbedded('capabilities in the log', newPlace => {
  const found = (state: CapabilityState, seconds: number): Capability[] => [
    capability('values.read', 'yes', '3 data blocks answered', instant(seconds)),
    capability('who.audit', state, 'Auditing is \u0000 false', instant(seconds)),
  ];

  test('come from the newest notice of the holder, remember since when, and are made again from the log', async () => {
    const core = await TestCore.open(newPlace);
    try {
      const stream = new TestStream('press-2/opc');
      await core.hello(stream);
      const { database } = core.core;
      const asset = { id: 'press-2', streams: [{ ...streamOf('opcua', []), stream: 'press-2/opc' }] };
      const read = async () => {
        const { groups } = await assetCapabilities(database, asset);
        return groups.flatMap(({ capabilities }) => capabilities);
      };
      expect(await read()).toEqual([]);
      expect((await core.accept(stream.capabilities(found('unknown', 1)))).refused).toEqual([]);
      expect((await core.accept(stream.capabilities(found('yes', 5)))).refused).toEqual([]);
      const now = await read();
      expect(now).toMatchObject([
        { id: 'values.read', state: 'yes', since: instant(1).wall, at: instant(5).wall },
        { id: 'who.audit', state: 'yes', found: 'Auditing is \u2400 false', since: instant(5).wall },
      ]);
      // What is no longer told of is no longer there.
      await core.accept(stream.capabilities(found('yes', 9).slice(1)));
      const left = await read();
      expect(left).toMatchObject([{ id: 'who.audit', since: instant(5).wall, at: instant(9).wall }]);
      await rebuild(database);
      expect(await read()).toEqual(left);
    } finally {
      await core.remove();
    }
  });
});
