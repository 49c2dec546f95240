import { createHash } from 'node:crypto';
import type { ReadBlock } from './code.ts';
import { instanceOf } from './declaration.ts';
import { interfaceLines } from './interface-text.ts';

/**
 * SHA-256 (hex) over what of a block is logic: type, number, language, attributes and protection, size of local data, the
 * interface with initial values, the code and where its networks begin. Not over time stamps, checksum,
 * author, family, name and version, the bytes of no meaning in the interface, the list of jumps, and not over
 * a data block’s actual values. Two images with the same hash do the same.
 */
export function logicHash(read: ReadBlock): string {
  const { block, declaration } = read;
  const hash = createHash('sha256');
  const parts: (string | Uint8Array)[] = [
    JSON.stringify([
      block.typeCode,
      block.number,
      block.languageCode,
      block.attributes.raw,
      block.key,
      block.headerVersion,
      block.localDataBytes,
    ]),
    declaration === null
      ? block.interfacePart
      : JSON.stringify([
          instanceOf(declaration),
          interfaceLines(declaration, block.type).map(({ section, place, depth, type, initial }) => [
            section,
            place,
            depth,
            type,
            initial,
          ]),
          declaration.unread,
          declaration.unreadInitials,
        ]),
    JSON.stringify(read.networks.map(network => network[0]?.at ?? null)),
    block.type === 'DB' ? '' : block.body,
  ];
  for (const part of parts) {
    const bytes = typeof part === 'string' ? Buffer.from(part) : part;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  }
  return hash.digest('hex');
}
