import { createHash } from 'node:crypto';
import { isWitnessError } from '@witnessmark/shared/errors';
import type { Recorded } from '@witnessmark/test/plant/s7-replay';
import { type BlockRef, blockTypes, subtypeOf, typeOfLetter } from './blocks/block-type.ts';
import { itemContent } from './blocks/image.ts';
import { type BlockInfo, readBlockInfo } from './blocks/info.ts';
import { countBlocks, listBlocks } from './blocks/list.ts';
import type { Outcome } from './blocks/outcome.ts';
import { uploadBlock } from './blocks/upload.ts';
import type { CapturedInfo, CapturedSession, CapturedSzl, CapturedUpload } from './captured.ts';
import { askSzl } from './szl/index.ts';
import type { S7Transport } from './transport/index.ts';

/** One thing that was asked of a CPU while it was recorded, asked again by our client. */
export interface Ask {
  readonly sort: 'counts' | 'list' | 'info' | 'upload' | 'status list';
  readonly recorded: readonly Recorded[];
  /** Bytes of the longest of its answers, with TPKT and COTP. */
  readonly longest: number;
  /** What the client makes of it, and what the session's decoder made of it. */
  readonly run: (transport: S7Transport, signal: AbortSignal) => Promise<{ ours: unknown; theirs: unknown }>;
}

/** As the sessions' decoder names them; a code it has no name for stays a number. */
const languages: ReadonlyMap<number, string> = new Map([
  [1, 'AWL'],
  [2, 'KOP'],
  [3, 'FUP'],
  [4, 'SCL'],
  [5, 'DB'],
  [6, 'GRAPH'],
  [7, 'SDB'],
  [17, 'SDB(routing)'],
]);
const headBytes = 7;

/** Everything that was asked and answered, in the order of its sorts. */
export function asksOf(session: CapturedSession): Ask[] {
  return [
    ...session.list_blocks.map(entry =>
      ask('counts', [exchange(entry)], async (transport, signal) => {
        const { failure, value } = await countBlocks(transport, signal);
        return { ours: failure ?? Object.fromEntries(value ?? []), theirs: entry.counts };
      }),
    ),
    ...session.list_blocks_of_type.map(entry =>
      ask('list', [exchange(entry)], async (transport, signal) => {
        const known = blockTypes.find(candidate => candidate === entry.type);
        if (known === undefined) throw new Error(`no type: ${entry.type}`);
        const { failure, value = [] } = await listBlocks(transport, known, signal);
        const listed = entry.param_error === '0000' ? entry.blocks : [];
        return {
          ours:
            failure ??
            value.map(({ language, ...block }) => ({ ...block, lang: languages.get(language) ?? language })),
          theirs: listed.toSorted((a, b) => a.number - b.number),
        };
      }),
    ),
    ...session.block_info.map(entry =>
      ask('info', [asOurs(exchange(entry))], async (transport, signal) => {
        const block = named(entry.request);
        const read = await readBlockInfo(transport, block, signal);
        return { ours: infoOf(read), theirs: recordedInfo(entry, block) };
      }),
    ),
    ...session.uploads.map(entry =>
      ask('upload', uploadExchanges(entry), async (transport, signal) => {
        const block = named(entry.filename);
        const { failure, value = Buffer.alloc(0) } = await uploadBlock(transport, block, signal);
        if (failure !== null) return { ours: failure.word, theirs: Number(entry.error) };
        const sha256 = createHash('sha256').update(value).digest('hex');
        return {
          ours: { len: value.length, sha256, broken: itemContent(value, block).failure },
          theirs: { len: entry.len, sha256: entry.sha256, broken: null },
        };
      }),
    ),
    ...session.szl.map(entry =>
      ask('status list', [exchange(entry)], async (transport, signal) => {
        const ours = await recordsOf(transport, entry, signal);
        return { ours, theirs: entry.return_code === '0xff' ? entry.records : entry.param_error };
      }),
    ),
  ].filter(({ recorded }) => recorded.length > 0);
}

