import { isWitnessError } from '@witnessmark/shared/errors';
import { type Capability, type CapabilityState, capability } from '@witnessmark/shared/facts';
import type { Instant } from '@witnessmark/shared/time';
import { AttributeIds, type DataValue, type NodeId } from 'node-opcua-client';
import type { DeviceIdentity } from '../source.ts';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import { readAll } from './read.ts';

/** What is known of a server once it was looked through, before it is probed. */
export interface Shown {
  readonly identity: DeviceIdentity;
  readonly clock: boolean;
  /** Nodes of the variables that items are made of. */
  readonly variables: readonly NodeId[];
  readonly program: {
    readonly units: number;
    readonly files: number;
    readonly model: boolean;
    readonly revisions: number;
  };
  /** Null where notifications are configured off. */
  readonly notified: boolean | null;
  readonly checksumTag: string | null;
}

type Finding = readonly [CapabilityState, string];

/** Server.Auditing and the arrays of ServerDiagnostics (OPC 10000-6 Annex A, NodeIds.csv; OPC 10000-5 §6.3). */
const diagnosticNodes = ['i=2994', 'i=3707', 'i=3708'] as const;
/** Variables whose AccessLevel is looked at: enough to know whether the server tells it. */
const mostVariables = 100;
const currentWrite = 0x02;

/**
 * Finds what an OPC UA server lets us see: from what browsing showed, and two reads. A read during which the
 * connection broke is not asked again of this source, so that probing can never keep us off a server.
 */
export class CapabilityProbe {
  readonly #broke = new Set<string>();

  /** Throws what ends the connection, and the signal's reason. */
  async probe(
    link: OpcuaLink,
    shown: Shown,
    context: { readonly limits: ServerLimits; readonly now: () => Instant },
    signal: AbortSignal,
  ): Promise<readonly Capability[]> {
    const ask = async (name: string, nodes: readonly NodeId[] | readonly string[], attributeId: number) => {
      const asked = nodes.map(nodeId => ({ nodeId, attributeId }));
      return this.#ask(name, link, async () => (await readAll(link, asked, context, signal)).values, signal);
    };
    const diagnostics = await ask('diagnostics', diagnosticNodes, AttributeIds.Value);
    const sample = shown.variables.slice(0, mostVariables);
    const access = sample.length === 0 ? [] : await ask('access', sample, AttributeIds.AccessLevel);
    const at = context.now();
    return [
      capability('identity', ...ofIdentity(shown.identity), at),
      capability('clock', ...ofClock(shown.clock), at),
      capability('values.read', ...ofValues(shown.variables.length), at),
      capability('values.writable', ...ofAccess(access), at),
      capability('values.notify', ...ofNotifications(shown.notified), at),
      capability('logic.model', ...ofModel(shown.program), at),
      capability('logic.files', ...ofFiles(shown.program), at),
      capability('logic.read', ...ofLogic(shown.program), at),
      capability('logic.fingerprint', ...ofFingerprint(shown), at),
      capability('who.audit', ...ofAuditing(diagnostics), at),
      capability('who.sessions', ...ofSessions(diagnostics), at),
    ];
  }

  /** The answers, or in words why there are none. */
  async #ask(
    name: string,
    link: OpcuaLink,
    read: () => Promise<readonly DataValue[]>,
    signal: AbortSignal,
  ): Promise<readonly DataValue[] | string> {
    if (this.#broke.has(name)) return 'asked once, and the connection ended; not asked again';
    try {
      return await read();
    } catch (error) {
      if (signal.aborted) throw error;
      if (link.lost.aborted) {
        this.#broke.add(name);
        throw error;
      }
      if (!isWitnessError(error)) throw error;
      return `refused: ${error.detail ?? error.code}`;
    }
  }
}

function ofIdentity(identity: DeviceIdentity): Finding {
  const names = Object.keys(identity).join(', ');
  if (names === '') return ['no', 'the server tells nothing that tells it from another'];
  const own = identity['serial'] !== undefined || identity['certificate'] !== undefined;
  return [own ? 'yes' : 'partly', `told: ${names}`];
}

