import { describe, expect, test } from 'vitest';
import {
  address,
  bracketed,
  candidatesOf,
  codes,
  evidence,
  judged,
  logOn,
  part,
  path,
  person,
  record,
  session,
  shared,
  span,
  told,
  touch,
  watch,
} from './evidence.fixture.ts';
import type { Cause, Claim, Evidence, Part, WitnessRecord } from './index.ts';

const elsewhere = { touches: [touch({ path: 'setpoints/DB99.txt' })] };
/** B was connected on a path over the window. */
const connected = (more: Partial<WitnessRecord> = {}) =>
  record({ act: 'connected', identities: [person('B')], when: span(90, 120), touches: [], ...more });
const count = (number: number, path = 'opcua', second = 95) =>
  connected({
    identities: [],
    reach: 'path',
    count: number,
    path,
    when: span(second, second),
    witness: 'count',
  });

describe('a session brackets a change', () => {
  test('where it alone covers the window and every way was watched and showed nobody else', () => {
    const attribution = judged(bracketed());
    expect(told(attribution)).toBe('bracketed person A');
    expect(attribution.session).toBe('S-A');
    expect(codes(attribution).filter(code => code !== 'somebody-had-access')).toEqual([
      'session-covers-window',
      'path-watched',
      'path-watched',
    ]);
  });

  test.each<[string, Partial<Evidence>]>([
    [
      'a way was closed',
      {
        watches: [watch('opcua')],
        paths: [path('opcua'), path('panel', { closed: [{ during: span(0, 1000), how: 'key switch' }] })],
      },
    ],
    [
      'two watches join without a break',
      { watches: [watch('opcua', 0, 105), watch('opcua', 105, 1000), watch('panel')] },
    ],
    [
      'a way was watched for one part and closed for the rest',
      {
        watches: [watch('opcua'), watch('panel', 0, 105)],
        paths: [path('opcua'), path('panel', { closed: [{ during: span(104, 1000), how: 'locked' }] })],
      },
    ],
    [
      'two witnesses watched a way in turn',
      {
        paths: [path('opcua', { witnesses: ['x', 'y'] }), path('panel')],
        watches: [
          watch('opcua', 0, 106, { witness: 'x' }),
          watch('opcua', 104, 1000, { witness: 'y' }),
          watch('panel'),
        ],
      },
    ],
    [
      'an unwatched way writes other kinds',
      { paths: [path('opcua'), path('panel'), path('usb', { kinds: ['logic'] })] },
    ],
    [
      'an unwatched way writes other items',
      { paths: [path('opcua'), path('panel'), path('usb', { items: ['setpoints/DB3?.txt', 'recipes/**'] })] },
    ],
    ['its own person was seen', { records: [connected({ identities: [person('A')] })] }],
    [
      'its own laptop was seen',
      {
        records: [
          connected({ identities: [address('laptop', 'A')], reach: 'station', station: 'id-laptop' }),
        ],
      },
    ],
    [
      'one nameless connection was counted where he was seen',
      { records: [connected({ identities: [person('A')] }), count(1)] },
    ],
    ['nobody was counted', { records: [count(0)] }],
    ['somebody else had gone before', { records: [connected({ when: span(80, 90) })] }],
    [
      'somebody else was on a way that cannot write this',
      {
        paths: [path('opcua'), path('panel'), path('usb', { kinds: ['logic'] })],
        records: [connected({ path: 'usb' })],
      },
    ],
    ['somebody else logged on at some computer', { records: [logOn('B', 'office', 50, 500)] }],
    [
      'somebody unauthenticated says he was there',
      { records: [connected({ authenticity: 'unauthenticated' })] },
    ],
    ['it ended within the grace of policy', { sessions: [session('A', 0, 60)] }],
    ['it has not ended', { sessions: [session('A', 0, null)] }],
    [
      'somebody else had a session on another asset',
      { sessions: [session('A', 0, 600), session('B', 0, 600, { inScope: false })] },
    ],
    ['somebody else’s session was over', { sessions: [session('A', 0, 600), session('B', 0, 30)] }],
  ])('also where %s', (_, more) => {
    expect(told(judged(bracketed(more)))).toBe('bracketed person A');
  });

  test.each<[string, Partial<Evidence>, Partial<Part>, string]>([
    [
      'it opened after the last reading that proved the old content',
      { sessions: [session('A', 102, 600)] },
      {},
      'session-outside-window',
    ],
    ['it ended before', { sessions: [session('A', 0, 45)] }, {}, 'session-outside-window'],
    [
      'it was never approved',
      { sessions: [session('A', 0, 600, { approved: false, breakGlass: true })] },
      {},
      'session-not-approved',
    ],
    [
      'the kind was not declared',
      { sessions: [session('A', 0, 600, { kinds: ['logic'] })] },
      {},
      'session-outside-scope',
    ],
    [
      'there was another session',
      { sessions: [session('A', 0, 600), session('B', 90, 600)] },
      {},
      'sessions-overlap',
    ],
    [
      'he had another session himself',
      { sessions: [session('A', 0, 600), session('A', 90, 600, { id: 'S-A2' })] },
      {},
      'sessions-overlap',
    ],
    [
      'another session had only just ended',
      { sessions: [session('A', 0, 600), session('B', 0, 60)] },
      {},
      'sessions-overlap',
    ],
    [
      'an unapproved one was open too',
      { sessions: [session('A', 0, 600), session('B', 0, 600, { approved: false })] },
      {},
      'sessions-overlap',
    ],
    ['a way was not watched', { watches: [watch('opcua')] }, {}, 'path-not-watched'],
    [
      'a way was watched with a break',
      { watches: [watch('opcua'), watch('panel', 0, 104), watch('panel', 106, 1000)] },
      {},
      'path-not-watched',
    ],
    [
      'the clock of a watch leaves a corner',
      { watches: [watch('opcua'), watch('panel', 99.95, 1000)] },
      {},
      'path-not-watched',
    ],
    [
      'the clock of a watch has no bound',
      { watches: [watch('opcua'), watch('panel', 0, 1000, { clockErrorMs: null })] },
      {},
      'path-not-watched',
    ],
    [
      'only an unauthenticated statement says that it was watched',
      { watches: [watch('opcua'), watch('panel', 0, 1000, { authenticity: 'unauthenticated' })] },
      {},
      'path-not-watched',
    ],
    [
      'policy does not rely on who watched',
      { watches: [watch('opcua'), watch('panel', 0, 1000, { witnessKind: 'x' })] },
      {},
      'path-not-watched',
    ],
    [
      'only somebody unauthenticated says that the other one went',
      {
        records: [
          connected({ when: span(50, 50) }),
          connected({ act: 'disconnected', when: span(60, 60), authenticity: 'unauthenticated' }),
        ],
      },
      {},
      'somebody-else-seen',
    ],
    [
      'another witness than declared watched',
      { watches: [watch('opcua'), watch('panel', 0, 1000, { witness: 'x' })] },
      {},
      'path-not-watched',
    ],
    ['no way is declared', { paths: [] }, {}, 'paths-unknown'],
    [
      'every way was closed',
      { paths: [path('opcua', { closed: [{ during: span(0, 1000), how: 'unplugged' }] })] },
      {},
      'paths-unknown',
    ],
    ['somebody else was connected', { records: [connected()] }, {}, 'somebody-else-seen'],
    [
      'somebody else was connected and nobody saw him go',
      { records: [connected({ when: span(50, 50) })] },
      {},
      'somebody-else-seen',
    ],
    [
      'somebody came and went and came',
      {
        records: [
          connected({ when: span(50, 50) }),
          connected({ when: span(60, 60) }),
          connected({ act: 'disconnected', when: span(70, 70) }),
        ],
      },
      {},
      'somebody-else-seen',
    ],
    [
      'somebody else was seen going whose coming nobody saw',
      { records: [connected({ act: 'disconnected', when: span(300, 300) })] },
      {},
      'somebody-else-seen',
    ],
    [
      'somebody nameless was connected',
      { records: [connected({ identities: [], reach: 'path' })] },
      {},
      'somebody-else-seen',
    ],
    [
      'one nameless connection was counted and he was not seen',
      { records: [count(1)] },
      {},
      'somebody-else-seen',
    ],
    [
      'two were counted',
      { records: [connected({ identities: [person('A')] }), count(2)] },
      {},
      'somebody-else-seen',
    ],
    [
      'another laptop was there',
      {
        records: [
          connected({ identities: [address('laptop-2', 'B')], reach: 'station', station: 'id-laptop-2' }),
        ],
      },
      {},
      'somebody-else-seen',
    ],
    [
      'an account of several was used',
      { records: [connected({ identities: [shared('maint', 'A', 'B')] })] },
      {},
      'somebody-else-seen',
    ],
    [
      'somebody else wrote something else',
      { records: [record({ identities: [person('B')], ...elsewhere })] },
      {},
      'somebody-else-seen',
    ],
    [
      'somebody else came by a way nobody declared',
      { records: [connected({ path: 'radio' })] },
      {},
      'somebody-else-seen',
    ],
    [
      'somebody policy does not rely on was there',
      { records: [connected({ witnessKind: 'x' })] },
      {},
      'somebody-else-seen',
    ],
    [
      'somebody without a bound of the clock was there',
      { records: [connected({ when: span(5, 6), clockErrorMs: null })] },
      {},
      'somebody-else-seen',
    ],
    [
      'his own last record tells another value',
      { records: [record({ touches: [touch({ new: '60.0' })] })] },
      {},
      'record-other-value',
    ],
    [
      'somebody else claims it',
      { claims: [{ ref: 1, part: null, person: 'B', confirmedBy: null, disputedBy: null }] },
      {},
      'claim-conflicts',
    ],
    ['the old content was never proven', {}, { lastClean: null, old: null }, 'window-open'],
    ['it did not settle', {}, { settled: false }, 'not-settled'],
  ])('and not where %s', (_, more, of, code) => {
    const attribution = judged(bracketed(more), part(of));
    expect(attribution.verdict).toBe('ambiguous');
    expect(attribution.actor).toEqual({ kind: 'unknown' });
    expect(codes(attribution)).toContain(code);
  });

  test('and names the ways nobody watched beside it', () => {
    const attribution = judged(bracketed({ watches: [watch('opcua')] }));
    expect(candidatesOf(attribution)).toEqual(['session A', 'path panel']);
    expect(attribution.session).toBe('S-A');
  });

  test('with its break-glass shown on what it covers', () => {
    const broken = session('A', 0, 600, { breakGlass: true });
    const attribution = judged(bracketed({ sessions: [broken] }));
    expect(told(attribution)).toBe('bracketed person A');
    expect(codes(attribution)).toContain('break-glass');
  });

  test('does not where its own person was seen on none of the ways: it came by one that nobody declared', () => {
    const { records: _seen, ...rest } = bracketed();
    const attribution = judged(rest);
    expect(attribution.verdict).toBe('ambiguous');
    expect(codes(attribution)).toContain('own-person-not-seen');
  });

  test('that nobody approved names nobody, not even as possible', () => {
    const { records: _seen, ...rest } = bracketed({ sessions: [session('A', 0, 600, { approved: false })] });
    const attribution = judged(rest);
    expect(attribution.verdict).toBe('unattributed');
    expect(codes(attribution)).toContain('session-not-approved');
  });

  test('ended within the grace, which is said', () => {
    expect(codes(judged(bracketed({ sessions: [session('A', 0, 60)] })))).toContain('session-in-grace');
  });

  test('on another asset is told to lie outside, and is no candidate', () => {
    const attribution = judged({ sessions: [session('B', 0, 600, { inScope: false })] });
    expect(attribution.verdict).toBe('unattributed');
    expect(codes(attribution)).toContain('session-outside-scope');
  });

  test('reaches further than a record that tells only the way', () => {
    const device = record({ identities: [], reach: 'path' });
    const own = connected({ identities: [person('A')] });
    expect(told(judged(bracketed({ records: [device, own] })))).toBe('bracketed person A');
    expect(told(judged(bracketed({ records: [device] })))).toBe('witnessed path unknown');
  });
});

