import type { Kind } from '@witnessmark/shared/items';
import { relative, relativeQualified } from './ancestry.ts';
import type { CrawledNode } from './crawled-node.ts';
import type { PlanContext, PlannedItem, PlannedMember } from './planned.ts';
import { factsOf, isProgramFile, isTold, type PlannedBody, programPart } from './program-items.ts';

/** What the models of the standards say of the controller's program, gathered beside the rules. */
export class ProgramDraft {
  /** What hints at another program. */
  readonly revisions: CrawledNode[] = [];
  readonly #context: PlanContext;
  readonly #told: CrawledNode[] = [];
  readonly #tasks: CrawledNode[] = [];
  readonly #bodies: CrawledNode[] = [];

  constructor(context: PlanContext) {
    this.#context = context;
  }

  see(node: CrawledNode): void {
    if (isTold(node, this.#context.model)) this.#told.push(node);
  }

  kindOfFile(node: CrawledNode): Kind | null {
    const { programs, mimeType } = this.#context;
    return programs === 'auto' && isProgramFile(node.browseName.name, mimeType(node)) ? 'logic' : null;
  }

  /** A variable that no rule names. */
  take(node: CrawledNode): void {
    const { programs, model } = this.#context;
    if (programs === 'rules') return;
    const part = programPart(node, model);
    if (part === 'body') this.#bodies.push(node);
    else if (part === 'task') this.#tasks.push(node);
    else if (part === 'revision') this.revisions.push(node);
  }

  finish(items: Map<string, PlannedItem>, name: (nodes: readonly CrawledNode[]) => PlannedMember[]): void {
    const { model, paths, program, programs, idText } = this.#context;
    const put = (plain: readonly string[], qualified: readonly string[], body: PlannedBody) => {
      const path = paths.body(plain);
      items.set(items.has(path) ? paths.body(qualified) : path, { is: 'body', kind: 'logic', body });
    };
    for (const node of this.#bodies) {
      const body = { nodeId: node.nodeId, plainPath: node.plainPath };
      put(relative(node).slice(0, -1), relativeQualified(node).slice(0, -1), body);
    }
    for (const { type, nodeId } of programs === 'auto' ? model.typeBodies : []) {
      put(['Types', type], ['Types', `${type}@${idText(nodeId)}`], { nodeId, plainPath: `type ${type}` });
    }
    if (this.#told.length === 0 || programs === 'rules') return;
    const names = new Map(name(this.#told).map(member => [member.node, member.name]));
    const nameOf = (node: CrawledNode) => names.get(node) ?? node.plainPath;
    const facts = this.#told.flatMap(node => factsOf(nameOf(node), node, model, nameOf));
    items.set(program, { is: 'values', kind: 'config', members: name(this.#tasks), facts });
  }
}
