import type { Instant } from '@witnessmark/shared/time';
import type { OpcuaSourceConfig } from './config.ts';
import type { FileMemory } from './file-memory.ts';
import type { ItemPaths } from './paths.ts';
import type { RuleMatcher } from './rules.ts';
import type { StructureDecoder } from './structures.ts';

/** What a controller is read with: its configuration and what is remembered between links. */
export interface ControllerContext {
  readonly config: OpcuaSourceConfig;
  readonly rules: RuleMatcher;
  readonly subject: string;
  /** Path of the source's own configuration item. */
  readonly own: string;
  /** Path of the item that tells the program's tasks and resources. */
  readonly program: string;
  readonly files: FileMemory;
  readonly paths: ItemPaths;
  readonly now: () => Instant;
  readonly structures: StructureDecoder;
}
