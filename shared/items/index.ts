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
export {
  comparePaths,
  isItemPath,
  itemPath,
  itemPathSchema,
  pathBytes,
  pathDepth,
  pathNames,
  type TopFolder,
  topFolders,
} from './path.ts';
export { PathNamer } from './path-namer.ts';
export { decodeSegment, encodeSegment, segmentBytes } from './segment.ts';
