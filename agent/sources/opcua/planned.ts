import type { Kind } from '@witnessmark/shared/items';
import type { Member } from '@witnessmark/shared/values';
import type { NodeId } from 'node-opcua-client';
import type { CrawledNode } from './crawled-node.ts';
import type { ItemPaths } from './paths.ts';
import type { PlannedBody } from './program-items.ts';
import type { ProgramModel } from './program-model.ts';

/** A variable that is a member of an item, with the properties that describe it. */
export interface PlannedMember {
  readonly name: string;
  readonly node: CrawledNode;
  readonly unit: NodeId | null;
  readonly range: NodeId | null;
}

export type PlannedItem =
  | {
      readonly is: 'values';
      readonly kind: Kind;
      readonly members: readonly PlannedMember[];
      /** What the address space itself says, without a value to read. */
      readonly facts: readonly Member[];
    }
  | { readonly is: 'file'; readonly kind: Kind; readonly file: PlannedFile }
  | { readonly is: 'body'; readonly kind: 'logic'; readonly body: PlannedBody };

/** A node of FileType: its methods and its size, by the names of OPC 10000-20 §4.2. */
export interface PlannedFile {
  readonly node: CrawledNode;
  readonly parts: ReadonlyMap<string, NodeId>;
}

export interface PlanContext {
  /** What AccessLevel says of a variable; null where no rule asks for it. */
  readonly writable: (node: CrawledNode) => boolean | null;
  /** A node id with its namespace as a URI. */
  readonly idText: (id: NodeId) => string;
  readonly paths: ItemPaths;
  /** Path of the source's own configuration item, which no rule may take. */
  readonly own: string;
  readonly subject: string;
  /** The controller's program by PLCopen; `noProgramModel` where only rules count. */
  readonly model: ProgramModel;
  /** Whether what no rule names may be a program by the models of the standards. */
  readonly programs: 'auto' | 'rules';
  /** Path of the item that tells the controller's program as the model shows it. */
  readonly program: string;
  /** MIME type of a file by its node; null where it tells none. */
  readonly mimeType: (node: CrawledNode) => string | null;
}