describe('a claim', () => {
  const claim = (name: string, more: Partial<Claim> = {}): Claim => ({
    ref: 50,
    part: null,
    person: name,
    confirmedBy: null,
    disputedBy: null,
    ...more,
  });
  const confirmed = (name: string, more: Partial<Claim> = {}) => claim(name, { confirmedBy: 'L', ...more });
  const of = (...claims: Claim[]) => judged({ claims });

  test('that a second person confirmed names the person, as claimed', () => {
    expect(told(of(confirmed('A')))).toBe('claimed person A');
    expect(codes(of(confirmed('A')))).toContain('claim-confirmed');
    const ofPart = { path: 'setpoints/DB20.txt', member: 'Tank1.LevelSP' };
    expect(told(of(confirmed('A', { part: ofPart })))).toBe('claimed person A');
    expect(of(confirmed('A', { part: { ...ofPart, member: 'Other' } })).verdict).toBe('unattributed');
  });

  test.each<[string, Claim[], string]>([
    ['nobody confirmed it', [claim('A')], 'claim-awaiting'],
    ['only he confirmed it himself', [claim('A', { confirmedBy: 'A' })], 'claim-self-confirmed'],
    ['somebody disputes it', [confirmed('A', { disputedBy: 'B' })], 'claim-disputed'],
    [
      'his other claim is disputed',
      [confirmed('A'), claim('A', { ref: 51, disputedBy: 'B' })],
      'claim-disputed',
    ],
    ['another says the same', [confirmed('A'), claim('B', { ref: 51 })], 'claim-conflicts'],
    [
      'another says the same and is confirmed',
      [confirmed('A'), confirmed('B', { ref: 51 })],
      'claim-conflicts',
    ],
  ])('names nobody where %s', (_, claims, code) => {
    const attribution = of(...claims);
    expect(told(attribution)).toBe('ambiguous nothing unknown');
    expect(codes(attribution)).toContain(code);
  });

  test('holds against a claim of another that is disputed', () => {
    expect(told(of(confirmed('A'), claim('B', { disputedBy: 'A' })))).toBe('claimed person A');
  });

  test('does not hold against an authentic record of somebody else', () => {
    const other = record({ identities: [person('B')], touches: [touch({ new: null })] });
    const attribution = judged({ claims: [confirmed('A')], records: [other] });
    expect(attribution.verdict).toBe('ambiguous');
    expect(codes(attribution)).toContain('claim-conflicts');
    expect(candidatesOf(attribution)).toEqual(['record B', 'claim A']);
    const unauthenticated = { ...other, authenticity: 'unauthenticated' } as const;
    expect(told(judged({ claims: [confirmed('A')], records: [unauthenticated] }))).toBe('claimed person A');
  });

  test('does not change what is witnessed, and that they differ is shown', () => {
    const attribution = judged({ claims: [confirmed('B')], records: [record()] });
    expect(told(attribution)).toBe('witnessed person A');
    expect(codes(attribution)).toContain('claim-conflicts');
    expect(candidatesOf(attribution)).toEqual(['claim B']);
  });

  test('says more than the account of several people he is one of, and does not hold against one he is not', () => {
    const account = (...people: string[]) => record({ identities: [shared('maint', ...people)] });
    expect(told(judged({ claims: [confirmed('A')], records: [account('A', 'B')] }))).toBe('claimed person A');
    expect(told(judged({ claims: [confirmed('A')], records: [account('B', 'C')] }))).toBe(
      'witnessed account unknown',
    );
  });

  test('says more than a record that tells only the way', () => {
    const device = record({ identities: [], reach: 'path' });
    expect(told(judged({ claims: [confirmed('A')], records: [device] }))).toBe('claimed person A');
  });
});

