import { group, type S7Transport } from '../transport/index.ts';
import { type BlockRef, blockName, subtypeOf, wireName } from './block-type.ts';
import { type BlockHeader, headerBytes, parseHeader, trailerBytes } from './header.ts';
import { type Outcome, refusalAsOutcome } from './outcome.ts';

const blockInfo = 3;
const prefixBytes = 6;
const stampedTrailerBytes = 28;

/** What a controller tells of a block without giving its content. */
export interface BlockInfo {
  readonly header: BlockHeader;
  /** Null in the short form, which some controllers give for system data. */
  readonly names: BlockNames | null;
  /**
   * Header, author, family, name, version and checksum in hex: moves with the block's lengths, time stamps and
   * checksum. The flags and the reserved bytes at the end are left out. It can be forged; never a proof.
   */
  readonly stamp: string;
}

/** Static properties of the block that its author gave it; not who loaded it. */
export interface BlockNames {
  readonly author: string;
  readonly family: string;
  readonly name: string;
  /** `1.2` */
  readonly version: string;
  /** Two bytes in hex; how it is calculated is not known. */
  readonly checksum: string;
}

/** Userdata group 3, subfunction 3. */
export function readBlockInfo(
  transport: S7Transport,
  block: BlockRef,
  signal: AbortSignal,
): Promise<Outcome<BlockInfo>> {
  return refusalAsOutcome(transport, async () => {
    const request = Buffer.from(wireName(block), 'latin1');
    const answer = await transport.userdata(group.blocks, blockInfo, request, signal);
    const value = parseBlockInfo(answer.content);
    const { number, type } = block;
    if (value === null || value.header.number !== number || value.header.subtype !== subtypeOf(type)) {
      throw transport.broken(`block info of ${blockName(block)}: ${answer.content.toString('hex', 0, 24)}`);
    }
    return { ...answer, failure: null, value };
  });
}

/** `01`, type, length of the rest, flags, header, and in the long form the trailer. Null where it is none. */
export function parseBlockInfo(content: Buffer): BlockInfo | null {
  if (content.length < prefixBytes + headerBytes || content[0] !== 1) return null;
  if (content.readUInt16BE(2) + 4 !== content.length) return null;
  const raw = content.subarray(prefixBytes, prefixBytes + headerBytes);
  const header = parseHeader(raw);
  if (header === null) return null;
  const trailer = content.subarray(prefixBytes + headerBytes);
  if (trailer.length === 0) return { header, names: null, stamp: raw.toString('hex') };
  if (trailer.length !== trailerBytes) return null;
  const stamp = raw.toString('hex') + trailer.toString('hex', 0, stampedTrailerBytes);
  return { header, names: parseNames(trailer), stamp };
}

function parseNames(trailer: Buffer): BlockNames {
  const text = (start: number) => {
    const field = trailer.subarray(start, start + 8);
    const end = field.indexOf(0);
    return field.toString('latin1', 0, end < 0 ? 8 : end).trimEnd();
  };
  const version = trailer.readUInt8(24);
  return {
    author: text(0),
    family: text(8),
    name: text(16),
    version: `${version >> 4}.${version & 15}`,
    checksum: trailer.toString('hex', 26, 28),
  };
}
