import { WitnessError } from '@witnessmark/shared/errors';
import type { PlantActs, PlantReader } from './plant.ts';

const places = [
  { asset: 'press-2', area: 'hall' },
  { asset: 'mixer-1', area: 'yard' },
];
const changes: Readonly<Record<string, string>> = {
  'c-bbbbbbbbbbbb': 'press-2',
  'c-cccccccccccc': 'mixer-1',
};

const lookedThrough = {
  waiting: { contents: 0, changes: 0 },
  unread: { contents: 0, changes: 0, first: [] },
  otherFiles: 0,
};

/** A plant of two assets in two areas with nothing in them, which notes what was asked of it. */
export class FakePlant implements PlantReader, PlantActs {
  readonly acts: string[] = [];

  async health() {
    return { status: 'ok' as const, checks: { log: { ok: true, says: 'it grows' } } };
  }
  async overview() {
    return {
      at: '2026-11-23T02:00:00.000Z',
      assets: 0,
      changes24h: 0,
      awaiting: 0,
      queue: { unattributed: 0, ambiguous: 0, claims: 0, shifts: 0 },
      notWatched: [],
      drifted: [],
      unwell: [],
      pending: [],
      differentDevice: [],
      damaged: [],
      exportsWanted: [],
      log: { origin: 'hall/1', size: 1, root: '', lastVerified: null },
    };
  }
  async assets() {
    return { rows: [], next: null };
  }
  async gaps() {
    return { rows: [], truncated: false };
  }
  async asset() {
    return null;
  }
  async assetAt(area: string, asset: string): Promise<string | null> {
    return places.find(place => place.asset === asset && place.area === area)?.asset ?? null;
  }
  async placeOf(asset: string) {
    return places.find(place => place.asset === asset) ?? null;
  }
  async assetOfChange(id: string) {
    return changes[id] ?? null;
  }
  async capabilities() {
    return null;
  }
  async handover() {
    return null;
  }
  async assetState() {
    return null;
  }
  async blame() {
    return null;
  }
  async coverage() {
    return null;
  }
  async since() {
    return null;
  }
  async references() {
    const none = { partsTruncated: false, byAddress: [], byAddressTruncated: false };
    return { rows: [], next: null, ...none, lookedThrough };
  }
  async referencesPast() {
    return { rows: [], next: null, lookedThrough };
  }
  async referenceNames() {
    return { names: [], more: false };
  }
  async dataBlocks() {
    return null;
  }
  async dataBlock() {
    return null;
  }
  async names() {
    return null;
  }
  async listing() {
    return null;
  }
  async assetDiff() {
    return null;
  }
  async content(_asset: string, path: string) {
    return path === 'files/page.html' ? Buffer.from('<script>alert(1)</script>') : null;
  }
  async changes() {
    return { rows: [], next: null };
  }
  async change(id: string) {
    if (id === 'c-aaaaaaaaaaaa') throw new Error('the disk of /secret/path is gone');
    return null;
  }
  async lookedUp() {}
  async changeItems() {
    return null;
  }
  async attribution() {
    return null;
  }
  async rawStatement() {
    return null;
  }
  async assetOfClaim(claim: string) {
    return claim === 'cl-bbbbbbbbbbbbbbbb' ? 'press-2' : null;
  }
  async queue() {
    return { rows: [], next: null };
  }
  async shifts() {
    return { rows: [], truncated: false };
  }
  async shiftChanges(area: string): Promise<never> {
    throw new WitnessError('shift.unknown', area);
  }
  async claim(change: string) {
    this.acts.push(`claim ${change}`);
    return 'cl-bbbbbbbbbbbbbbbb';
  }
  async answerClaim(claim: string, says: string) {
    this.acts.push(`${says} ${claim}`);
  }
  async withdrawClaim(claim: string) {
    this.acts.push(`withdraw ${claim}`);
  }
  async assignOwner(change: string, owner: string | null) {
    this.acts.push(`owner ${change} ${owner ?? 'nobody'}`);
  }
  async signOffShift({ area }: { area: string }) {
    this.acts.push(`sign off ${area}`);
  }
  async writeNotes(asset: string) {
    this.acts.push(`notes ${asset}`);
    return { written: 0, commit: null };
  }
  async judgedUnder() {
    return { otherwise: 0, orderedAt: null };
  }
  async rejudge() {
    this.acts.push('rejudge');
    return 3;
  }
  async agents() {
    return [];
  }
  async log() {
    return { rows: [], next: null };
  }
  async logEntry() {
    return null;
  }
  async checkpoints() {
    return { origin: 'hall/1', verifierKey: '', rows: [] };
  }
  verification() {
    return {
      state: 'idle' as const,
      startedAt: null,
      finishedAt: null,
      done: 0,
      total: 0,
      says: '',
      firstBad: null,
    };
  }
  live(_after: number | null, listener: Parameters<PlantReader['live']>[1]) {
    listener.tell(7, { type: 'log', size: 7 });
    return () => this.acts.push('live ended');
  }
  async metrics() {
    return { contentType: 'text/plain', text: 'up 1\n' };
  }
  async orderReading(asset: string) {
    this.acts.push(`reading ${asset}`);
  }
  async setPhase(asset: string, phase: string) {
    this.acts.push(`phase ${asset} ${phase}`);
  }
  async judgeIdentity() {
    this.acts.push('identity');
  }
  async assignStream() {
    this.acts.push('assign');
  }
  async invite() {
    return { token: 'token', expires: '2026-11-24T02:00:00.000Z' };
  }
  async openInvitations() {
    return [];
  }
  async uninvite() {
    this.acts.push('uninvite');
  }
  async revokeAgent() {
    this.acts.push('revoke');
  }
  async acceptLog() {
    this.acts.push('accept log');
  }
  async heal(asset: string) {
    this.acts.push(`heal ${asset}`);
  }
  async startVerification() {
    this.acts.push('verify');
  }
  async stopVerification() {
    this.acts.push('stop');
  }
}
