export {
  agentIdSchema,
  assetIdSchema,
  epochSchema,
  sha256Schema,
  sourceNameSchema,
  streamId,
  streamIdSchema,
} from './ids.ts';
export { type ItemState, itemStateSchema, itemStates, type Kind, kindSchema, kinds } from './kind.ts';
export { type Manifest, type ManifestEntry, manifestHash } from './manifest.ts';
export { decodeSegment, encodeSegment, isItemPath, itemPath, itemPathSchema } from './path.ts';
