/** Texts longer than this are seldom there twice. */
const longest = 40;
const slots = 4096;

/**
 * Pieces of one text, of which many are the same few words: each is kept as it was made first, and found again without
 * being made. One for each document.
 */
export class Pool {
  readonly #kept: string[] = new Array<string>(slots).fill('');

  /** The kept text that stands from one place to another; undefined where it is not kept. */
  find(text: string, from: number, to: number): string | undefined {
    const length = to - from;
    if (length > longest) return undefined;
    const kept = this.#kept[slotOf(text, from, to)];
    return kept !== undefined && kept.length === length && text.startsWith(kept, from) ? kept : undefined;
  }

  /** In the place of one with which it shares a slot. */
  keep(piece: string): void {
    if (piece.length <= longest) this.#kept[slotOf(piece, 0, piece.length)] = piece;
  }
}

function slotOf(text: string, from: number, to: number): number {
  if (from === to) return 0;
  const ends = text.charCodeAt(from) * 31 + text.charCodeAt(to - 1);
  return ((ends * 31 + text.charCodeAt((from + to) >> 1)) * 31 + to - from) % slots;
}
