import type { Member } from '../model/index.ts';
import type { UnitAt } from './difference.ts';
import { byAddress, orderMeans } from './order.ts';

/** What lies in whole words or in bytes: beside others of its kind it may find a place that was free. */
const small = /^(?:Bool|Byte|Char|U?SInt)$/i;

/** Bytes of the elementary types of STEP 7 that take as much as others do. Source: Siemens, "Programming with STEP 7", data types. */
const sizes: ReadonlyMap<string, number> = new Map(
  [
    [1, ['BYTE', 'CHAR', 'SINT', 'USINT']] as const,
    [2, ['WORD', 'INT', 'UINT', 'DATE', 'S5TIME', 'WCHAR', 'TIMER', 'COUNTER']] as const,
    [4, ['DWORD', 'DINT', 'UDINT', 'REAL', 'TIME', 'TIME_OF_DAY']] as const,
    [8, ['LWORD', 'LINT', 'ULINT', 'LREAL', 'LTIME', 'LTIME_OF_DAY', 'LDT', 'DATE_AND_TIME']] as const,
  ].flatMap(([size, types]) => types.map(type => [type, size] as const)),
);

/** Which members of a list of one side lie before others that are on both sides. */
export class Shifts {
  readonly #before = new Set<Member>();
  readonly #at: UnitAt | null;

  /** `isFollowed`: what holds the list lies before others itself. */
  constructor(at: UnitAt | null, list: readonly Member[], stays: ReadonlySet<Member>, isFollowed: boolean) {
    this.#at = at;
    // Parameters of a function have no addresses that anyone else uses.
    if (at === null || at.unit.kind === 'function') return;
    const laidOut = byAddress(list.filter(member => whereLaidOut(at, member) !== null));
    const last = isFollowed ? laidOut.length : laidOut.findLastIndex(member => stays.has(member));
    for (const member of laidOut.slice(0, Math.max(last, 0))) this.#before.add(member);
  }

  isBefore(member: Member): boolean {
    return this.#before.has(member);
  }

  /** What it does to others that a member came or went; null where nothing lies behind it. */
  ofOne(member: Member): string | null {
    return this.#says(member, small.test(member.type));
  }

  /** The same of another type. */
  ofType(old: Member, now: Member): string | null {
    const [from, to] = [old, now].map(({ type }) => sizes.get(type.toUpperCase()));
    const isSame = from !== undefined && from === to;
    return isSame ? null : this.#says(now, small.test(old.type) || small.test(now.type));
  }

  #says(member: Member, isSmall: boolean): string | null {
    if (this.#at === null || !this.isBefore(member)) return null;
    const where = whereLaidOut(this.#at, member) ?? '';
    return `${isSmall ? 'may move' : 'moves'} the addresses behind it${where}`;
  }
}

const reason = 'addresses follow from the order of members';

/** Where what lies behind a member has an address that follows from it, as words; null where it has none. */
function whereLaidOut(at: UnitAt, member: Member): string | null {
  const means = orderMeans(at, member);
  return means?.startsWith(reason) === true ? means.slice(reason.length) : null;
}
