import { type Hash, hashBytes } from './hash.ts';
import { type NoteSigner, type NoteVerifier, openNote, signNote } from './note.ts';

/** A log's tree head: which log (`<site>/<generation>`), how many leaves, and their RFC 6962 root. */
export interface Checkpoint {
  readonly origin: string;
  readonly size: number;
  readonly root: Hash;
}

export type OpenedCheckpoint =
  | { readonly state: 'verified'; readonly checkpoint: Checkpoint }
  | { readonly state: 'refused'; readonly why: 'malformed' | 'unknown-signer' | 'bad-signature' };

/** Signs a checkpoint as a C2SP tlog-checkpoint. The signer's name should be the origin. */
export function signCheckpoint({ origin, size, root }: Checkpoint, signer: NoteSigner): string {
  const text = `${origin}\n${size}\n${Buffer.from(root).toString('base64')}\n`;
  if (parseCheckpointText(text) === null)
    throw new TypeError('no checkpoint: a line is empty or out of range');
  return signNote(text, signer);
}

/** The checkpoint in a note that a known key signed. Any text is taken; never throws. */
export function openCheckpoint(note: string, verifiers: readonly NoteVerifier[]): OpenedCheckpoint {
  const opened = openNote(note, verifiers);
  if (opened.state === 'refused') return opened;
  const checkpoint = parseCheckpointText(opened.text);
  return checkpoint === null ? { state: 'refused', why: 'malformed' } : { state: 'verified', checkpoint };
}

/**
 * What a note claims to be, unproven: for showing or comparing a checkpoint whose key is not at hand.
 * Null for what is no checkpoint.
 */
export function readCheckpoint(note: string): Checkpoint | null {
  const split = note.length > 64 * 1024 ? -1 : note.lastIndexOf('\n\n');
  return split < 0 ? null : parseCheckpointText(note.slice(0, split + 1));
}

/** Extension lines, which nobody can audit, are allowed by the format and passed over. */
function parseCheckpointText(text: string): Checkpoint | null {
  const [origin = '', size = '', encoded = '', ...extensions] = text.split('\n');
  if (origin === '' || extensions.pop() !== '' || extensions.includes('')) return null;
  if (!/^(?:0|[1-9]\d{0,15})$/.test(size) || !Number.isSafeInteger(Number(size))) return null;
  const root = Buffer.from(encoded, 'base64');
  if (root.length !== hashBytes || root.toString('base64') !== encoded) return null;
  return { origin, size: Number(size), root };
}
