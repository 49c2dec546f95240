import { type Block, comesOf, type Effect, type Facts, type MovedItem, named } from './effects-move.ts';

const programChecksum = 'Checksum.Program';
const listed = 3;

/**
 * The program's checksum is a fingerprint of the blocks: where it moved together with blocks it is their
 * effect, named after the first of them. Alone it stays a change: blocks that nobody read may have moved it.
 */
export function checksumEffects(item: Facts, all: readonly MovedItem[]): Effect[] {
  const member = item.members.find(({ name }) => name === programChecksum);
  if (member === undefined || member.old === null || member.now === null || member.old === member.now)
    return [];
  const blocks = all.filter((other): other is Block => other.moved === 'block' && comesOf(other, item));
  const [first] = blocks;
  if (first === undefined) return [];
  const names = [...new Set(blocks.map(({ block }) => block))];
  const more = names.length > listed ? ` and ${names.length - listed} more` : '';
  return [
    {
      change: item.change,
      part: { path: item.path, member: programChecksum },
      rule: 'checksum-of-blocks',
      ...named(first),
      recipe: null,
      sentence: `The program's checksum moved with ${names.slice(0, listed).join(', ')}${more}: it is their fingerprint.`,
    },
  ];
}