function ask(sort: Ask['sort'], exchanges: readonly Recorded[], run: Ask['run']): Ask {
  const recorded = exchanges.filter(({ answers }) => answers.length > 0);
  const longest = Math.max(0, ...recorded.flatMap(({ answers }) => answers.map(hex => hex.length / 2)));
  return { sort, recorded, longest: longest + headBytes, run };
}

function exchange(entry: { request_pdu: string; response_pdus: readonly string[] }): Recorded {
  return { request: entry.request_pdu, answers: entry.response_pdus };
}

/** Our client names file system A in a block info; some recorded ones named B, and were answered alike. */
function asOurs({ request, answers }: Recorded): Recorded {
  return { request: request.replace(/42$/, '41'), answers };
}

function uploadExchanges({ pdus, ack_pdu }: CapturedUpload): Recorded[] {
  return pdus.flatMap((pdu, at) => {
    const answer = at % 2 === 0 ? (pdus[at + 1] ?? ack_pdu) : undefined;
    return answer === undefined ? [] : [{ request: pdu, answers: [answer] }];
  });
}

/** `0A00012A` and `_0A00012A` */
export function named(name: string): BlockRef {
  const digits = name.replace(/^_/, '');
  const type = typeOfLetter(digits.charCodeAt(1));
  if (type === null) throw new Error(`no block: ${name}`);
  return { type, number: Number(digits.slice(2, 7)) };
}

async function recordsOf(
  transport: S7Transport,
  { szl_id, index }: CapturedSzl,
  signal: AbortSignal,
): Promise<unknown> {
  try {
    const list = await askSzl(transport, Number.parseInt(szl_id, 16), Number.parseInt(index, 16), signal);
    return list.records.map(record => record.toString('hex'));
  } catch (error) {
    if (!isWitnessError(error)) throw error;
    return /^error word ([0-9A-F]{4})/.exec(error.detail ?? '')?.[1]?.toLowerCase() ?? error.code;
  }
}

function infoOf({ failure, value }: Outcome<BlockInfo>): unknown {
  if (failure !== null) return failure.code;
  const { header, names } = value;
  return {
    flags: header.attributes,
    language: languages.get(header.language) ?? header.language,
    sub_type: header.subtype,
    number: header.number,
    load_mem_len: header.loadLength,
    security: header.key.toString(16).padStart(8, '0'),
    code_time: timeOf(header.codeTime),
    interface_time: timeOf(header.interfaceTime),
    ssb_len: header.interfaceLength,
    add_len: header.segmentLength,
    locdata_len: header.localData,
    mc7_len: header.mc7Length,
    author: names?.author,
    family: names?.family,
    name: names?.name,
    version: names?.version,
    checksum: names?.checksum,
  };
}

function recordedInfo({ info, param_error }: CapturedInfo, { type }: BlockRef): unknown {
  if (param_error !== '0000') return 's7.missing';
  const unread = ['raw_len', 'cst_b', 'blk_type', 'cst_w1', 'cst_w2', 'pp', 'unknown1', 'unknown2', 'tail'];
  const fields = Object.fromEntries(Object.entries(info).filter(([name]) => !unread.includes(name)));
  const time = (stamp: string | number | undefined) =>
    `${stamp}`.replace(/000$/, '').replace(/:\d\d$/, '$&.000');
  return {
    ...fields,
    sub_type: fields['sub_type'] === type ? subtypeOf(type) : fields['sub_type'],
    code_time: time(fields['code_time']),
    interface_time: time(fields['interface_time']),
  };
}

/** Milliseconds of the day and days since 1984-01-01, in hex. */
function timeOf(stamp: string): string {
  const days = Number.parseInt(stamp.slice(8), 16) * 86_400_000;
  const at = new Date(Date.UTC(1984, 0, 1) + days + Number.parseInt(stamp.slice(0, 8), 16));
  return at.toISOString().slice(0, -1);
}
