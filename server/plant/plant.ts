import {
  type assetsQuerySchema,
  type changesQuerySchema,
  type gapsQuerySchema,
  type logQuerySchema,
  type PartName,
  rawStatementSchema,
  type referenceNamesQuerySchema,
  type referencesQuerySchema,
} from '@witnessmark/shared/api';
import { WitnessError } from '@witnessmark/shared/errors';
import type { z } from 'zod';
import type { Invitations } from '../agents/index.ts';
import { type SitePolicy, strictPolicy } from '../attribution/index.ts';
import { ComparisonProcess } from '../comparison/index.ts';
import type { Core } from '../core/index.ts';
import type { ChangeRow } from '../db/index.ts';
import type { Reach } from '../identity/index.ts';
import { type By, Claims } from '../judgement/index.ts';
import { Metrics } from '../metrics/index.ts';
import type { Asker } from '../sessions/index.ts';
import { Acts } from './acts.ts';
import { Agents } from './agents.ts';
import { Assets, assetAt, placesOf } from './assets.ts';
import { Attributions } from './attributions.ts';
import { ResultCache } from './cache.ts';
import { assetCapabilities } from './capabilities.ts';
import { Changes } from './changes.ts';
import { Clocks } from './clocks.ts';
import { lastReadingIn } from './closing.ts';
import { type CoverageOf, coverageSpans, gaps, type Proven } from './coverage.ts';
import { DataBlockViews, dataBlockEngine } from './data-block.ts';
import { EffectFinder, effectsEngine } from './effects.ts';
import { Forces } from './forces.ts';
import { Handovers } from './handovers.ts';
import { health } from './health.ts';
import { IdentityNames } from './identity-names.ts';
import { judgedUnder, judgingState } from './judging-state.ts';
import { lastEqualOf } from './last-equal.ts';
import { LiveFeed } from './live.ts';
import { LogPages } from './log-pages.ts';
import { LookUps } from './look-ups.ts';
import { MovedItems } from './moved-items.ts';
import { Names } from './names.ts';
import { NotesExport } from './notes.ts';
import { overview } from './overview.ts';
import { blameEngine, Past } from './past.ts';
import { PlannedWork } from './planned.ts';
import { Queues } from './queues.ts';
import { type Reader, unnamed } from './reader.ts';
import { Rejudging } from './rejudging.ts';
import { Restarts } from './restarts.ts';
import { Shifts } from './shifts.ts';
import { TagIndex } from './tag-index.ts';
import { TagIndexer } from './tag-indexer.ts';
import { TagSearch } from './tag-search.ts';
import { engine, Teller } from './teller.ts';
import { Verifications } from './verification.ts';
import { Whos } from './who.ts';

export interface PlantOptions {
  readonly core: Core;
  readonly invitations: Invitations;
  readonly dataDir: string;
  /** The site's IANA zone, in which sentences tell the time. */
  readonly timeZone: string;
  /** Local times at which the site's shifts begin; its days stand for them where it names none. */
  readonly shifts?: readonly string[];
  readonly now: () => number;
  /** By which changes are held against sessions; the strictest where it is not given. */
  readonly policy?: () => SitePolicy;
  /** For what goes wrong while telling browsers: nobody else is there to hear it. */
  readonly failed: (error: unknown) => void;
}

