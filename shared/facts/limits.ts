/** Bounds of one fact; both sides hold to them, the server refuses what exceeds them. */
export const factLimits = {
  /** Content up to this many bytes travels inside the fact; larger content is a blob sent before it. */
  inlineBytes: 8 * 1024,
  /** Canonical JSON of one fact. */
  factBytes: 8 * 1024 * 1024,
  /** Items listed in one observation. */
  items: 20_000,
  /** One item's content. Larger files are refused by the agent with a stated reason. */
  contentBytes: 512 * 1024 * 1024,
  /** A reason, a note, a value in text. */
  textBytes: 4096,
} as const;
