import { toBytes } from './bytes.ts';
import { assemble, type BlockType, notationOf, parseBlock, readBlock } from './index.ts';

/** What a made block holds; the rest is zero. */
export interface BlockParts {
  readonly type?: BlockType;
  readonly number?: number;
  readonly language?: number;
  readonly attributes?: number;
  readonly key?: number;
  readonly body?: Uint8Array;
  /** Declaration and initial values; header and filling byte are added. */
  readonly declaration?: readonly number[];
  readonly initials?: readonly number[];
  readonly networks?: readonly number[];
  readonly jumps?: readonly number[];
  /** Days since 1984-01-01 of both time stamps. */
  readonly codeDay?: number;
  readonly interfaceDay?: number;
  readonly author?: string;
  readonly name?: string;
  readonly checksum?: number;
}

const typeCodes: Readonly<Record<BlockType, number>> = {
  OB: 0x08,
  DB: 0x0a,
  SDB: 0x0b,
  FC: 0x0c,
  SFC: 0x0d,
  FB: 0x0e,
  SFB: 0x0f,
};

/** A block image as a controller would give it, for tests. */
export function buildImage(parts: BlockParts): Uint8Array {
  const type = parts.type ?? 'FC';
  const body = parts.body ?? Uint8Array.of(0x65, 0x00);
  const declared = [...(parts.declaration ?? [])];
  const initials = [...(parts.initials ?? [])];
  const interfacePart = [type === 'DB' ? 5 : 1, 0, 0, ...little(declared.length), ...little(initials.length)];
  interfacePart.push(...declared, ...initials);
  if (interfacePart.length % 2 !== 0) interfacePart.push(0x20);
  const segments = parts.networks === undefined ? [] : little(parts.networks.length);
  for (const length of parts.networks ?? []) segments.push(...little(length));
  if (parts.networks !== undefined) {
    segments.push(...little(parts.jumps?.length ?? 0));
    for (const at of parts.jumps ?? []) segments.push(...little(at));
  }
  const length = 72 + body.length + interfacePart.length + segments.length;
  return Uint8Array.from([
    ...[0x70, 0x70, 1, parts.attributes ?? 1, parts.language ?? 1, typeCodes[type]],
    ...toBytes(parts.number ?? 1, 2),
    ...toBytes(length, 4),
    ...toBytes(parts.key ?? 0, 4),
    ...[0, 0, 0, 0, ...toBytes(parts.codeDay ?? 0, 2)],
    ...[0, 0, 0, 0, ...toBytes(parts.interfaceDay ?? 0, 2)],
    ...toBytes(interfacePart.length, 2),
    ...toBytes(segments.length, 2),
    ...[0, 0],
    ...toBytes(body.length, 2),
    ...body,
    ...interfacePart,
    ...segments,
    ...Buffer.from((parts.author ?? '').padEnd(8, '\0'), 'latin1'),
    ...new Uint8Array(8),
    ...Buffer.from((parts.name ?? '').padEnd(8, '\0'), 'latin1'),
    ...[0x10, 0],
    ...toBytes(parts.checksum ?? 0, 2),
    ...new Uint8Array(8),
  ]);
}

/** An FC whose networks hold these statements (`U     M 0.0;`, `M001: SET;`), German. */
export function buildCode(
  networks: readonly (readonly string[])[],
  parts: Omit<BlockParts, 'body' | 'networks'> = {},
): Uint8Array {
  const rows = networks.flatMap((statements, index) => [`NETWORK // ${index + 1}`, ...statements]);
  const notation = notationOf(readBlock(parseBlock(buildImage(parts), 'made')), 'german');
  const { code, networks: lengths } = assemble(
    ['BEGIN', ...rows, 'END_FUNCTION'].join('\n'),
    notation,
    'made',
  );
  return buildImage({ ...parts, body: code, networks: lengths });
}

function little(value: number): number[] {
  return [value & 0xff, value >> 8];
}
