import { isWitnessError } from '@witnessmark/shared/errors';
import {
  type Capability,
  type CapabilityState,
  type CapabilityWord,
  capability,
} from '@witnessmark/shared/facts';
import { countBlocks, readBlockInfo, uploadBlock } from './blocks/index.ts';
import {
  askSzl,
  type CpuIdentity,
  connectionCounts,
  forceActive,
  modeOf,
  protectionOf,
  type Szl,
} from './szl/index.ts';
import { isRefusal, type S7Transport } from './transport/index.ts';
import { readRanges } from './variables/index.ts';

/** What is known of the CPU before it is probed. */
export interface Probed {
  readonly identity: CpuIdentity;
  readonly clock: boolean;
  /** False where the configuration says that blocks are left alone. */
  readonly blocks: boolean;
  /** Where the program's checksum lies, as configured. */
  readonly checksumTag: string | null;
}

/** A found state and the sentence of how. */
export type Finding = readonly [CapabilityState, string];

/** What earlier steps found that later ones go by. */
export interface Findings {
  engineers: number;
  blocksListed: boolean;
  /** There is an organisation block to try. */
  hasMain: boolean;
  /** Whether the program has a fingerprint of the CPU's own. */
  checksums: Finding;
}

export function noFindings(): Findings {
  const checksums: Finding = ['no', 'no list of protection and checksums'];
  return { engineers: 0, blocksListed: false, hasMain: false, checksums };
}

export interface Step {
  readonly id: CapabilityWord;
  readonly find: (
    transport: S7Transport,
    signal: AbortSignal,
    before: Findings,
    known: Probed,
  ) => Promise<Finding>;
}

const protectionLists = [
  [0x0132, 4],
  [0x0232, 4],
] as const;
const mainBlock = { type: 'OB', number: 1 } as const;
/** Some peers answer in a broken form where they are asked for a block they do not have. */
const noMain: Finding = ['unknown', 'not tried: there is no organisation block'];
/** A probe begins no further step after this, in milliseconds: connecting has other things to do. */
const withinMs = 8000;
/** A probe of the same device is taken over for so long, in milliseconds: a link that flaps is no load. */
const keepMs = 3_600_000;

/**
 * The steps in their order, what disturbs least first; at most 16 requests, but for a diagnostic buffer that is
 * only given as a whole. Lists, indexes and error words as in Siemens A5E00739858 and as seen on real CPUs.
 */
export const steps: readonly Step[] = [
  {
    id: 'who.connection-counts',
    find: (transport, signal, before) =>
      ofList(transport, [[0x0132, 1]], signal, ({ records }, name) => {
        const counts = connectionCounts(records);
        if (counts === null) return null;
        before.engineers = counts.programmingDevices;
        return ['yes', `list ${name}: counts of programming devices and panels, without addresses`];
      }),
  },
  {
    id: 'config.protection',
    find: (transport, signal, before) =>
      ofList(transport, protectionLists, signal, ({ records }, name) => {
        const protection = protectionOf(records);
        if (protection === null) return null;
        before.checksums =
          protection.checksums === null
            ? ['no', `list ${name}: checksums not valid, or of no program`]
            : ['yes', `list ${name}: checksums valid (5656)`];
        return ['yes', `list ${name}: effective protection ${protection.level}`];
      }),
  },
  {
    id: 'logic.list',
    find: async (transport, signal, before) => {
      const counts = await countBlocks(transport, signal);
      before.blocksListed = counts.failure === null;
      if (counts.failure !== null) return ['no', `block list refused: ${counts.failure.detail}`];
      const blocks = [...counts.value.values()].reduce((sum, each) => sum + each, 0);
      before.hasMain = (counts.value.get('OB') ?? 0) > 0;
      return ['yes', `block list answered: ${blocks} blocks with those of the system`];
    },
  },
  {
    id: 'logic.fingerprint',
    find: async (_transport, _signal, { checksums, blocksListed }, { checksumTag }) => {
      if (checksums[0] === 'yes') return checksums;
      if (checksumTag !== null)
        return ['partly', `${checksums[1]}; a checksum is declared at ${checksumTag}`];
      if (!blocksListed) return checksums;
      return ['partly', `${checksums[1]}; block infos are compared instead, one request a block`];
    },
  },
  {
    id: 'config.mode',
    find: (transport, signal) =>
      ofList(transport, [[0x0424, 0]], signal, ({ records }, name) => {
        const mode = modeOf(records);
        return mode === null ? null : ['yes', `list ${name}: ${mode}`];
      }),
  },
  {
    id: 'config.force',
    find: (transport, signal) =>
      ofList(
        transport,
        [
          [0x0019, 0],
          [0x0074, 0],
        ],
        signal,
        ({ records }, name) =>
          forceActive(records) === null ? null : ['yes', `list ${name}: the FRCE light`],
      ),
  },
  {
    id: 'who.diagnostic-buffer',
    find: (transport, signal) =>
      ofList(
        transport,
        [
          [0x01a0, 1],
          [0x00a0, 0],
        ],
        signal,
        ({ records }, name) => [
          'yes',
          `list ${name}: ${records.length === 1 ? 'an entry' : `${records.length} entries`}; no user, no download`,
        ],
      ),
  },
  {
    id: 'values.read',
    find: async (transport, signal) => {
      const [reading] = await readRanges(transport, [{ area: 'M', db: 0, start: 0, length: 1 }], signal);
      const failure = reading?.failure ?? null;
      if (failure !== null) {
        // A CPU without this byte may still give its data blocks.
        const absent = failure.code === 's7.missing' || failure.code === 's7.out-of-range';
        return [absent ? 'unknown' : 'no', `one byte of bit memory refused: ${failure.detail}`];
      }
      return ['yes', 'one byte of bit memory was read; each data block answers for itself'];
    },
  },
  {
    id: 'who.block-author',
    find: async (transport, signal, before) => {
      if (!before.blocksListed) return ['no', 'there are no block infos without a block list'];
      if (!before.hasMain) return noMain;
      const info = await readBlockInfo(transport, mainBlock, signal);
      if (info.failure !== null) return ['unknown', `block info of OB1 refused: ${info.failure.detail}`];
      return info.value.names === null
        ? ['partly', 'block info of OB1 has time stamps and no author']
        : ['yes', 'block info of OB1 has author and time stamps: given by its maker, can be forged'];
    },
  },
  {
    id: 'logic.read',
    find: async (transport, signal, before) => {
      if (!before.blocksListed) return ['no', 'nothing is uploaded where the block list is refused'];
      if (before.engineers > 0) {
        return ['unknown', 'not tried: a programming device is connected, and it comes first'];
      }
      if (!before.hasMain) return noMain;
      const head = await uploadBlock(transport, mainBlock, signal, 'header');
      if (head.failure === null)
        return ['yes', 'the head of OB1 was uploaded; each block answers for itself'];
      const { code, detail } = head.failure;
      if (code === 's7.protected') return ['no', `upload of OB1 refused: ${detail}`];
      return ['unknown', `upload of the head of OB1 decided nothing: ${detail}`];
    },
  },
];

