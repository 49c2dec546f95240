import { createHash } from 'node:crypto';
import { WitnessError } from '@witnessmark/shared/errors';
import { canonicalJson } from '@witnessmark/shared/log';
import type { StreamDeclaration } from '@witnessmark/shared/wire';
import type { AgentRecord, Assignment } from '../agents/index.ts';
import type { AssetRow, Database, EpochRow, StreamRow } from '../db/index.ts';
import { toBody } from '../events/index.ts';
import type { EventDraft, Log } from '../log/index.ts';
import type { Digest, KeyedDigest } from '../vault/index.ts';
import { forkDraft, gapDraft } from './planner.ts';

interface Known {
  readonly asset: AssetRow | undefined;
  readonly stream: StreamRow | undefined;
  readonly epochs: readonly EpochRow[];
  readonly claim: { readonly epoch: string } | undefined;
}

/** Who holds which stream. The first agent to declare a stream in its area holds it; later a person decides. */
export class Assignments {
  readonly #database: Database;
  readonly #log: Log;
  readonly #digests: KeyedDigest;

  constructor(database: Database, log: Log, digests: KeyedDigest) {
    this.#database = database;
    this.#log = log;
    this.#digests = digests;
  }

  async hello(agent: AgentRecord, streams: readonly StreamDeclaration[]): Promise<readonly Assignment[]> {
    const drafts: EventDraft[] = [];
    const declaredAssets = new Set<string>();
    for (const declaration of streams) {
      const known = await this.#known(agent, declaration);
      drafts.push(...this.#declare(agent, declaration, known, declaredAssets));
    }
    if (drafts.length > 0) await this.#log.append(drafts);
    const answers: Assignment[] = [];
    for (const declaration of streams) answers.push(await this.#answer(agent, declaration));
    return answers;
  }

  /** Hands a stream over. Throws `ingest.unknown-stream`, `ingest.unknown-agent`. */
  async assign(
    stream: string,
    agent: string,
    reason: string,
    by: { readonly person: string; readonly request: string },
  ): Promise<void> {
    const { read } = this.#database;
    const row = await read.selectFrom('stream').selectAll().where('id', '=', stream).executeTakeFirst();
    if (row === undefined) throw new WitnessError('ingest.unknown-stream', stream);
    const known = await read
      .selectFrom('agent')
      .select('id')
      .where('id', '=', agent)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (known === undefined) throw new WitnessError('ingest.unknown-agent', agent);
    const epoch = await read
      .selectFrom('epoch')
      .selectAll()
      .where('stream', '=', stream)
      .where('epoch', '=', row.epoch ?? '')
      .executeTakeFirst();
    const after = epoch === undefined ? null : { epoch: epoch.epoch, seq: epoch.seq };
    await this.#log.append([
      {
        type: 'stream.assigned',
        key: by.request,
        actor: { kind: 'person', id: by.person },
        request: by.request,
        subject: `stream:${stream}`,
        body: toBody('stream.assigned', { stream, agent, from: row.holder, after, reason }),
      },
    ]);
  }

