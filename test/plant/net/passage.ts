/** How bytes pass at the moment. `split` and `join` change the segments, never the bytes or their order. */
export type Passage =
  | { readonly way: 'straight' }
  | { readonly way: 'frozen' }
  | { readonly way: 'delayed'; readonly ms: number }
  | { readonly way: 'split'; readonly bytes: number }
  | { readonly way: 'joined'; readonly ms: number };