/** The plant as the doors (HTTP, command line) see and move it. */
export function openPlant(options: PlantOptions) {
  const { core, invitations, dataDir, timeZone, now, failed, policy = () => strictPolicy } = options;
  const site = { shifts: options.shifts ?? [], timeZone };
  const { database, log, store, beats } = core;
  const iso = () => new Date(now()).toISOString();
  const clocks = new Clocks(core.clocks);
  const cache = new ResultCache(database);
  const comparison = new ComparisonProcess();
  const teller = new Teller(database, store, cache, timeZone, comparison);
  const proven: Proven = {
    until: (stream, kind) => {
      for (const { beat } of beats.all().values()) {
        const mark = beat.watermarks.find(each => each.stream === stream && each.kind === kind);
        if (mark?.lastEqual) return mark.lastEqual.wall;
      }
      return null;
    },
  };
  const coverage: CoverageOf = wanted => coverageSpans(database.read, wanted, proven, now());
  const effects = new EffectFinder(
    database,
    new MovedItems(store, teller),
    new Restarts(database, core.vault),
    cache,
  );
  const identityNames = new IdentityNames(database, core.vault, core.digests);
  const stopFollowing = identityNames.follow(log);
  const whos = new Whos(database, identityNames);
  const lookUps = new LookUps(log, now);
  const planned = new PlannedWork(database, clocks, whos, policy);
  const changes = new Changes(database, teller, clocks, coverage, effects, whos, planned);
  const handovers = new Handovers({
    database,
    teller,
    whos,
    planned,
    coverage,
    lastReading: lastReadingIn(database, proven),
    forces: new Forces(database, store),
    policy,
    now,
  });
  const attributions = new Attributions({ database, vault: core.vault, whos, clocks });
  const claims = new Claims(database, log);
  const queues = new Queues({ database, log, changes, now });
  const shifts = new Shifts({ database, log, changes, site, now });
  const rejudging = new Rejudging(database, log);
  const notes = new NotesExport({ database, log, store, whos });
  const agents = new Agents(database, beats, now);
  const assets = new Assets(database, beats, teller, now);
  const past = new Past({ database, store, teller, changes, clocks, cache, whos });
  const tagIndex = new TagIndex(database);
  const tags = new TagSearch({
    database,
    index: tagIndex,
    summaries: (ids, reader) => changes.named(ids, reader),
  });
  const tagIndexer = new TagIndexer({
    database,
    store,
    log,
    index: tagIndex,
    reader: new ComparisonProcess(),
    people: comparison,
    failed,
  });
  const dataBlocks = new DataBlockViews({ store, past, cache });
  const names = new Names({ database, store, past });
  const pages = new LogPages(database, log, core.logKey);
  const feed = new LiveFeed({ database, log, changes, agents, failed });
  const acts = new Acts({
    database,
    log,
    orders: core.orders,
    ingest: core.ingest,
    registry: core.registry,
    invitations,
    now,
  });
  const verifications = new Verifications(({ progress, signal }) => core.verify(progress, signal), iso);
  const metrics = new Metrics({
    agents: () => agents.all('site'),
    logSize: () => log.count,
    notWatched: async () =>
      (await assets.all('site')).flatMap(asset => asset.coverage).filter(({ state }) => state !== 'watched')
        .length,
    namesUnread: () => tags.lookedThrough({}, 'site'),
    judging: () => judgingState(database, log),
  });
  const stopCounting = log.bus.subscribe(entries => {
    for (const { event } of entries) metrics.events.inc({ type: event.type });
  });
  feed.start(beats);
  cache.dropOthers([engine, blameEngine, dataBlockEngine, effectsEngine]).catch(failed);

  const damaged = async () => {
    const rows = await database.read
      .selectFrom('asset')
      .select('id')
      .where('damaged', 'is not', null)
      .execute();
    return rows.length;
  };
  const known = async (asset: string) =>
    (await database.read.selectFrom('asset').select('id').where('id', '=', asset).executeTakeFirst()) !==
    undefined;

  return {
    health: () =>
      health({ dataDir, database, log, store, damaged, judging: () => judgingState(database, log) }),
    overview: (reach: Reach) =>
      overview({ database, log, assets, agents, queues, shifts, verifications, now: iso, reach }),
    assets: (query: z.infer<typeof assetsQuerySchema>, reach: Reach) => assets.page(query, reach),
    placeOf: async (asset: string) => (await placesOf(database, [asset]))[0] ?? null,
    asset: (id: string) => assets.one(id),
    assetAt: (area: string, id: string) => assetAt(database, area, id),
    capabilities: async (id: string) => {
      const asset = await assets.one(id);
      return asset === null ? null : assetCapabilities(database, asset);
    },
    assetState: (asset: string, at: string | null) => past.state(asset, at),
    blame: async (asset: string, path: string, at: string | null, reader?: Reader) => {
      const blame = await past.blame(asset, path, at, reader);
      return blame && (await names.onBlame(asset, blame));
    },
    coverage: async (asset: string, from: string, to: string) =>
      (await known(asset)) ? { from, to, rows: await coverage({ asset, from, to }) } : null,
    gaps: (query: z.infer<typeof gapsQuerySchema>, reach: Reach) => gaps(database, query, reach),
    since: (asset: string, from: string, reader?: Reader) => past.since(asset, from, reader),
    assetDiff: async (asset: string, from: string, to: string | null) => {
      const diff = await past.diff(asset, from, to);
      return diff && (await names.onDiff(asset, diff));
    },
    names: (asset: string) => names.of(asset),
    listing: (asset: string, path: string, at: string | null) => names.listing(asset, path, at),
    references: (query: z.infer<typeof referencesQuerySchema>, reach: Reach) => tags.uses(query, reach),
    referencesPast: (query: z.infer<typeof referencesQuerySchema>, reach: Reach, reader: Reader = unnamed) =>
      tags.past(query, reach, reader),
    referenceNames: (query: z.infer<typeof referenceNamesQuerySchema>, reach: Reach) =>
      tags.names(query, reach),
    /** Reads names in the background; whoever composes the server starts and stops it. */
    tagIndexer,
    dataBlocks: (asset: string, at: string | null) => dataBlocks.list(asset, at),
    dataBlock: (asset: string, block: string, at: string | null) => dataBlocks.one(asset, block, at),
    content: (asset: string, path: string, commit: string | null) => past.content(asset, path, commit),
    changes: (query: z.infer<typeof changesQuerySchema>, reach: Reach, reader?: Reader) =>
      changes.page(query, reach, reader),
    assetOfChange: (id: string) => changes.assetOf(id),
    change: async (id: string, reader?: Reader) => {
      const change = await changes.one(id, reader);
      return change && (await names.onChange(change));
    },
    changeItems: async (id: string, from: number) => {
      const page = await changes.items(id, from);
      return page && { ...page, items: await names.onItems(id, page.items) };
    },
    attribution: (...asked: Parameters<Attributions['view']>) => attributions.view(...asked),
    rawStatement: async (change: string, entry: number, by: By) => {
      const ref = await attributions.statementRef(change, entry);
      const bytes = ref === null ? null : await core.lookUp(ref, 'a record of a witness was read', by);
      if (bytes === null) return null;
      return rawStatementSchema.shape.statement.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
    },
    claims,
    assetOfClaim: async (claim: string) => {
      const change = await claims.changeOf(claim);
      return change === null ? null : changes.assetOf(change);
    },
    claim: async (change: string, part: PartName | null, note: string, by: By) => {
      if (part !== null && !(await attributions.hasPart(change, part)))
        throw new WitnessError('http.invalid-request', 'part', 'the change has no such part');
      return claims.make(change, part, note, by);
    },
    answerClaim: (...answer: Parameters<Claims['answer']>) => claims.answer(...answer),
    withdrawClaim: (...act: Parameters<Claims['withdraw']>) => claims.withdraw(...act),
    queue: (...asked: Parameters<Queues['page']>) => queues.page(...asked),
    assignOwner: (...act: Parameters<Queues['assign']>) => queues.assign(...act),
    shifts: (...asked: Parameters<Shifts['list']>) => shifts.list(...asked),
    shiftChanges: (...asked: Parameters<Shifts['changesOf']>) => shifts.changesOf(...asked),
    signOffShift: (...act: Parameters<Shifts['signOff']>) => shifts.signOff(...act),
    writeNotes: (asset: string) => notes.write(asset),
    rejudge: (...order: Parameters<Rejudging['order']>) => rejudging.order(...order),
    judgedUnder: (held: Parameters<typeof judgedUnder>[2]) => judgedUnder(database, log, held),
    agents: (reach: Reach) => agents.all(reach),
    log: (query: z.infer<typeof logQuerySchema>, reach: Reach) => pages.page(query, reach),
    logEntry: (position: number, reach: Reach) => pages.entry(position, reach),
    checkpoints: () => pages.checkpoints(),
    verification: () => verifications.state,
    live: (...listener: Parameters<LiveFeed['listen']>) => feed.listen(...listener),
    metrics: () => metrics.text(),
    lookedUp: (person: string, refs: readonly string[]) => lookUps.tell(person, refs),
    /** For who judges: how an item of a change differs, and what its parts follow from. */
    diff: (...item: Parameters<Teller['diff']>) => teller.diff(...item),
    causes: (change: ChangeRow) => effects.causes(change),
    clocks,
    /** What an engineer session leaves behind. */
    handover: (session: string, asker: Asker) => handovers.of(session, asker),
    lastEqual: (asset: string) => lastEqualOf(beats, asset),
    orderReading: (...act: Parameters<Acts['orderReading']>) => acts.orderReading(...act),
    setPhase: (...act: Parameters<Acts['setPhase']>) => acts.setPhase(...act),
    judgeIdentity: (...act: Parameters<Acts['judgeIdentity']>) => acts.judgeIdentity(...act),
    assignStream: (...act: Parameters<Acts['assignStream']>) => acts.assignStream(...act),
    invite: (...act: Parameters<Acts['invite']>) => acts.invite(...act),
    openInvitations: () => acts.openInvitations(),
    uninvite: (...act: Parameters<Acts['uninvite']>) => acts.uninvite(...act),
    revokeAgent: (...act: Parameters<Acts['revokeAgent']>) => acts.revokeAgent(...act),
    acceptLog: (...act: Parameters<Acts['acceptLog']>) => acts.acceptLog(...act),
    heal: (...act: Parameters<Acts['heal']>) => acts.heal(...act),
    startVerification: async () => verifications.start(),
    stopVerification: () => verifications.stop(),
    async stop(): Promise<void> {
      stopCounting();
      stopFollowing();
      await verifications.stop();
      await feed.stop();
      await comparison.stop();
    },
  };
}
export type Plant = ReturnType<typeof openPlant>;
