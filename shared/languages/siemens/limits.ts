/** What one file may cost; what exceeds it is refused whole, so that half of a block is never taken for all of it. */
export const siemensLimits = {
  characters: 32 * 1024 * 1024,
  lexemes: 4_000_000,
  /** Structures within structures, statements within statements. */
  depth: 64,
  members: 400_000,
  units: 20_000,
  /** Instructions of one ladder network. */
  parts: 10_000,
  /** Nodes of an XML export: every access of a graph has half a dozen. */
  xmlNodes: 4_000_000,
} as const;

/** Ends the reading of a file that is beyond a limit or no file of its language; `message` is for people. */
export class Refusal extends Error {}
