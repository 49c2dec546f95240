import { WitnessError } from '@witnessmark/shared/errors';
import type {
  Account,
  AccountAct,
  AccountChange,
  AccountStore,
  ApiToken,
  ProofBy,
  SignIn,
} from './accounts.ts';

/** Accounts in memory, for tests of what stands above them. */
export class MemoryAccounts implements AccountStore {
  readonly people = new Map<string, Account>();
  readonly live = new Map<string, SignIn>();
  readonly tokens = new Map<string, ApiToken>();
  readonly failures: number[] = [];
  readonly acts: (AccountAct['type'] | 'person.erased')[] = [];
  readonly stepUps: ProofBy[] = [];
  readonly namesRead: string[] = [];
  readonly #steps = new Map<string, number>();
  readonly #erased = new Set<string>();

  /** The same accounts anew: what takes long to make, as a password's hash, is made once for all tests of a file. */
  copy(): MemoryAccounts {
    const made = new MemoryAccounts();
    for (const [person, account] of this.people) made.people.set(person, account);
    made.acts.push(...this.acts);
    return made;
  }

  async accounts() {
    return [...this.people.values()];
  }
  async byUser(user: string) {
    return [...this.people.values()].find(account => account.user === user) ?? null;
  }
  async byPerson(person: string) {
    return this.people.get(person) ?? null;
  }
  async add(account: Account, acts: readonly AccountAct[]) {
    if (await this.byUser(account.user)) throw new WitnessError('http.conflict', account.user);
    this.people.set(account.person, account);
    this.acts.push(...acts.map(({ type }) => type));
  }
  async change(person: string, work: AccountChange) {
    const account = this.people.get(person);
    const changed = account ? work(account, [...this.people.values()]) : null;
    if (!changed) return false;
    this.people.set(person, changed.account);
    this.acts.push(...changed.acts.map(({ type }) => type));
    return true;
  }
  async erase(person: string) {
    if (!this.people.delete(person)) return false;
    this.#erased.add(person);
    this.acts.push('person.erased');
    return true;
  }
  async isErased(person: string) {
    return this.#erased.has(person);
  }
  async addSignIn(signIn: SignIn) {
    this.live.set(signIn.hash, signIn);
  }
  async signIn(hash: string) {
    return this.live.get(hash) ?? null;
  }
  async touchSignIn(hash: string, at: string) {
    const signIn = this.live.get(hash);
    if (signIn) this.live.set(hash, { ...signIn, lastUsedAt: at });
  }
  async renewSignIn(before: string, signIn: SignIn) {
    if (!this.live.delete(before)) throw new WitnessError('http.not-signed-in', 'step-up');
    this.live.set(signIn.hash, signIn);
  }
  async endSignIn(hash: string) {
    this.live.delete(hash);
  }
  async signIns() {
    return [...this.live.values()];
  }
  async countFailedSignIns(count: number) {
    this.failures.push(count);
  }
  async addToken(token: ApiToken) {
    this.tokens.set(token.id, token);
  }
  async token(hash: string) {
    return [...this.tokens.values()].find(token => token.hash === hash) ?? null;
  }
  async tokensOf(person: string) {
    return [...this.tokens.values()].filter(token => token.person === person);
  }
  async touchToken(id: string, at: string) {
    const token = this.tokens.get(id);
    if (token) this.tokens.set(id, { ...token, lastUsedAt: at });
  }
  async revokeToken(person: string, id: string) {
    return this.tokens.get(id)?.person === person && this.tokens.delete(id);
  }
  async tellStepUp(_person: string, by: ProofBy) {
    this.stepUps.push(by);
  }
  async usedStep(person: string) {
    return this.#steps.get(person) ?? null;
  }
  async useStep(person: string, step: number) {
    this.#steps.set(person, step);
  }
  async tellNamesRead(reader: string, persons: readonly string[], day: string) {
    this.namesRead.push(...persons.map(person => `${reader} ${person} ${day}`));
  }
}
