import { WitnessError } from '@witnessmark/shared/errors';
import type { Kind } from '@witnessmark/shared/items';
import type { Instant } from '@witnessmark/shared/time';
import type { Member } from '@witnessmark/shared/values';
import { AttributeIds, type DataValue, type NodeId, type ReadValueIdOptions } from 'node-opcua-client';
import { programPath, type TagReading } from '../checksum-tag/index.ts';
import type { DeviceIdentity, ItemReading, ReadRequest } from '../source.ts';
import { readBodies } from './bodies.ts';
import { readTag, tagNode } from './checksum-tag.ts';
import type { ControllerContext } from './controller-context.ts';
import type { CrawledNode } from './crawled-node.ts';
import { type AskedFile, readFiles } from './files.ts';
import { type Answers, addMemberNodes, itemOf, membersRead } from './items.ts';
import { readLimits, type ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import { ownMembers } from './own-item.ts';
import type { PlannedMember } from './planned.ts';
import type { PlannedBody } from './program-items.ts';
import { type BatchedValues, readAll } from './read.ts';
import { contentNotReadable, revisionOf } from './revision.ts';
import { serverFacts, serverNodes } from './server-info.ts';
import { decodeStructures } from './structures.ts';
import { emptySurvey, type Survey, survey } from './survey.ts';
import type { WatchedNode } from './watch-changes.ts';
import { Places } from './who/index.ts';

/** The controller at the other end of a link: what it has, by the rules, and how to read it. */
export class Controller {
  readonly link: OpcuaLink;
  readonly limits: ServerLimits;
  readonly #context: ControllerContext;
  #survey: Survey = emptySurvey;
  #surveyedAt = 0;
  #looks = 0;
  #modelMoved = false;
  #device = '';
  #places: Places | null = null;

  private constructor(link: OpcuaLink, context: ControllerContext, limits: ServerLimits) {
    this.link = link;
    this.limits = limits;
    this.#context = context;
  }

  /** Learns the server's limits and what it has. */
  static async open(link: OpcuaLink, context: ControllerContext, signal: AbortSignal): Promise<Controller> {
    const controller = new Controller(link, context, await readLimits(link, signal));
    await controller.#look(signal);
    return controller;
  }

  /** Everything whose change is worth a hint: members and the stamps of files. */
  watched(): WatchedNode[] {
    return [...this.#watchedTag(), ...this.#watchedItems()];
  }

  #watchedTag(): WatchedNode[] {
    const tag = this.#context.config.logic.checksumTag;
    const nodeId = tag === undefined ? null : tagNode(tag, this.#survey.namespaces);
    return nodeId === null ? [] : [{ nodeId, path: programPath }];
  }

  #watchedItems(): WatchedNode[] {
    const { plan } = this.#survey;
    const revisions = this.#isHidden() ? plan.revisions : [];
    const stands = revisions.map(({ node }) => ({ nodeId: node.nodeId, path: programPath }));
    return [...plan.items]
      .flatMap(([path, item]): WatchedNode[] => {
        if (item.is === 'body') return [{ nodeId: item.body.nodeId, path }];
        if (item.is === 'values') return item.members.map(({ node }) => ({ nodeId: node.nodeId, path }));
        return ['Size', 'LastModifiedTime'].flatMap(name => {
          const nodeId = item.file.parts.get(name);
          return nodeId ? [{ nodeId, path }] : [];
        });
      })
      .concat(stands);
  }

  /** What the controller shows of its program. */
  get program(): {
    readonly units: number;
    readonly files: number;
    readonly model: boolean;
    readonly revisions: number;
  } {
    const { plan, model } = this.#survey;
    const logic = [...plan.items.values()].filter(({ kind }) => kind === 'logic');
    const units = logic.filter(({ is }) => is === 'body').length;
    return {
      units,
      files: logic.length - units,
      model: model.present,
      revisions: plan.revisions.length,
    };
  }

  /** Nodes of the variables that items are made of. */
  get variables(): NodeId[] {
    return [...this.#survey.plan.items.values()].flatMap(item =>
      item.is === 'values' ? item.members.map(({ node }) => node.nodeId) : [],
    );
  }

  /** Everything that the last look found. */
  get nodes(): readonly CrawledNode[] {
    return this.#survey.nodes;
  }

  /** Which item each node belongs to, by the last look. */
  places(): Places {
    this.#places ??= new Places(this.#survey.plan, this.#survey.namespaces);
    return this.#places;
  }

  /** Grows whenever what there is has been looked at anew. */
  get looks(): number {
    return this.#looks;
  }

  /** The next reading looks first what there is. */
  modelMoved(): void {
    this.#modelMoved = true;
  }

  load(): { readonly requests: number; readonly bytes: number } {
    return { requests: this.link.guard.requests, bytes: this.link.bytes };
  }

  /** What tells this server from another at the same address, and its clock. */
  async identify(signal: AbortSignal): Promise<{
    readonly identity: DeviceIdentity;
    readonly deviceTime: { readonly raw: string; readonly readAt: Instant } | null;
  }> {
    const { plan, namespaces } = this.#survey;
    const serialNode = plan.device.find(({ node }) => node.browseName.name === 'SerialNumber')?.node;
    const { values } = await this.#readAll(
      [...serverNodes, ...(serialNode ? [valueAt(serialNode)] : [])],
      signal,
    );
    const readAt = this.#context.now();
    const facts = serverFacts(values.slice(0, serverNodes.length), namespaces);
    const serial = serialNode ? values.at(-1) : undefined;
    const fields: Record<string, string | null> = {
      applicationUri: this.link.endpoint.applicationUri,
      productUri: facts.text('ProductUri') ?? this.link.endpoint.productUri,
      manufacturer: facts.text('ManufacturerName'),
      serial: serial?.statusCode.isGood() ? String(serial.value.value ?? '') : null,
      certificate: this.link.certificate,
    };
    const identity: Record<string, string> = {};
    for (const [field, value] of Object.entries(fields)) if (value) identity[field] = value;
    this.#device = JSON.stringify(identity);
    return { identity, deviceTime: facts.currentTime === null ? null : { raw: facts.currentTime, readAt } };
  }

  /** What the configuration's checksum tag holds now. */
  readChecksum(tag: string, signal: AbortSignal): Promise<TagReading> {
    return readTag(this.link, tag, this.#survey.namespaces, this.#context.now, signal);
  }

  /** Reads the asked items; looks first what there is where that may have changed. */
  async read(request: ReadRequest, signal: AbortSignal): Promise<ItemReading[]> {
    if (this.#lookDue(request)) await this.#look(signal);
    for (const lastTry of [false, true]) {
      const items = await this.#readItems(request, lastTry, signal);
      if (items !== null) return items;
      // Nodes or namespaces moved under the reading: what was read is of no one moment.
      await this.#look(signal);
    }
    throw new WitnessError(
      'opcua.service-failed',
      this.#context.subject,
      'its namespaces move while it is read',
    );
  }

  #lookDue({ paths }: ReadRequest): boolean {
    if (this.#modelMoved) return true;
    const own = new Set([this.#context.own, programPath]);
    if (paths) return paths.some(path => !own.has(path) && !this.#survey.plan.items.has(path));
    return performance.now() - this.#surveyedAt > this.#context.config.crawl.everySeconds * 1000;
  }

  async #look(signal: AbortSignal): Promise<void> {
    const at = performance.now();
    // Taken down first: an event that comes while looking asks for another look.
    this.#modelMoved = false;
    try {
      this.#survey = await survey(this.link, { ...this.#context, limits: this.limits }, signal);
    } catch (error) {
      this.#modelMoved = true;
      throw error;
    }
    this.#places = null;
    this.#surveyedAt = at;
    this.#looks++;
  }

  #readAll(nodes: readonly ReadValueIdOptions[], signal: AbortSignal): Promise<BatchedValues> {
    return readAll(this.link, nodes, { limits: this.limits, now: this.#context.now }, signal);
  }

  /** One pass; null where nodes or namespaces are not those of the survey. The last try says so in the items. */
  async #readItems(
    request: ReadRequest,
    lastTry: boolean,
    signal: AbortSignal,
  ): Promise<ItemReading[] | null> {
    const { plan, namespaces } = this.#survey;
    const asked = (path: string, kind: Kind) =>
      (request.kinds?.includes(kind) ?? true) && (request.paths?.includes(path) ?? true);
    const own = asked(this.#context.own, 'config');
    const nodes: ReadValueIdOptions[] = own ? [...serverNodes] : serverNodes.slice(0, 1);
    const slots: { from: number; to: number; make: (answers: Answers) => ItemReading }[] = [];
    const files: AskedFile[] = [];
    const bodies: { path: string; body: PlannedBody }[] = [];
    const add = (
      item: { path: string; kind: Kind },
      from: number,
      members: readonly PlannedMember[],
      make: (values: readonly DataValue[]) => Member[],
    ) => {
      addMemberNodes(nodes, members);
      slots.push({
        from,
        to: nodes.length,
        make: answers => itemOf(item, answers, () => make(answers.values)),
      });
    };
    if (own)
      add({ path: this.#context.own, kind: 'config' }, 0, plan.device, values =>
        ownMembers(this.link, this.#survey, this.#context.config, values),
      );
    for (const [path, item] of plan.items) {
      if (!asked(path, item.kind)) continue;
      if (item.is === 'file') files.push({ path, kind: item.kind, file: item.file });
      else if (item.is === 'body') bodies.push({ path, body: item.body });
      else {
        const { kind, members, facts } = item;
        add({ path, kind }, nodes.length, members, values => [
          ...membersRead(members, values, namespaces),
          ...facts,
        ]);
      }
    }
    const hidden = this.#isHidden() && asked(programPath, 'logic');
    const revisionsFrom = nodes.length;
    if (hidden || bodies.length > 0 || files.length > 0) {
      nodes.push(...plan.revisions.map(({ node }) => valueAt(node)));
    }
    const batched = await this.#readAll(nodes, signal);
    const uris = batched.values[0]?.value.value as readonly string[] | null | undefined;
    if (!uris || !namespaces.equals(uris)) return null;
    if (!lastTry && batched.values.some(value => value.statusCode.name === 'BadNodeIdUnknown')) return null;
    const decoded = await decodeStructures(
      this.#context.structures,
      this.link,
      batched.values,
      this.#context.config,
      signal,
    );
    const items = slots.map(({ from, to, make }) => make(answersOf(batched, from, to, decoded)));
    const revision = revisionOf(plan.revisions, batched.values.slice(revisionsFrom), namespaces);
    const stands = revision === null ? {} : { checksum: revision };
    if (hidden) {
      const { requestedAt, arrivedAt } = answersOf(batched, revisionsFrom, nodes.length, true);
      const head = { path: programPath, kind: 'logic', requestedAt, arrivedAt } as const;
      items.push({ ...head, state: 'unreadable', reason: contentNotReadable, ...stands });
    }
    const { fileBytes } = this.#context.config;
    const read = await readBodies(this.link, bodies, { now: this.#context.now, fileBytes }, signal);
    if (read === null && !lastTry) return null;
    for (const item of read ?? gone(bodies, this.#context.now())) {
      items.push(item.state === 'unreadable' ? { ...item, ...stands } : item);
    }
    this.#context.files.of(JSON.stringify([this.#device, revision]));
    const inFiles = { limits: this.limits, now: this.#context.now, fileBytes, memory: this.#context.files };
    items.push(...(await readFiles(this.link, files, request, inFiles, signal)));
    return items;
  }

  /** The program is there and cannot be read; something that stands for it can. */
  #isHidden(): boolean {
    const { plan } = this.#survey;
    const declared = this.#context.config.logic.checksumTag !== undefined;
    if (declared || plan.revisions.length === 0) return false;
    return ![...plan.items.values()].some(({ kind }) => kind === 'logic');
  }
}

/** Units that went away while they were read, more than once. */
function gone(bodies: readonly { readonly path: string }[], at: Instant): ItemReading[] {
  const reason = 'the program changes while it is read';
  return bodies.map(({ path }) => ({
    path,
    kind: 'logic',
    requestedAt: at,
    arrivedAt: at,
    state: 'unreadable',
    reason,
  }));
}

function valueAt({ nodeId }: { nodeId: NodeId }): ReadValueIdOptions {
  return { nodeId, attributeId: AttributeIds.Value };
}

function answersOf({ values, batches }: BatchedValues, from: number, to: number, decoded: boolean): Answers {
  const first = batches.find(batch => batch.end > from) ?? batches.at(-1);
  const last = batches.find(batch => batch.end >= to) ?? batches.at(-1);
  if (!first || !last) throw new Error('a reading without a request');
  return {
    values: values.slice(from, to),
    decoded,
    requestedAt: first.requestedAt,
    arrivedAt: last.arrivedAt,
  };
}
