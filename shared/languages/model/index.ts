/** One model for all languages: units, members, networks, statements; what differs is looked for here. */
export type * from './attribute.ts';
export type * from './network.ts';
export {
  type Language,
  languages,
  type Noise,
  type NoiseRule,
  type Parsed,
  type Problem,
  type Remark,
  type Source,
  type Verbatim,
} from './source.ts';
export type * from './unit.ts';
