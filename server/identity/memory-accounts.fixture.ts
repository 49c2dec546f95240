import type { Account, AccountStore, ApiToken, SignIn } from './accounts.ts';

/** Accounts in memory, for tests of what stands above them. */
export class MemoryAccounts implements AccountStore {
  readonly people = new Map<string, Account>();
  readonly signIns = new Map<string, SignIn>();
  readonly tokens = new Map<string, ApiToken>();
  readonly failures: number[] = [];

  async accounts() {
    return [...this.people.values()];
  }
  async byUser(user: string) {
    return [...this.people.values()].find(account => account.user === user) ?? null;
  }
  async byPerson(person: string) {
    return this.people.get(person) ?? null;
  }
  async add(account: Account) {
    this.people.set(account.person, account);
  }
  async changePassword(person: string, password: string) {
    const account = this.people.get(person);
    if (account) this.people.set(person, { ...account, password });
  }
  async addSignIn(signIn: SignIn) {
    this.signIns.set(signIn.hash, signIn);
  }
  async signIn(hash: string) {
    return this.signIns.get(hash) ?? null;
  }
  async touchSignIn(hash: string, at: string) {
    const signIn = this.signIns.get(hash);
    if (signIn) this.signIns.set(hash, { ...signIn, lastUsedAt: at });
  }
  async endSignIn(hash: string) {
    this.signIns.delete(hash);
  }
  async signInsOf(person: string) {
    return [...this.signIns.values()].filter(signIn => signIn.person === person);
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
}
