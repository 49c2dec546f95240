/** RFC 6962 section 2.1: a leaf's hash is over 0x00 and its bytes, a node's over 0x01 and its children. */
const leafPrefix = Uint8Array.of(0);
const nodePrefix = Uint8Array.of(1);

async function sha256(...parts: readonly Uint8Array[]): Promise<Uint8Array> {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  const all = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all));
}

export function hexOf(bytes: Uint8Array): string {
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}

/** Throws RangeError for text that is not whole bytes in hex. */
export function bytesOfHex(text: string): Uint8Array {
  if (!/^(?:[0-9a-f]{2})*$/.test(text)) throw new RangeError('Not hex.');
  return Uint8Array.from(text.match(/../g) ?? [], pair => Number.parseInt(pair, 16));
}

function leafHash(entry: string): Promise<Uint8Array> {
  return sha256(leafPrefix, new TextEncoder().encode(entry));
}

/**
 * The root that a leaf at `index` of `size` leaves leads to by an inclusion proof (RFC 9162 section
 * 2.1.3.2); null where the proof's length does not fit the tree.
 */
export async function rootBy(
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
): Promise<Uint8Array | null> {
  if (index < 0 || index >= size) return null;
  let node = index;
  let last = size - 1;
  let root = leaf;
  for (const sibling of proof) {
    if (last === 0) return null;
    if (node % 2 === 1 || node === last) {
      root = await sha256(nodePrefix, sibling, root);
      while (node % 2 === 0 && node !== 0) {
        node = Math.floor(node / 2);
        last = Math.floor(last / 2);
      }
    } else {
      root = await sha256(nodePrefix, root, sibling);
    }
    node = Math.floor(node / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 ? root : null;
}

/** Origin, size and root (base64) of a checkpoint in the C2SP form; null where the text is not one. */
export function checkpointOf(note: string): { origin: string; size: number; root: string } | null {
  const [origin, size, root] = note.split('\n');
  if (!origin || !root || !size || !/^(?:0|[1-9]\d{0,15})$/.test(size)) return null;
  return { origin, size: Number(size), root };
}

/** What checking an entry against a checkpoint found. */
export type Finding = { readonly holds: true } | { readonly holds: false; readonly why: string };

/** Computes leaf and root from the entry's bytes and the proof alone. */
export async function checkEntry(entry: {
  readonly idx: number;
  readonly leaf: string;
  readonly bytes: string;
  readonly inclusion: readonly string[];
  readonly checkpoint: string;
}): Promise<Finding> {
  const checkpoint = checkpointOf(entry.checkpoint);
  if (!checkpoint) return { holds: false, why: 'The checkpoint is not in its written form.' };
  const leaf = await leafHash(entry.bytes);
  if (hexOf(leaf) !== entry.leaf)
    return { holds: false, why: 'The bytes do not have the hash that is shown.' };
  const root = await rootBy(leaf, entry.idx, checkpoint.size, entry.inclusion.map(bytesOfHex));
  if (!root) return { holds: false, why: 'The proof does not fit a log of the checkpoint’s size.' };
  if (btoa(String.fromCharCode(...root)) !== checkpoint.root) {
    return { holds: false, why: 'The proof leads to another root than the checkpoint’s.' };
  }
  return { holds: true };
}
