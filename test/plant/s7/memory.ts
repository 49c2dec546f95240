/** Return codes of an item (Snap7's and Wireshark's tables). */
export const returnCode = { good: 0xff, protected: 3, outOfRange: 5, wrongType: 6, missing: 0x0a } as const;

/** The memory of a CPU, as tests and clients see it. Data blocks may be added, replaced and removed at any time. */
export class Memory {
  readonly dataBlocks = new Map<number, Buffer>();
  /** Data blocks whose reading and writing is refused. */
  readonly protectedBlocks = new Set<number>();
  readonly markers = Buffer.alloc(8192);
  readonly inputs = Buffer.alloc(2048);
  readonly outputs = Buffer.alloc(2048);
  readonly timers = Buffer.alloc(512);
  readonly counters = Buffer.alloc(512);

  /** The bytes behind an area code, or the code with which access is refused. */
  area(code: number, db: number): Buffer | number {
    switch (code) {
      case 0x81:
        return this.inputs;
      case 0x82:
        return this.outputs;
      case 0x83:
        return this.markers;
      case 0x1c:
        return this.counters;
      case 0x1d:
        return this.timers;
      case 0x84:
        if (this.protectedBlocks.has(db)) return returnCode.protected;
        return this.dataBlocks.get(db) ?? returnCode.missing;
      default:
        return returnCode.wrongType;
    }
  }
}