  #declare(
    agent: AgentRecord,
    declaration: StreamDeclaration,
    { asset, stream, epochs, claim }: Known,
    declaredAssets: Set<string>,
  ): EventDraft[] {
    const drafts: EventDraft[] = [];
    const actor = { kind: 'agent' as const, id: agent.id };
    const named = declaration.asset;
    // Only who holds a stream of the asset may change what is said of it.
    const speaks = stream === undefined || stream.holder === null || stream.holder === agent.id;
    if (!declaredAssets.has(named.id) && (asset === undefined || (speaks && differs(asset, declaration)))) {
      declaredAssets.add(named.id);
      drafts.push({
        type: 'asset.declared',
        key: `asset.declared/${named.id}/${asset?.pos ?? 0}/${fingerprint(named)}`,
        actor,
        subject: `asset:${named.id}`,
        body: toBody('asset.declared', named),
      });
    }
    const said = {
      stream: declaration.stream,
      asset: named.id,
      source: declaration.source,
      address: declaration.address,
      kinds: declaration.kinds,
      weakened: declaration.weakened,
      epoch: declaration.epoch,
    };
    const epoch = epochs.find(each => each.epoch === declaration.epoch);
    const same = stream !== undefined && speaks && isDeclared(stream, declaration);
    if (epoch === undefined || (speaks && !same) || claim === undefined) {
      drafts.push({
        type: 'stream.declared',
        key: `stream.declared/${declaration.stream}/${agent.id}/${stream?.pos ?? 0}/${fingerprint(said)}`,
        actor,
        subject: `stream:${declaration.stream}`,
        body: toBody('stream.declared', said),
      });
    }
    const inArea = agent.area === '*' || agent.area === named.area;
    const settled = asset === undefined || asset.area === named.area;
    if ((stream === undefined || stream.holder === null) && inArea && settled) {
      drafts.push({
        type: 'stream.assigned',
        key: `stream.assigned/${declaration.stream}`,
        actor: { kind: 'server', id: 'server' },
        subject: `stream:${declaration.stream}`,
        body: toBody('stream.assigned', {
          stream: declaration.stream,
          agent: agent.id,
          from: null,
          after: null,
          reason: 'first to declare it in its area',
        }),
      });
    }
    if (epoch !== undefined) drafts.push(...this.#lost(agent, declaration, epoch));
    return drafts;
  }

  /** What the agent's spool says against what was acknowledged: another past, or facts that are gone. */
  #lost(
    agent: AgentRecord,
    { stream, epoch: name, first, last, head }: StreamDeclaration,
    epoch: EpochRow,
  ): EventDraft[] {
    if (epoch.agent !== agent.id || epoch.state === 'forked') return [];
    const differs =
      last === epoch.seq && head !== null && epoch.head !== null && !this.#digests.matches(epoch.head, head);
    if (last < epoch.seq || differs) {
      const key = { stream, epoch: name, seq: Math.max(1, last) };
      const claimed = head === null ? null : this.#digests.keyed(head);
      return [forkDraft(key, epoch.head as Digest | null, claimed, agent.id)];
    }
    if (first > epoch.seq + 1)
      return [gapDraft({ stream, epoch: name, seq: first }, agent.id, { epoch: name, seq: epoch.seq })];
    return [];
  }

  async #answer(agent: AgentRecord, { stream: id, epoch: name }: StreamDeclaration): Promise<Assignment> {
    const { read } = this.#database;
    const stream = await read.selectFrom('stream').selectAll().where('id', '=', id).executeTakeFirst();
    const epoch = await read
      .selectFrom('epoch')
      .selectAll()
      .where('stream', '=', id)
      .where('epoch', '=', name)
      .executeTakeFirst();
    if (epoch?.state === 'forked' || (epoch !== undefined && epoch.agent !== agent.id)) {
      return { stream: id, state: 'forked' };
    }
    const expected = (epoch?.seq ?? 0) + 1;
    if (stream?.holder === agent.id) return { stream: id, state: 'assigned', expected };
    if (epoch?.state === 'late' && stream?.assigned_at) {
      return { stream: id, state: 'elsewhere', since: stream.assigned_at, expected };
    }
    return { stream: id, state: 'pending' };
  }

  async #known(agent: AgentRecord, { stream, asset }: StreamDeclaration): Promise<Known> {
    const { read } = this.#database;
    return {
      asset: await read.selectFrom('asset').selectAll().where('id', '=', asset.id).executeTakeFirst(),
      stream: await read.selectFrom('stream').selectAll().where('id', '=', stream).executeTakeFirst(),
      epochs: await read.selectFrom('epoch').selectAll().where('stream', '=', stream).execute(),
      claim: await read
        .selectFrom('claim')
        .select('epoch')
        .where('stream', '=', stream)
        .where('agent', '=', agent.id)
        .executeTakeFirst(),
    };
  }
}

function differs(row: AssetRow, { asset }: StreamDeclaration): boolean {
  return (
    row.name !== asset.name ||
    row.site !== asset.site ||
    row.area !== asset.area ||
    row.time_zone !== (asset.timeZone ?? null) ||
    (asset.phase !== undefined && row.phase !== asset.phase)
  );
}

function isDeclared(row: StreamRow, { source, address, kinds, weakened }: StreamDeclaration): boolean {
  return (
    row.type === source &&
    row.address === address &&
    row.weakened === weakened &&
    row.sees_json === canonicalJson(kinds)
  );
}

function fingerprint(value: unknown): string {
  return createHash('sha256').update(canonicalJson(value)).digest('hex').slice(0, 16);
}
