import type { Touch, WitnessRecord } from './evidence.ts';
import { type Named, namedBy } from './identities.ts';
import { widened } from './intervals.ts';
import type { AttributionPolicy } from './policy.ts';
import type { Interval } from './question.ts';
import { type Trust, trustIn } from './trust.ts';

/** A record with what follows from it alone. */
export interface KnownRecord {
  readonly record: WitnessRecord;
  readonly trust: Trust;
  /** Where it can have happened, its clock error applied. */
  readonly span: Interval;
  readonly named: Named;
  readonly role: Role;
}

/**
 * `wrote`: it says that something was written, so that it can explain a value or compete. `present`: somebody was
 * there and could have, or tried and was refused.
 */
export type Role = 'wrote' | 'present';

const roles: Readonly<Record<WitnessRecord['act'], Role | null>> = {
  wrote: 'wrote',
  called: 'wrote',
  downloaded: 'wrote',
  loaded: 'wrote',
  restored: 'wrote',
  'mode-changed': 'wrote',
  // What a witness has no word for, such as a write that the server refused.
  other: 'present',
  connected: 'present',
  disconnected: 'present',
  'logged-on': 'present',
  'logged-off': 'present',
  'could-touch': 'present',
  // A witness about itself, and a claim: they stand in lists of their own.
  claimed: null,
  watched: null,
  unwatched: null,
};

export function knownRecords(
  records: readonly WitnessRecord[],
  policy: AttributionPolicy,
): readonly KnownRecord[] {
  return records.flatMap(record => {
    const role = roles[record.act];
    if (role === null) return [];
    const span = widened(record.when, record.clockErrorMs);
    return [{ record, trust: trustIn(record, policy), span, named: namedBy(record), role }];
  });
}

/** A record and one thing it touches. */
export interface Touching {
  readonly known: KnownRecord;
  readonly touch: Touch;
}

interface OfItem {
  readonly asWhole: Touching[];
  readonly byMember: Map<string, Touching[]>;
}

/** Records by the exact path and member they touch. */
export class TouchIndex {
  readonly #items = new Map<string, OfItem>();

  constructor(records: readonly KnownRecord[]) {
    for (const known of records) {
      for (const touch of known.record.touches) {
        const item = this.#items.get(touch.path) ?? { asWhole: [], byMember: new Map<string, Touching[]>() };
        this.#items.set(touch.path, item);
        if (touch.member === null) item.asWhole.push({ known, touch });
        else {
          const ofMember = item.byMember.get(touch.member);
          if (ofMember === undefined) item.byMember.set(touch.member, [{ known, touch }]);
          else ofMember.push({ known, touch });
        }
      }
    }
  }

  /** What touches a member: records that name it, and those that name its item as a whole. */
  of(path: string, member: string | null): readonly Touching[] {
    const item = this.#items.get(path);
    if (item === undefined) return [];
    if (member !== null) return [...item.asWhole, ...(item.byMember.get(member) ?? [])];
    return [...item.asWhole, ...[...item.byMember.values()].flat()];
  }
}