function ofClock(told: boolean): Finding {
  return told ? ['yes', 'CurrentTime was read, in UTC'] : ['no', 'CurrentTime is not told'];
}

function ofValues(variables: number): Finding {
  return variables > 0
    ? ['yes', `${variables} variables belong to items by the rules; each answers for itself`]
    : ['partly', 'the address space was browsed; no rule takes a variable'];
}

function ofAccess(access: readonly DataValue[] | string): Finding {
  if (typeof access === 'string') return ['unknown', `AccessLevel ${access}`];
  if (access.length === 0) return ['unknown', 'no variable belongs to an item'];
  const told = access.filter(({ statusCode }) => statusCode.isGood());
  const writable = told.filter(({ value }) => (Number(value.value) & currentWrite) !== 0).length;
  if (told.length === 0) {
    return ['no', `AccessLevel refused: ${access[0]?.statusCode.name ?? 'no answer'}`];
  }
  const of = `AccessLevel of ${told.length} variables was read: clients can write ${writable}`;
  return [told.length === access.length ? 'yes' : 'partly', of];
}

function ofNotifications(notified: boolean | null): Finding {
  if (notified === null) return ['unknown', 'not tried: notifications are configured off'];
  return notified ? ['yes', 'a subscription was made'] : ['no', 'no subscription was made'];
}

function ofModel({ model }: Shown['program']): Finding {
  return model
    ? ['yes', 'the address space has the types of PLCopen (OPC UA for IEC 61131-3)']
    : ['no', 'no types of PLCopen in the address space'];
}

function ofFiles({ files }: Shown['program']): Finding {
  return files > 0
    ? ['yes', `${files} files of the program in the address space`]
    : ['no', 'no file of the program in the address space'];
}

function ofLogic({ units, files }: Shown['program']): Finding {
  if (units + files === 0) return ['no', 'neither a body of a program unit nor a file of the program'];
  return ['partly', `${units} bodies and ${files} files: what the server shows, be it all of it or not`];
}

function ofFingerprint({ checksumTag, program }: Shown): Finding {
  if (checksumTag !== null) return ['partly', `a checksum of the program is declared at ${checksumTag}`];
  return program.revisions > 0
    ? ['partly', `${program.revisions} revisions or hashes stand for it: a hint, some are never updated`]
    : ['no', 'neither a declared checksum nor a revision'];
}

function ofAuditing(diagnostics: readonly DataValue[] | string): Finding {
  if (typeof diagnostics === 'string') return ['unknown', `Server.Auditing ${diagnostics}`];
  const [auditing] = diagnostics;
  if (auditing === undefined || !auditing.statusCode.isGood()) {
    return ['unknown', `Server.Auditing: ${auditing?.statusCode.name ?? 'no answer'}`];
  }
  return auditing.value.value === true
    ? ['unknown', 'Server.Auditing is true; no audit event has proven it yet']
    : ['no', 'Server.Auditing is false'];
}

function ofSessions(diagnostics: readonly DataValue[] | string): Finding {
  if (typeof diagnostics === 'string') return ['unknown', `session diagnostics ${diagnostics}`];
  const [, sessions, security] = diagnostics;
  const count = listed(sessions).length;
  // Names are looked for and never kept: this text is shown to all who may see the plant.
  const named = listed(security).filter(namesUser).length;
  if (named > 0) return ['yes', `session diagnostics: ${count} sessions, ${named} with their user`];
  if (count > 0) return ['partly', `session diagnostics: ${count} sessions with their counts, no user named`];
  const said = [sessions, security].map(each => each?.statusCode.name ?? 'no answer').join(', ');
  return ['no', `session diagnostics are empty or not given: ${said}`];
}

function listed(answer: DataValue | undefined): readonly unknown[] {
  const value: unknown = answer?.statusCode.isGood() ? answer.value.value : null;
  return Array.isArray(value) ? value : [];
}

function namesUser(entry: unknown): boolean {
  if (entry === null || typeof entry !== 'object' || !('clientUserIdOfSession' in entry)) return false;
  return typeof entry.clientUserIdOfSession === 'string' && entry.clientUserIdOfSession !== '';
}
