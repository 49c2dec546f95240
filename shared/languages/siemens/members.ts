import type { Attribute, Member } from '../model/index.ts';
import { Refusal, siemensLimits } from './limits.ts';
import { nameKey } from './symbol.ts';
import { elementType } from './type-name.ts';

/** A member while its start values are still being found. */
export interface MemberDraft extends Member {
  value: string | null;
  comment: string | null;
  attributes: readonly Attribute[];
  members: MemberDraft[];
}

/** Counts the members of a file, so that one declaration of many names cannot fill the memory. */
export class MemberCount {
  #members = 0;

  another(): void {
    if (++this.#members > siemensLimits.members)
      throw new Refusal(`more than ${siemensLimits.members} members`);
  }
}

export function newMember(
  section: string,
  name: string,
  type: string,
  line: number,
  more: Partial<Pick<MemberDraft, 'value' | 'comment' | 'address' | 'attributes' | 'members'>> = {},
): MemberDraft {
  return {
    section,
    name,
    key: nameKey(name),
    type,
    value: null,
    unit: null,
    range: null,
    address: null,
    comment: null,
    attributes: [],
    members: [],
    line,
    ...more,
  };
}

/** Copies of members for another name that is declared with them, counted like the first. */
export function copied(members: readonly MemberDraft[], count: MemberCount): MemberDraft[] {
  return members.map(member => {
    count.another();
    return { ...member, members: copied(member.members, count) };
  });
}

/** Finds the members that start values are given to, each in a step a part of its path. */
export class StartValues {
  readonly #members: MemberDraft[];
  readonly #count: MemberCount;
  readonly #indexes = new Map<readonly MemberDraft[], Map<string, MemberDraft>>();

  constructor(members: MemberDraft[], count: MemberCount) {
    this.#members = members;
    this.#count = count;
  }

  /**
   * The member at `['Timers', 'Delay']` or `['List', '[3]']`. What is declared elsewhere, an element of an array
   * or a part of a data type, becomes a member of its own below the declared one. Null where the path begins
   * with no member, or is deeper than structures may be.
   */
  at(path: readonly string[], line: number): MemberDraft | null {
    if (path.length > siemensLimits.depth) return null;
    let at: MemberDraft | null = null;
    for (const part of path) {
      const among: MemberDraft[] = at === null ? this.#members : at.members;
      const index = this.#index(among);
      const key = nameKey(part);
      let found = index.get(key);
      if (found === undefined) {
        if (at === null) return null;
        this.#count.another();
        found = newMember(at.section, part, part.startsWith('[') ? elementType(at.type) : '', line);
        among.push(found);
        index.set(key, found);
      }
      at = found;
    }
    return at;
  }

  /** A member that no declaration has. */
  add(member: MemberDraft): void {
    this.#members.push(member);
    this.#index(this.#members).set(member.key, member);
  }

  #index(members: readonly MemberDraft[]): Map<string, MemberDraft> {
    let index = this.#indexes.get(members);
    if (index === undefined) {
      index = new Map(members.map(member => [member.key, member]));
      this.#indexes.set(members, index);
    }
    return index;
  }
}