describe('what follows from something else', () => {
  const cause = (more: Partial<Cause> = {}): Cause => ({
    part: { path: 'setpoints/DB20.txt', member: 'Tank1.LevelSP' },
    rule: 'block-download',
    cause: { change: 'c0', part: { path: 'raw/DB20.mc7', member: null } },
    ref: 9,
    recipe: null,
    when: span(102, 104),
    ...more,
  });

  test('is an effect of it, whatever sessions were open', () => {
    const attribution = judged(bracketed({ causes: [cause()] }));
    expect(told(attribution)).toBe('witnessed nothing effect');
    expect(attribution.reasons).toContainEqual({ code: 'effect-of-cause', refs: [9] });
  });

  test('of a restart is the restart', () => {
    expect(told(judged({ causes: [cause({ rule: 'restart', cause: null })] }))).toBe(
      'witnessed nothing restart',
    );
  });

  test.each<[string, WitnessRecord[], string]>([
    ['somebody surely wrote exactly this later', [record({ when: span(106, 106) })], 'witnessed person A'],
    [
      'somebody surely wrote exactly this before',
      [record({ when: span(101, 101) })],
      'witnessed nothing effect',
    ],
    [
      'somebody wrote exactly this at about the same time',
      [record({ when: span(104, 104) })],
      'ambiguous nothing unknown',
    ],
    [
      'somebody wrote later and it is not told what',
      [record({ when: span(106, 106), touches: [touch({ new: null })] })],
      'ambiguous nothing unknown',
    ],
    [
      'somebody wrote something else',
      [record({ when: span(106, 106), touches: [touch({ new: '1.0' })] })],
      'witnessed nothing effect',
    ],
    ['the download itself is told', [record({ act: 'downloaded', touches: [] })], 'witnessed nothing effect'],
    [
      'somebody unauthenticated says he wrote it',
      [record({ when: span(106, 106), authenticity: 'unauthenticated' })],
      'witnessed nothing effect',
    ],
  ])('where %s', (_, records, expected) => {
    expect(told(judged({ causes: [cause()], records }))).toBe(expected);
  });

  test('without a time of its own can have happened at any time of the window', () => {
    const { when: _, ...untimed } = cause();
    expect(judged({ causes: [untimed], records: [record({ when: span(109, 109) })] }).verdict).toBe(
      'ambiguous',
    );
  });

  test('of two things is not decided between them', () => {
    const attribution = judged({ causes: [cause(), cause({ rule: 'restart', cause: null })] });
    expect(attribution.verdict).toBe('ambiguous');
    expect(candidatesOf(attribution)).toEqual(['cause effect', 'cause restart']);
    expect(codes(attribution)).toContain('causes-compete');
  });

  test('a load is the act of whoever loaded the recipe', () => {
    const load = cause({ rule: 'recipe-load', cause: null, recipe: 'Lager' });
    const mes = record({
      act: 'loaded',
      identities: [{ ...person('mes'), resolves: { to: 'system', system: 'mes' } }],
      path: 'mes',
      touches: [touch({ path: 'recipes/Lager.txt', member: null, old: null, new: null })],
    });
    const attribution = judged({ causes: [load], records: [mes] });
    expect(told(attribution)).toBe('witnessed account mes');
    expect(codes(attribution)).toContain('load-of-recipe');
    expect(judged({ causes: [load] }).verdict).toBe('unattributed');
    const two = [load, cause({ rule: 'recipe-load', cause: null, recipe: 'Pils' })];
    expect(judged({ causes: two, records: [mes] }).verdict).toBe('unattributed');
    expect(judged({ causes: [cause({ rule: 'recipe-load', recipe: 'Pils' })], records: [mes] }).verdict).toBe(
      'unattributed',
    );
    expect(told(judged(bracketed({ causes: [load] })))).toBe('bracketed person A');
    const other = record({
      identities: [person('B')],
      when: span(108, 108),
      touches: [touch({ old: null })],
    });
    expect(judged({ causes: [load], records: [mes, other] }).verdict).toBe('ambiguous');
    const later = { ...other, touches: [touch({ old: '1.0' })] };
    expect(told(judged({ causes: [load], records: [mes, later] }))).toBe('witnessed person B');
  });
});

test('nothing at all is nobody', () => {
  const attribution = judged(evidence());
  expect(told(attribution)).toBe('unattributed nothing unknown');
  expect(codes(attribution)).toEqual(['paths-unknown', 'nobody-known']);
  expect(attribution.candidates).toEqual([]);
});
