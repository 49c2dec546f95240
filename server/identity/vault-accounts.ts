import { createHash, randomBytes } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import type { z } from 'zod';
import { type BodyOf, toBody } from '../events/index.ts';
import { type EventActor, type EventDraft, erasure, type Log } from '../log/index.ts';
import type { Vault } from '../vault/index.ts';
import {
  accountRow,
  accountRowSchema,
  signInRowSchema,
  stepRowSchema,
  tokenRowSchema,
  tokenUseRowSchema,
} from './account-rows.ts';
import type {
  Account,
  AccountAct,
  AccountChange,
  AccountStore,
  ApiToken,
  Doer,
  ProofBy,
  SignIn,
  SignInEnd,
} from './accounts.ts';
import { longestSignInMs } from './limits.ts';

const dayMs = 86_400_000;
/** What passes by itself is kept a little longer than it may be asked for. */
const signInKeptMs = longestSignInMs + dayMs;
/** A used code is outlived by far: a clock that was set back must not make it good again. */
const stepKeptMs = 10 * 365 * dayMs;
const erasedAtOnce = 500;

interface Stored<Row> {
  readonly ref: string;
  readonly row: Row;
}

/**
 * Accounts, tokens and sign-ins in the vault. They are few and asked for with every request, so all of
 * them are also held in memory; what is written is on disk before memory changes.
 */
export class VaultAccounts implements AccountStore {
  readonly #vault: Vault;
  readonly #log: Log;
  readonly #accounts = new Map<string, Stored<Account>>();
  readonly #tokens = new Map<string, Stored<ApiToken>>();
  readonly #signIns = new Map<string, SignIn>();
  readonly #steps = new Map<string, number>();
  readonly #erased = new Set<string>();
  /** Look-ups logged already, `reader person`, of one day. */
  #namesTold: { readonly day: string; readonly pairs: Set<string> } = { day: '', pairs: new Set() };
  #changing: Promise<unknown> = Promise.resolve();

  constructor(vault: Vault, log: Log) {
    this.#vault = vault;
    this.#log = log;
  }

