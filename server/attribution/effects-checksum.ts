import { type Block, type Effect, type Facts, likeliest, type MovedItem, named } from './effects-move.ts';

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
  const fitting = likeliest(
    all.filter((other): other is Block => other.moved === 'block'),
    item,
  );
  const [first] = fitting;
  if (first === undefined) return [];
  // Of blocks loaded one after the other each moved the checksum; only those of this moment moved it now.
  const blocks = meets(first, item) ? fitting.filter(block => meets(block, item)) : [first];
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

function meets(block: Block, item: Facts): boolean {
  return item.lastClean === null || item.lastClean <= block.firstDirty;
}
