declare module 'nodes7' {
  /** The part of nodes7 0.3.18 used here; the package publishes no types. */
  export default class NodeS7 {
    constructor(options: { readonly silent: boolean });
    /** Parsed addresses; an address it cannot parse is left out. */
    readonly polledReadBlockList: readonly {
      readonly addrtype: string;
      readonly datatype: string;
      readonly dbNumber: number;
      readonly offset: number;
      /** Left out for everything but bits in data blocks. */
      readonly bitOffset?: number;
      readonly arrayLength: number;
      readonly dtypelen: number;
    }[];
    addItemsNow(address: string): void;
  }
}