  /** Reads what the vault holds; called once before anything else. */
  async load(): Promise<void> {
    for (const [ref, row] of await this.#rows('account', accountRowSchema))
      this.#accounts.set(row.person, { ref, row });
    const used = new Map(
      (await this.#rows('token-use', tokenUseRowSchema)).map(([, row]) => [row.token, row.at]),
    );
    for (const [ref, row] of await this.#rows('token', tokenRowSchema))
      this.#tokens.set(row.hash, { ref, row: { ...row, lastUsedAt: used.get(row.id) ?? null } });
    for (const [, row] of await this.#rows('totp-step', stepRowSchema)) this.#steps.set(row.person, row.step);
    await this.#loadSignIns();
    await this.#loadErased();
  }

  async accounts(): Promise<readonly Account[]> {
    return this.#all();
  }

  async byUser(user: string): Promise<Account | null> {
    return this.#all().find(account => account.user === user) ?? null;
  }

  async byPerson(person: string): Promise<Account | null> {
    return this.#accounts.get(person)?.row ?? null;
  }

  async add(account: Account, acts: readonly AccountAct[], by: Doer): Promise<void> {
    await this.#inTurn(async () => {
      if (this.#all().some(({ user }) => user === account.user))
        throw new WitnessError('http.conflict', account.user, 'this user name is taken');
      await this.#store(account, acts, by, null);
    });
  }

  change(person: string, work: AccountChange, by: Doer): Promise<boolean> {
    return this.#inTurn(async () => {
      const stored = this.#accounts.get(person);
      const changed = stored ? work(stored.row, this.#all()) : null;
      if (!stored || !changed) return false;
      await this.#store(changed.account, changed.acts, by, stored.ref);
      return true;
    });
  }

  erase(person: string, body: BodyOf<'person.erased'>, by: Doer): Promise<boolean> {
    return this.#inTurn(async () => {
      const stored = this.#accounts.get(person);
      if (stored !== undefined && stored.row.disabledAt === null)
        throw new WitnessError('http.conflict', person, 'disable the account first');
      const tokens = [...this.#tokens.values()].filter(({ row }) => row.person === person);
      const refs = [...(stored ? [stored.ref] : []), ...tokens.map(({ ref }) => ref)];
      const doer = actor(by.person);
      await this.#log.append([
        {
          type: 'person.erased',
          key: `person.erased/${person}/${by.request ?? 'server'}`,
          actor: doer,
          request: by.request,
          subject: `person:${person}`,
          body: toBody('person.erased', body),
        },
        ...(refs.length > 0 ? [erasure(refs, body.under, doer, by.request)] : []),
      ]);
      this.#accounts.delete(person);
      this.#steps.delete(person);
      this.#erased.add(person);
      await this.#vault.drop(`totp-step/${person}`);
      for (const { row } of tokens) {
        this.#tokens.delete(row.hash);
        await this.#vault.drop(`token-use/${row.id}`);
      }
      return stored !== undefined;
    });
  }

  async isErased(person: string): Promise<boolean> {
    return this.#erased.has(person);
  }

  async addSignIn(signIn: SignIn): Promise<void> {
    await this.#keep(signIn);
    await this.#say('person.signed-in', `sign-in/${nameOf(signIn.hash)}`, signIn.person, { by: signIn.by });
    this.#signIns.set(signIn.hash, signIn);
  }

  async signIn(hash: string): Promise<SignIn | null> {
    return this.#signIns.get(hash) ?? null;
  }

  async touchSignIn(hash: string, at: string): Promise<void> {
    const signIn = this.#signIns.get(hash);
    if (!signIn) return;
    const touched = { ...signIn, lastUsedAt: at };
    this.#signIns.set(hash, touched);
    await this.#keep(touched);
    // It may have ended or been renewed meanwhile: what is gone must not stand again after a restart.
    if (!this.#signIns.has(hash)) await this.#vault.drop(`sign-in/${hash}`);
  }

  async renewSignIn(before: string, signIn: SignIn): Promise<void> {
    // Gone from memory first: of two renewals of one cookie the second finds nothing.
    if (!this.#signIns.delete(before)) throw new WitnessError('http.not-signed-in', 'step-up');
    await this.#vault.drop(`sign-in/${before}`);
    await this.#keep(signIn);
    this.#signIns.set(signIn.hash, signIn);
  }

  async endSignIn(hash: string, why: SignInEnd): Promise<void> {
    const signIn = this.#signIns.get(hash);
    if (!signIn) return;
    this.#signIns.delete(hash);
    await this.#vault.drop(`sign-in/${hash}`);
    await this.#say('person.signed-out', `sign-out/${nameOf(hash)}`, signIn.person, { why });
  }

  async signIns(): Promise<readonly SignIn[]> {
    return [...this.#signIns.values()];
  }

  async countFailedSignIns(count: number, digest: string): Promise<void> {
    await this.#log.append([
      {
        type: 'person.sign-in-failed-counted',
        key: `sign-in-failed/${randomBytes(16).toString('hex')}`,
        actor: actor(null),
        subject: 'sign-in',
        body: toBody('person.sign-in-failed-counted', { count, digest }),
      },
    ]);
  }

  async addToken(token: ApiToken): Promise<void> {
    const { lastUsedAt: _live, ...lasting } = token;
    const ref = `token/${token.id}`;
    const { id, scopes, expiresAt, person } = token;
    await this.#log.append([
      {
        type: 'person.token-issued',
        key: `token-issued/${id}`,
        actor: actor(person),
        subject: `person:${person}`,
        body: toBody('person.token-issued', { token: id, scopes: [...scopes], expiresAt }),
        seals: [this.#vault.seal(ref, 'token', bytesOf(lasting))],
      },
    ]);
    this.#tokens.set(token.hash, { ref, row: token });
  }

  async token(hash: string): Promise<ApiToken | null> {
    return this.#tokens.get(hash)?.row ?? null;
  }

  async tokensOf(person: string): Promise<readonly ApiToken[]> {
    return [...this.#tokens.values()].map(({ row }) => row).filter(token => token.person === person);
  }

  async touchToken(id: string, at: string): Promise<void> {
    const found = [...this.#tokens].find(([, { row }]) => row.id === id);
    if (!found) return;
    const [hash, { ref, row }] = found;
    this.#tokens.set(hash, { ref, row: { ...row, lastUsedAt: at } });
    await this.#vault.put(`token-use/${id}`, 'token-use', bytesOf({ token: id, at }), row.expiresAt);
  }

  async revokeToken(person: string, id: string, by: string): Promise<boolean> {
    const stored = [...this.#tokens.values()].find(({ row }) => row.id === id && row.person === person);
    if (!stored) return false;
    const doer = actor(by === 'server' ? null : by);
    await this.#log.append([
      {
        type: 'person.token-revoked',
        key: `token-revoked/${id}`,
        actor: doer,
        subject: `person:${person}`,
        body: toBody('person.token-revoked', { token: id }),
      },
      erasure([stored.ref], 'a revoked token', doer),
    ]);
    // Not before it is on disk: what could not be revoked stands, also after a restart, and is not said to be gone.
    this.#tokens.delete(stored.row.hash);
    await this.#vault.drop(`token-use/${id}`);
    return true;
  }

  async tellStepUp(person: string, by: ProofBy): Promise<void> {
    await this.#say('person.stepped-up', `step-up/${randomBytes(16).toString('hex')}`, person, { by });
  }

  async usedStep(person: string): Promise<number | null> {
    return this.#steps.get(person) ?? null;
  }

  async useStep(person: string, step: number): Promise<void> {
    const expires = new Date(Date.now() + stepKeptMs).toISOString();
    await this.#vault.put(`totp-step/${person}`, 'totp-step', bytesOf({ person, step }), expires);
    this.#steps.set(person, step);
  }

  async tellNamesRead(reader: string, persons: readonly string[], day: string): Promise<void> {
    if (this.#namesTold.day !== day) this.#namesTold = { day, pairs: new Set() };
    const { pairs } = this.#namesTold;
    const fresh = persons.filter(person => !pairs.has(`${reader} ${person}`));
    if (fresh.length === 0) return;
    // A key is appended once for good, so that a restart within the day tells nothing twice.
    await this.#log.append(
      fresh.map(person => ({
        type: 'vault.read' as const,
        key: `vault.read/${day}/${reader}/${person}`,
        actor: actor(reader),
        subject: `person:${reader}`,
        body: toBody('vault.read', { refs: [`account/${person}`], why: 'a name was shown' }),
      })),
    );
    for (const person of fresh) pairs.add(`${reader} ${person}`);
  }

  async #store(
    account: Account,
    acts: readonly AccountAct[],
    by: Doer,
    replaced: string | null,
  ): Promise<void> {
    const name = randomBytes(8).toString('hex');
    const ref = `account/${account.person}/${name}`;
    const seals = [this.#vault.seal(ref, 'account', bytesOf(accountRow(account)))];
    const doer = actor(by.person);
    const drafts: EventDraft[] = acts.map((act, i) => ({
      type: act.type,
      key: `${act.type}/${ref}/${i}`,
      actor: doer,
      request: by.request,
      subject: `person:${account.person}`,
      body: toBody(act.type, act.body),
      ...(i === 0 ? { seals } : {}),
    }));
    if (replaced !== null) drafts.push(erasure([replaced], 'a replaced account', doer));
    await this.#log.append(drafts);
    this.#accounts.set(account.person, { ref, row: account });
  }

  async #loadSignIns(): Promise<void> {
    for (const ref of await this.#vault.refs('sign-in')) {
      const content = await this.#vault.read(ref);
      const row =
        content && signInRowSchema.safeParse(JSON.parse(Buffer.from(content).toString('utf8'))).data;
      // A sign-in of a build before this one ends with the upgrade.
      if (row) this.#signIns.set(row.hash, row);
      else await this.#vault.drop(ref);
    }
  }

  async #loadErased(): Promise<void> {
    for (let from = 0; ; ) {
      const entries = await this.#log.reader.from(from, erasedAtOnce, 'person.erased');
      for (const { event } of entries) this.#erased.add(event.subject.slice('person:'.length));
      const last = entries.at(-1);
      if (last === undefined || entries.length < erasedAtOnce) return;
      from = last.pos + 1;
    }
  }

  #all(): Account[] {
    return [...this.#accounts.values()].map(({ row }) => row);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const turn = this.#changing.then(work);
    this.#changing = turn.catch(() => undefined);
    return turn;
  }

  async #keep(signIn: SignIn): Promise<void> {
    const expires = new Date(Date.parse(signIn.createdAt) + signInKeptMs).toISOString();
    await this.#vault.put(`sign-in/${signIn.hash}`, 'sign-in', bytesOf(signIn), expires);
  }

  async #say(
    type: 'person.signed-in' | 'person.signed-out' | 'person.stepped-up',
    key: string,
    person: string,
    body: Record<string, string>,
  ): Promise<void> {
    await this.#log.append([{ type, key, actor: actor(person), subject: `person:${person}`, body }]);
  }

  async #rows<Schema extends z.ZodType>(kind: string, schema: Schema): Promise<[string, z.infer<Schema>][]> {
    const rows: [string, z.infer<Schema>][] = [];
    for (const ref of await this.#vault.refs(kind)) {
      const content = await this.#vault.read(ref);
      if (content) rows.push([ref, schema.parse(JSON.parse(Buffer.from(content).toString('utf8')))]);
    }
    return rows;
  }
}

function actor(person: string | null): EventActor {
  return person === null ? { kind: 'server', id: 'server' } : { kind: 'person', id: person };
}

/** A name for a sign-in in the log that gives nothing away, not even the cookie's hash. */
function nameOf(hash: string): string {
  return createHash('sha256').update(`sign-in\n${hash}`).digest('hex').slice(0, 32);
}

function bytesOf(row: object): Uint8Array {
  return Buffer.from(JSON.stringify(row), 'utf8');
}
