import type {
  AccessPath,
  Attribution,
  Evidence,
  Part,
  ResolvedIdentity,
  SessionEvidence,
  SitePolicy,
  Touch,
  Watch,
  WitnessRecord,
} from './index.ts';
import { judge, parsePolicy } from './index.ts';

/** Seconds of a day in an invented plant, as moments. */
export const at = (seconds: number) => 1_000_000_000_000 + seconds * 1000;
export const span = (from: number, to: number) => ({ from: at(from), to: at(to) });

export const policy: SitePolicy = parsePolicy(
  `authentic:
  opcua-audit: [authenticated]
  hmi-audit: [authenticated, device-record]
  windows: [authenticated]
  flow: [authenticated]
  gate: [authenticated]
  s7-cpu: [device-record]
sessionGraceMinutes: 1
edgeToleranceSeconds: 2
`,
  'policy.yaml',
);

/** The value of a part of one data block that went from 42.5 to 55.0 between second 100 and 110. */
export const part = (more: Partial<Part> = {}): Part => ({
  path: 'setpoints/DB20.txt',
  member: 'Tank1.LevelSP',
  kind: 'setpoint',
  old: '42.5',
  new: '55.0',
  type: 'Real',
  content: 'sha256:aa',
  lastClean: at(100),
  firstDirty: at(110),
  settled: true,
  ...more,
});

export const person = (name: string): ResolvedIdentity => ({
  id: `id-${name}`,
  scheme: 'opcua-user',
  resolves: { to: 'person', person: name },
});
export const shared = (name: string, ...people: string[]): ResolvedIdentity => ({
  id: `id-${name}`,
  scheme: 'opcua-user',
  resolves: { to: 'shared', people },
});
export const service = (name: string): ResolvedIdentity => ({
  id: `id-${name}`,
  scheme: 'opcua-user',
  resolves: { to: 'system', system: name },
});
export const address = (name: string, owner?: string): ResolvedIdentity => ({
  id: `id-${name}`,
  scheme: 'address',
  resolves: owner === undefined ? { to: 'unknown' } : { to: 'person', person: owner },
});

export const touch = (more: Partial<Touch> = {}): Touch => ({
  path: 'setpoints/DB20.txt',
  member: 'Tank1.LevelSP',
  old: '42.5',
  new: '55.0',
  ...more,
});

let refs = 0;
/** An OPC UA audit event at second 105 with the part's value, by A. */
export const record = (more: Partial<WitnessRecord> = {}): WitnessRecord => ({
  ref: ++refs,
  witness: 'audit',
  witnessKind: 'opcua-audit',
  act: 'wrote',
  authenticity: 'authenticated',
  reach: 'account',
  when: span(105, 105),
  clockErrorMs: 500,
  identities: [person('A')],
  path: 'opcua',
  station: null,
  order: null,
  count: null,
  touches: [touch()],
  ...more,
});

/** The interactive log-on of a person at a station, told by the domain's log. */
export const logOn = (
  name: string,
  station: string,
  from: number,
  to: number,
  more: Partial<WitnessRecord> = {},
) =>
  record({
    witness: 'domain',
    witnessKind: 'windows',
    act: 'logged-on',
    when: span(from, to),
    identities: [{ ...person(name), scheme: 'windows-account' }],
    path: null,
    station,
    touches: [],
    ...more,
  });

export const path = (id: string, more: Partial<AccessPath> = {}): AccessPath => ({
  id,
  kinds: ['setpoint'],
  items: null,
  witnesses: [`watch-${id}`],
  closed: [],
  ...more,
});

export const watch = (id: string, from = 0, to = 1000, more: Partial<Watch> = {}): Watch => ({
  witness: `watch-${id}`,
  witnessKind: 'opcua-audit',
  authenticity: 'authenticated',
  path: id,
  during: span(from, to),
  clockErrorMs: 100,
  ...more,
});

export const session = (
  name: string,
  from: number,
  to: number | null,
  more: Partial<SessionEvidence> = {},
): SessionEvidence => ({
  id: `S-${name}`,
  person: name,
  from: at(from),
  to: to === null ? null : at(to),
  approved: true,
  breakGlass: false,
  inScope: true,
  kinds: ['setpoint'],
  ...more,
});

export const evidence = (more: Partial<Evidence> = {}): Evidence => ({
  records: [],
  watches: [],
  paths: [],
  sessions: [],
  claims: [],
  causes: [],
  ...more,
});

/** Somebody was at the panel over the window, as the panel's own log tells. */
const atPanel = (name: string): WitnessRecord =>
  record({
    witness: 'watch-panel',
    act: 'connected',
    identities: [person(name)],
    path: 'panel',
    when: span(90, 120),
    touches: [],
  });

/**
 * A's session over the window, with OPC UA and a panel both watched, at which A was seen: all that a bracket needs.
 * Whoever has the first session is who was seen.
 */
export const bracketed = ({ records = [], ...more }: Partial<Evidence> = {}): Evidence => {
  const { sessions = [session('A', 0, 600)] } = more;
  const [own] = sessions;
  return evidence({
    paths: [path('opcua'), path('panel')],
    watches: [watch('opcua'), watch('panel')],
    ...more,
    sessions,
    records: [...(own === undefined ? [] : [atPanel(own.person)]), ...records],
  });
};

/** The judgement on one part. */
export function judged(given: Partial<Evidence>, of: Part = part(), by: SitePolicy = policy): Attribution {
  const [attribution] = judge({ change: 'c1', asset: 'press-2', parts: [of] }, evidence(given), by);
  if (attribution === undefined) throw new Error('no judgement');
  return attribution;
}

/** Verdict, reach and actor in a line: `witnessed person A`. */
export function told({ verdict, reach, actor }: Attribution): string {
  const who = actor.kind === 'person' ? actor.person : actor.kind === 'system' ? actor.system : actor.kind;
  return `${verdict} ${reach} ${who}`;
}

export const codes = ({ reasons }: Attribution): readonly string[] => reasons.map(({ code }) => code);

/** Candidates in a line each: `session A`, `path panel`, `record B`. */
export const candidatesOf = ({ candidates }: Attribution): readonly string[] =>
  candidates.map(({ by, actor, path, identity }) => {
    const who =
      actor.kind === 'person'
        ? actor.person
        : actor.kind === 'system'
          ? actor.system
          : by === 'path'
            ? (path ?? '')
            : (identity ?? actor.kind);
    return `${by} ${who}`;
  });
