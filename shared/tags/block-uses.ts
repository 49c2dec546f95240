import { isWitnessError } from '../errors/index.ts';
import {
  blockName,
  type Instruction,
  listBlock,
  parseBlock,
  type ReadBlock,
  type Reference,
  readBlock,
  referencesOf,
  sharedData,
} from '../mc7/index.ts';
import { UseCollector } from './collector.ts';
import type { TagAccess, TagContent, TagUses } from './model.ts';

/**
 * What a program block of an S7-300/400 names: itself, and what its code reads, writes and calls at fixed addresses,
 * by the keys of these addresses. Its own variables have no names there; what is reached by pointers is not known.
 */
export function usesOfBlock({ path, content }: TagContent): TagUses {
  const read = blockOf(path, content);
  if ('says' in read) return { state: 'refused', says: read.says };
  const collector = new UseCollector();
  const name = blockName(read.block);
  collector.put(name, { access: 'declared', unit: name, network: null, line: 1 });
  if (read.block.type === 'DB' && read.declaration !== null && read.declaration.kind !== sharedData)
    collector.put(`FB ${read.declaration.number}`, { access: 'type', unit: name, network: null, line: null });
  const references = referencesOf(read);
  const lines = linesOf(read);
  for (const [index, network] of read.networks.entries())
    for (const instruction of network) {
      const address = addressOf(references.get(instruction.at));
      if (address === null) continue;
      collector.put(address, {
        access: accessOf(instruction),
        unit: name,
        network: String(index + 1),
        line: lines.get(instruction.at) ?? null,
      });
    }
  return collector.uses();
}

function blockOf(path: string, content: Uint8Array): ReadBlock | { readonly says: string } {
  try {
    const block = parseBlock(content, path);
    if (block.encrypted) return { says: 'its code is encrypted' };
    return readBlock(block);
  } catch (error) {
    if (isWitnessError(error)) return { says: error.message };
    throw error;
  }
}

/** Lines of the listing, by the place of the instruction. */
function linesOf(read: ReadBlock): ReadonlyMap<number, number> {
  const lines = new Map<number, number>();
  for (const [index, { about }] of listBlock(read, 'international').lines.entries())
    if (about?.kind === 'statement') lines.set(about.instruction.at, index + 1);
  return lines;
}

const widths: ReadonlyMap<number, string> = new Map([
  [8, 'DBB'],
  [16, 'DBW'],
  [32, 'DBD'],
]);

/** `I 0.0`, `FC 7`, `DB20.DBD4`; null for what has a meaning within the block alone. */
function addressOf(reference: Reference | undefined): string | null {
  if (reference?.kind === 'absolute') return reference.address;
  if (reference?.kind !== 'data') return null;
  const { block, at, bits } = reference;
  const byte = Math.floor(at / 8);
  const width = widths.get(bits);
  return width === undefined ? `DB${block}.DBX${byte}.${at % 8}` : `DB${block}.${width}${byte}`;
}

const writing: ReadonlySet<string> = new Set(['=', 'S', 'R', 'T', 'SP', 'SE', 'SD', 'SS', 'SF', 'CU', 'CD']);
const calling: ReadonlySet<string> = new Set(['CALL', 'UC', 'CC']);

function accessOf(instruction: Instruction): TagAccess {
  if (!instruction.known) return 'read';
  const { operation, operand } = instruction;
  // What a pointer leads to is not known; the pointer itself is only read.
  if (operand?.kind === 'indirect' || operand?.kind === 'indirect-block') return 'read';
  return writing.has(operation) ? 'write' : calling.has(operation) ? 'call' : 'read';
}
