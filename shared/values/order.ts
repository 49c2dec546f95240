/** A number in an index: after `[` or a comma inside the brackets. */
const indexNumber = /(?<=[[,] ?)(-?)0*(\d+)/g;

/**
 * Order of member names: indices by number (`a[2]` before `a[10]`), everything else by UTF-8 bytes.
 * A total order; equal only for the same name.
 */
export function compareMemberNames(a: string, b: string): number {
  return compareKeys(memberNameKey(a), memberNameKey(b));
}

export interface MemberNameKey {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The name with each index number written so that its bytes sort as the number does. */
export function memberNameKey(name: string): MemberNameKey {
  const sortable = name.replace(indexNumber, (_all, minus: string, digits: string) =>
    minus === ''
      ? `0${padded(digits.length)}${digits}`
      : `-0${padded(1e9 - digits.length)}${ninesLess(digits)}`,
  );
  return { name, bytes: Buffer.from(sortable, 'utf8') };
}

export function compareKeys(a: MemberNameKey, b: MemberNameKey): number {
  const bySortable = Buffer.compare(a.bytes, b.bytes);
  if (bySortable !== 0) return bySortable;
  // `a[2]` and `a[02]`, or unpaired surrogates, which UTF-8 cannot tell apart.
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function padded(length: number): string {
  return String(length).padStart(10, '0');
}

function ninesLess(digits: string): string {
  return digits.replace(/\d/g, digit => String(9 - Number(digit)));
}
