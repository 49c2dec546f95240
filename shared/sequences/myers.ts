/** Lines [oldFrom, oldTo) were replaced by [newFrom, newTo); either may be empty. */
export interface Edit {
  readonly oldFrom: number;
  readonly oldTo: number;
  readonly newFrom: number;
  readonly newTo: number;
}

/** Comparisons that may still be spent; shared by calls that belong to one difference. */
export interface Budget {
  comparisons: number;
}

/** Edits one call may find: its trace keeps their square in memory. */
const maxEdits = 1000;

/**
 * The shortest edit script between two sequences of lines or their ids (E. W. Myers, "An O(ND) Difference Algorithm
 * and Its Variations", 1986, the greedy form), as single inserted and deleted lines from the end to the
 * beginning; null where that would take more edits or comparisons than allowed.
 */
export function shortestEdits(
  old: ArrayLike<number | string>,
  now: ArrayLike<number | string>,
  budget: Budget,
): Edit[] | null {
  const bound = Math.min(old.length + now.length, maxEdits);
  const furthest = new Int32Array(2 * bound + 3);
  const centre = bound + 1;
  const trace: Int32Array[] = [];
  for (let edits = 0; edits <= bound; edits++) {
    trace.push(furthest.slice(centre - edits - 1, centre + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      let x = startOn(furthest, centre, diagonal, edits);
      const from = x;
      while (x < old.length && x - diagonal < now.length && old[x] === now[x - diagonal]) x++;
      budget.comparisons -= x - from + 1;
      if (budget.comparisons < 0) return null;
      furthest[centre + diagonal] = x;
      if (x >= old.length && x - diagonal >= now.length) return backtrack(trace, old.length, now.length);
    }
  }
  return null;
}

/** Where diagonal `k` begins after `edits` edits: down from k + 1 (a line inserted), or right from k − 1. */
function startOn(furthest: Int32Array, centre: number, k: number, edits: number): number {
  const left = furthest[centre + k - 1] ?? 0;
  const above = furthest[centre + k + 1] ?? 0;
  return k === -edits || (k !== edits && left < above) ? above : left + 1;
}

function backtrack(trace: readonly Int32Array[], oldLength: number, newLength: number): Edit[] {
  const script: Edit[] = [];
  let x = oldLength;
  let y = newLength;
  for (let edits = trace.length - 1; edits > 0; edits--) {
    const furthest = trace[edits] ?? new Int32Array();
    const centre = edits + 1;
    const k = x - y;
    const left = furthest[centre + k - 1] ?? 0;
    const above = furthest[centre + k + 1] ?? 0;
    const inserted = k === -edits || (k !== edits && left < above);
    x = inserted ? above : left;
    y = x - (inserted ? k + 1 : k - 1);
    script.push({ oldFrom: x, oldTo: inserted ? x : x + 1, newFrom: y, newTo: inserted ? y + 1 : y });
  }
  return script;
}