const ofBlocks: ReadonlySet<string> = new Set(['logic.list', 'logic.read', 'who.block-author']);

/**
 * Finds by asking what a CPU lets us see. Each step asks for something the watcher reads anyway; a step during
 * which the connection broke is not asked again of this device, so that probing can never keep us off it.
 */
export class CapabilityProbe {
  readonly #transport: S7Transport;
  readonly #broke = new Set<string>();
  #asking: string | null = null;
  #device: string | null = null;
  #last: { readonly at: number; readonly found: readonly Capability[] } | null = null;

  constructor(transport: S7Transport) {
    this.#transport = transport;
  }

  /** Throws what ends the connection, and the signal's reason. */
  async probe(device: string, known: Probed, signal: AbortSignal): Promise<readonly Capability[]> {
    const startedAt = this.#transport.now();
    if (this.#device !== device) {
      this.#device = device;
      this.#last = null;
      this.#broke.clear();
    } else if (this.#asking !== null) {
      this.#broke.add(this.#asking);
    }
    this.#asking = null;
    if (this.#last !== null && startedAt.mono - this.#last.at < keepMs) return this.#last.found;
    const found: Capability[] = [
      capability('identity', ...ofIdentity(known.identity), startedAt),
      capability('clock', ...ofClock(known.clock), startedAt),
    ];
    const before = noFindings();
    for (const step of steps) {
      const finding = await this.#find(step, before, known, startedAt.mono + withinMs, signal);
      found.push(capability(step.id, ...finding, this.#transport.now()));
    }
    this.#last = { at: startedAt.mono, found };
    return found;
  }

  async #find(
    { id, find }: Step,
    before: Findings,
    known: Probed,
    until: number,
    signal: AbortSignal,
  ): Promise<Finding> {
    if (!known.blocks && ofBlocks.has(id)) return ['unknown', 'not tried: blocks are configured off'];
    if (this.#broke.has(id)) return ['unknown', 'asked once, and the connection ended; not asked again'];
    if (this.#transport.now().mono > until) {
      return ['unknown', 'not tried: the budget of requests left no time for it on connecting'];
    }
    this.#asking = id;
    try {
      return await find(this.#transport, signal, before, known);
    } finally {
      // What was broken off from our side says nothing about the device.
      if (signal.aborted || this.#transport.connected) this.#asking = null;
    }
  }
}

/** The first of the lists that is given and understood; else why the last one was not. */
async function ofList(
  transport: S7Transport,
  lists: readonly (readonly [number, number])[],
  signal: AbortSignal,
  judge: (list: Szl, name: string) => Finding | null,
): Promise<Finding> {
  const refused: string[] = [];
  for (const [id, index] of lists) {
    const name = `${id.toString(16).padStart(4, '0').toUpperCase()}/${index}`;
    try {
      const found = judge(await askSzl(transport, id, index, signal), name);
      if (found !== null) return found;
      refused.push(`list ${name} holds no such record`);
    } catch (error) {
      if (!isWitnessError(error) || !isRefusal(error)) throw error;
      refused.push(`list ${name} refused: ${error.detail ?? error.code}`);
    }
  }
  return ['no', refused.join('; ')];
}

function ofIdentity({ orderNumber, serial, memoryCard }: CpuIdentity): Finding {
  const told = Object.entries({ 'order number': orderNumber, serial, 'memory card': memoryCard });
  const names = told.flatMap(([name, value]) => (value === undefined ? [] : [name])).join(', ');
  if (names === '') return ['no', 'lists 0011 and 001C tell nothing of it'];
  return [serial === undefined ? 'partly' : 'yes', `lists 0011 and 001C: ${names}`];
}

function ofClock(told: boolean): Finding {
  return told
    ? ['yes', 'the clock service answered; its zone is unknown']
    : ['no', 'the clock service was refused'];
}
