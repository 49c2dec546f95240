import { formatValueText } from '@witnessmark/shared/values';
import type { DataValue } from 'node-opcua-client';
import type { OpcuaRule } from './config.ts';
import type { CrawledNode } from './crawled-node.ts';
import type { Namespaces } from './namespaces.ts';
import { ruleClass } from './plan.ts';
import { Unwritable } from './unwritable.ts';
import { badness, membersOf } from './values.ts';

/** What is proposed for one node, and why, in words for the person who decides. */
export interface Finding {
  readonly node: CrawledNode;
  readonly writable: boolean;
  readonly proposed: Exclude<OpcuaRule['kind'], 'ignore'> | null;
  readonly why: string;
}

/** One variable under watch: how often its value was found to be another. */
export class Watched {
  readonly node: CrawledNode;
  readonly writable: boolean;
  changes = 0;
  /** Why it cannot be an item's member; null where it can. */
  unreadable: string | null = null;
  #last: string | null = null;

  constructor(node: CrawledNode, writable: boolean) {
    this.node = node;
    this.writable = writable;
  }

  see(value: DataValue, namespaces: Namespaces): void {
    this.unreadable = badness(value);
    if (this.unreadable !== null) return;
    try {
      const text = formatValueText(membersOf('value', value.value, namespaces));
      if (this.#last !== null && this.#last !== text) this.changes++;
      this.#last = text;
    } catch (error) {
      if (!(error instanceof Unwritable)) throw error;
      this.unreadable = error.message;
    }
  }
}

/** Changed this often while watched, a value moves by itself; once may have been a person. */
const volatileFrom = 2;
const recipeWords = /recipe|rezept|recette|receta|ricetta/i;
const configWords = /config|setting|einstellung/i;

/** Judges what was seen of one node. `watchedMs`: for how long. */
export function classify(seen: Watched, watchedMs: number): Finding {
  const { node, writable, changes, unreadable } = seen;
  const seconds = Math.max(1, Math.round(watchedMs / 1000));
  // By its folder alone, so that a folder's variables stay together in one item.
  const folder = node.plainPath.slice(0, node.plainPath.lastIndexOf('/'));
  const kind = recipeWords.test(folder) ? 'recipe' : configWords.test(folder) ? 'config' : 'setpoint';
  const is = (proposed: Finding['proposed'], why: string): Finding => ({ node, writable, proposed, why });
  if (ruleClass(node) === 'File') {
    return is(kind === 'setpoint' ? 'config' : kind, 'a file; say logic if it holds a program');
  }
  if (unreadable !== null) return is(null, `cannot be read: ${unreadable}`);
  if (changes >= volatileFrom)
    return is(null, `changed ${changes} times in ${seconds} s: it moves by itself`);
  if (!writable) return is(null, 'clients cannot write it: a process value, or a constant');
  if (changes === 1)
    return is(kind, `writable; changed once in ${seconds} s: look whether a person did that`);
  return is(kind, `writable, and stood still for ${seconds} s`);
}
