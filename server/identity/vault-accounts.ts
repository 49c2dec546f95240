import { createHash, randomBytes } from 'node:crypto';
import { roleSchema } from '@witnessmark/shared/api';
import { isoTimeSchema } from '@witnessmark/shared/time';
import { z } from 'zod';
import { type EventActor, type EventDraft, erasure, type Log } from '../log/index.ts';
import type { Vault } from '../vault/index.ts';
import type { Account, AccountStore, ApiToken, SignIn } from './accounts.ts';

const accountSchema = z.strictObject({
  person: z.string(),
  user: z.string(),
  name: z.string(),
  roles: z.array(roleSchema),
  password: z.string(),
  createdAt: isoTimeSchema,
  disabledAt: isoTimeSchema.nullable(),
});
const tokenSchema = z.strictObject({
  id: z.string(),
  hash: z.string(),
  person: z.string(),
  name: z.string(),
  scopes: z.array(z.enum(['read', 'git', 'operate', 'admin'])),
  createdAt: isoTimeSchema,
  expiresAt: isoTimeSchema,
});
const signInSchema = z.strictObject({
  hash: z.string(),
  person: z.string(),
  createdAt: isoTimeSchema,
  lastUsedAt: isoTimeSchema,
  address: z.string(),
  browser: z.string(),
});
/** A sign-in is removed a day after its beginning: longer than any may last. */
const signInKeptMs = 24 * 3_600_000;

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

  constructor(vault: Vault, log: Log) {
    this.#vault = vault;
    this.#log = log;
  }

  /** Reads what the vault holds; called once before anything else. */
  async load(): Promise<void> {
    for (const [ref, row] of await this.#rows('account', accountSchema))
      this.#accounts.set(row.person, { ref, row });
    for (const [ref, row] of await this.#rows('token', tokenSchema))
      this.#tokens.set(row.hash, { ref, row: { ...row, lastUsedAt: null } });
    for (const [, row] of await this.#rows('sign-in', signInSchema)) this.#signIns.set(row.hash, row);
  }

  async accounts(): Promise<readonly Account[]> {
    return [...this.#accounts.values()].map(({ row }) => row);
  }

  async byUser(user: string): Promise<Account | null> {
    for (const { row } of this.#accounts.values()) if (row.user === user) return row;
    return null;
  }

  async byPerson(person: string): Promise<Account | null> {
    return this.#accounts.get(person)?.row ?? null;
  }

  async add(account: Account, by: string | null): Promise<void> {
    await this.#storeAccount(account, 'person.added', actor(by), { roles: [...account.roles] }, []);
  }

  async changePassword(person: string, password: string, by: string): Promise<void> {
    const stored = this.#accounts.get(person);
    if (stored)
      await this.#storeAccount(
        { ...stored.row, password },
        'person.credential-changed',
        actor(by),
        { credential: 'password' },
        [stored.ref],
      );
  }

  async addSignIn(signIn: SignIn): Promise<void> {
    await this.#keep(signIn);
    await this.#say('person.signed-in', `sign-in/${nameOf(signIn.hash)}`, signIn.person, { by: 'password' });
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
  }

  async endSignIn(hash: string, why: 'signed-out' | 'idle' | 'expired' | 'password-changed'): Promise<void> {
    const signIn = this.#signIns.get(hash);
    if (!signIn) return;
    this.#signIns.delete(hash);
    await this.#vault.drop(`sign-in/${hash}`);
    await this.#say('person.signed-out', `sign-out/${nameOf(hash)}`, signIn.person, { why });
  }

  async signInsOf(person: string): Promise<readonly SignIn[]> {
    return [...this.#signIns.values()].filter(signIn => signIn.person === person);
  }

  async countFailedSignIns(count: number, digest: string): Promise<void> {
    await this.#log.append([
      {
        type: 'person.sign-in-failed-counted',
        key: `sign-in-failed/${randomBytes(16).toString('hex')}`,
        actor: actor(null),
        subject: 'sign-in',
        body: { count, digest },
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
        body: { token: id, scopes: [...scopes], expiresAt },
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

  /** When a token was last used is for people to read: kept in memory, lost at a restart. */
  async touchToken(id: string, at: string): Promise<void> {
    for (const [hash, { ref, row }] of this.#tokens)
      if (row.id === id) this.#tokens.set(hash, { ref, row: { ...row, lastUsedAt: at } });
  }

  async revokeToken(person: string, id: string): Promise<boolean> {
    const stored = [...this.#tokens.values()].find(({ row }) => row.id === id && row.person === person);
    if (!stored) return false;
    await this.#log.append([
      {
        type: 'person.token-revoked',
        key: `token-revoked/${id}`,
        actor: actor(person),
        subject: `person:${person}`,
        body: { token: id },
      },
      erasure([stored.ref], 'a revoked token', actor(person)),
    ]);
    this.#tokens.delete(stored.row.hash);
    return true;
  }

  async #storeAccount(
    account: Account,
    type: EventDraft['type'],
    by: EventActor,
    body: EventDraft['body'],
    replaces: readonly string[],
  ): Promise<void> {
    const ref = `account/${account.person}/${randomBytes(8).toString('hex')}`;
    const seals = [this.#vault.seal(ref, 'account', bytesOf(account))];
    await this.#log.append([
      { type, key: `${type}/${ref}`, actor: by, subject: `person:${account.person}`, body, seals },
      ...replaces.map(old => erasure([old], 'a replaced credential', by)),
    ]);
    this.#accounts.set(account.person, { ref, row: account });
  }

  async #keep(signIn: SignIn): Promise<void> {
    const expires = new Date(Date.parse(signIn.createdAt) + signInKeptMs).toISOString();
    await this.#vault.put(`sign-in/${signIn.hash}`, 'sign-in', bytesOf(signIn), expires);
  }

  async #say(type: EventDraft['type'], key: string, person: string, body: EventDraft['body']): Promise<void> {
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
