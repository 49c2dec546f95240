/** Pixels of a drawing. Everything stands on whole pixels, so that lines are sharp. */
export const measures = {
  /** Around the whole drawing. */
  margin: 14,
  /** Of wire between two pieces in series. */
  gap: 10,
  /** Between branches and between circuits. */
  branchGap: 12,
  circuitGap: 22,
  /** A contact or coil: from plate to plate, and its height. */
  symbol: { width: 20, height: 22 },
  /** Of wire on both sides of what is narrower than its text. */
  stub: 8,
  /** Between a text and what it belongs to. */
  near: 4,
  /** Cells of an operand's line, and its lines. */
  operand: { cells: 22, lines: 3 },
  pin: { cells: 18, operandCells: 26, lines: 2, row: 20, stub: 12 },
  type: { cells: 24, lines: 2 },
  comment: { cells: 36, lines: 2 },
  verbatim: { cells: 64, lines: 12 },
  /** Around a piece that differs; above it stands the badge. */
  mark: { side: 7, above: 17, below: 5, badge: 14 },
} as const;
