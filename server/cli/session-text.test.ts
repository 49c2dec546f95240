import type { EngineerSession, Handover, HandoverRow } from '@witnessmark/shared/api';
import { describe, expect, test } from 'vitest';
import { handoverText } from './handover-text.ts';
import { paintFor } from './paint.ts';
import { sessionLines, sessionText } from './session-text.ts';
import { spanOf } from './span.ts';

const told = { paint: paintFor({}, {}), timeZone: 'Europe/Ljubljana' };
const ana = { person: 'person-000000000000000a', label: 'A. Kovač', named: true };
const ben = { person: 'person-000000000000000b', label: 'B. Novak', named: true };

const session: EngineerSession = {
  id: 's-0000000000000001',
  number: 'S-77',
  state: 'running',
  who: ana,
  vendor: false,
  sponsor: null,
  breakGlass: true,
  reviewWanted: false,
  assets: [{ id: 'press-2', name: 'Press 2', area: 'hall' }],
  kinds: ['logic'],
  purpose: 'timer \u001b[2J of the ejector',
  ticket: 'W-12',
  from: '2026-11-23T06:00:00.000Z',
  until: '2026-11-23T07:00:00.000Z',
  asksAt: '2026-11-23T06:45:00.000Z',
  endsBy: '2026-11-23T07:30:00.000Z',
  approvals: { needed: 0, given: 0, rule: 'break-glass' },
  startedAt: '2026-11-23T06:00:05.000Z',
  endedAt: null,
  endedHow: null,
  others: [{ number: 'S-76', who: ben, assets: ['press-2'] }],
  may: [],
  requestedAt: '2026-11-23T06:00:00.000Z',
  plan: [{ asset: 'press-2', items: 'logic/*' }],
  approvedBy: [],
  extensions: [],
  stateReason: null,
  opening: [{ asset: 'press-2', ordered: false, why: 'no agent holds it', lastEqual: null }],
  closing: [],
  review: null,
};

const row: HandoverRow = {
  change: 'c-aaaaaaaaaaaa',
  asset: 'press-2',
  path: 'setpoints/DB20.txt',
  kind: 'setpoint',
  sign: 'changed',
  member: 'Press.Force',
  old: '60',
  new: null,
  unit: 'kN',
  says: '',
  window: { from: null, to: '2026-11-23T06:10:10.000Z' },
  settled: true,
  verdict: 'witnessed',
  reach: 'person',
  actor: 'person',
  person: ben.person,
  sessions: ['S-77'],
  planned: 'outside-scope',
  inPlan: null,
};
const handover: Handover = {
  pack: {
    session: session.id,
    number: 'S-77',
    state: 'ended',
    person: ana.person,
    purpose: 'timer',
    ticket: null,
    breakGlass: false,
    assets: ['press-2'],
    partial: true,
    kinds: ['logic'],
    plan: [],
    from: '2026-11-23T06:00:00.000Z',
    to: '2026-11-23T07:00:00.000Z',
    complete: false,
    says: 'This is not complete yet.',
    work: [row],
    unclear: [],
    effects: [],
    others: [{ ...row, planned: 'unplanned', member: null, says: 'network 4 \u001b[2J' }],
    notDone: [{ asset: 'press-2', kind: 'logic', items: null }],
    forces: [{ asset: 'press-2', state: 'unknown', path: null }],
    closing: [],
    blind: [{ asset: 'press-2', kind: 'logic' }],
    open: [{ what: 'gap', asset: 'press-2', change: null, says: 'link lost', blocks: true }],
  },
  sha256: 'a'.repeat(64),
  madeAt: '2026-11-23T07:00:00.000Z',
  people: [ana, ben],
  assets: [{ id: 'press-2', name: 'Press 2' }],
};

describe('a session in a terminal', () => {
  test('is one line with state, person, assets and times, and a line of who else is there', () => {
    const [line, warning, ...more] = sessionLines([session], told);
    expect(line).toBe(
      'S-77  ! break-glass, running  A. Kovač  Press 2  2026-11-23 07:00:05+01:00 … 2026-11-23 08:00:00+01:00  timer \\u001b[2J of the ejector (W-12)',
    );
    expect(warning).toBe('  ! B. Novak is on press-2 as well (S-76)');
    expect(more).toEqual([]);
    expect(sessionLines([{ ...session, state: 'ended' }], told)).toHaveLength(1);
  });

  test('shown whole tells its rule, its plan and what could not be read at its start', () => {
    const text = sessionText(session, told);
    expect(text).toContain('break-glass: 0 of 0 approvals');
    expect(text).toContain('press-2: logic/*');
    expect(text).toContain('no reading could be ordered (no agent holds it); last equal never');
    expect(text).not.toContain('\u001b');
  });

  test.each([
    ['30m', 30],
    ['1h', 60],
    ['1h30m', 90],
  ])('%s is a length of time', (text, minutes) => expect(spanOf(text)).toBe(minutes * 60_000));
  test.each(['', '0m', '1d', 'h', '1 h', '90'])('%j is none', text =>
    expect(() => spanOf(text)).toThrow(/30m, 1h or 1h30m/),
  );
});

test('a handover pack in a terminal names what is whose, what is open, and what cannot be seen', () => {
  const text = handoverText(handover, told);
  for (const line of [
    'S-77 · A. Kovač · 2026-11-23 07:00:00+01:00 … 2026-11-23 08:00:00+01:00',
    '! This is not complete yet.',
    '! It has assets that you may not see: of them nothing stands here.',
    'Press.Force 60 → none kN',
    'witnessed, outside of what was declared',
    'B. Novak, witnessed',
    'network 4 \\u001b[2J',
    '? not known: no configuration that is read tells it',
    'link lost',
    `sha256:${'a'.repeat(64)}`,
  ])
    expect(text).toContain(line);
  expect(text.split('\n').filter(line => /^[A-Z].*(?<!\.)$/.test(line))).toEqual(
    expect.arrayContaining(['Changed in this session', 'Declared and not done', 'Cannot be seen', 'Open']),
  );
  expect(text).not.toContain('Perhaps in this session');
});
