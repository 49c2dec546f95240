import {
  type Attribution,
  type Evidence,
  judge,
  parsePolicy,
  type Question,
  type WitnessRecord,
} from '@witnessmark/server/attribution';

/** What a rule says about a part: the name it gives, as far as it goes. */
export type Answer =
  | { readonly says: 'person'; readonly person: string }
  | { readonly says: 'account'; readonly account: string }
  | { readonly says: 'station'; readonly station: string }
  | { readonly says: 'path'; readonly path: string }
  | { readonly says: 'effect' | 'restart' }
  | { readonly says: 'ambiguous' }
  | { readonly says: 'nobody' };

export interface Rule {
  readonly name: string;
  answers(question: Question, evidence: Evidence): readonly Answer[];
}

export const policy = parsePolicy(
  `authentic:
  opcua-audit: [authenticated]
  hmi-audit: [authenticated, device-record]
  windows: [authenticated]
  flow: [authenticated]
  mes: [authenticated]
`,
  'bench.yaml',
);

const witnessmark: Rule = {
  name: 'Witnessmark',
  answers: (question, evidence) => judge(question, evidence, policy).map(answerOf),
};

function answerOf({ verdict, actor, reach, identity, path }: Attribution): Answer {
  if (verdict === 'ambiguous') return { says: 'ambiguous' };
  if (verdict === 'unattributed') return { says: 'nobody' };
  if (actor.kind === 'person') return { says: 'person', person: actor.person };
  if (actor.kind === 'effect') return { says: 'effect' };
  if (actor.kind === 'restart') return { says: 'restart' };
  if (reach === 'account' && identity !== null) return { says: 'account', account: nameOf(identity) };
  if (reach === 'station' && identity !== null) return { says: 'station', station: nameOf(identity) };
  return path === null ? { says: 'nobody' } : { says: 'path', path };
}

/** `opcua-user:maint` is maint. */
function nameOf(identity: string): string {
  return identity.slice(identity.indexOf(':') + 1);
}

/** No hint that anything was changed. */
const aside: ReadonlySet<string> = new Set(['logged-on', 'logged-off', 'disconnected']);

/** Whoever was heard of last before the change was seen, whether anybody vouches for it or not. */
const lastHint: Rule = {
  name: 'last hint wins',
  answers: ({ parts }, { records }) =>
    parts.map(part => {
      const last = records
        .filter(
          ({ act, when, witnessKind }) =>
            !aside.has(act) && witnessKind !== 's7-block-author' && when.from <= part.firstDirty,
        )
        .reduce<WitnessRecord | null>(
          (held, record) => (held === null || record.when.from >= held.when.from ? record : held),
          null,
        );
      return last === null ? { says: 'nobody' } : named(last);
    }),
};

/** Whoever had a session open. */
const openSession: Rule = {
  name: 'whose session was open',
  answers: ({ parts }, { sessions }) =>
    parts.map(part => {
      const open = sessions
        .filter(({ from, to }) => from <= part.firstDirty && (to === null || to >= (part.lastClean ?? 0)))
        .sort((a, b) => b.from - a.from)[0];
      return open === undefined ? { says: 'nobody' } : { says: 'person', person: open.person };
    }),
};

/** Whom the block's header names. */
const blockAuthor: Rule = {
  name: 'block author',
  answers: ({ parts }, { records }) =>
    parts.map(part => {
      const authors = records.filter(
        ({ witnessKind, when }) => witnessKind === 's7-block-author' && when.from <= part.firstDirty,
      );
      const last = authors.at(-1);
      // Before anybody downloads, it names whoever made the project.
      return last === undefined ? { says: 'person', person: 'kovac' } : named(last);
    }),
};

function named({ identities }: WitnessRecord): Answer {
  const [identity] = identities;
  if (identity === undefined) return { says: 'nobody' };
  const { resolves } = identity;
  return resolves.to === 'person'
    ? { says: 'person', person: resolves.person }
    : { says: 'account', account: nameOf(identity.id) };
}

export const rules: readonly Rule[] = [witnessmark, lastHint, openSession, blockAuthor];
