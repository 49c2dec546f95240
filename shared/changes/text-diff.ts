import { type Edit, editsBetween } from '../sequences/index.ts';
import { clipLines, isLong } from './clip.ts';
import { diffLimits, type TextDiff, type TextLine } from './schema.ts';

/** Unchanged lines shown around a change. */
const context = 3;

/** Two texts line by line, changed places with three lines around them. Bounded by `diffLimits`. */
export function diffTexts(old: string, now: string): TextDiff {
  const [oldLines, newLines] = splitBoth(old, now);
  const edits = editsBetween(oldLines, newLines);
  const hunks: TextLine[][] = [];
  let shown = 0;
  let truncated = false;
  for (const group of grouped(edits)) {
    const lines = hunkLines(group, oldLines, newLines);
    const fitting = lines.slice(0, diffLimits.hunkLines - shown);
    if (fitting.length > 0) hunks.push(clipLines(fitting));
    shown += fitting.length;
    truncated ||= fitting.length < lines.length || lines.some(({ text }) => isLong(text));
  }
  return {
    form: 'text',
    hunks,
    added: sum(edits, edit => edit.newTo - edit.newFrom),
    removed: sum(edits, edit => edit.oldTo - edit.oldFrom),
    truncated,
  };
}

/** All lines of two lists: kept, removed and added, with their 1-based positions. */
export function diffLines(old: readonly string[], now: readonly string[]): TextLine[] {
  const lines: TextLine[] = [];
  let [oldAt, newAt] = [0, 0];
  for (const edit of [...editsBetween(old, now), endOf(old, now)]) {
    while (oldAt < edit.oldFrom) lines.push(keptLine(old, oldAt++, newAt++));
    for (const line of replacedLines(edit, old, now)) lines.push(line);
    [oldAt, newAt] = [edit.oldTo, edit.newTo];
  }
  return lines;
}

/**
 * A text's lines. Where one text ends in a newline and the other does not, the empty piece behind it
 * stays, so that the difference shows.
 */
function splitBoth(old: string, now: string): [string[], string[]] {
  const both = [old.split('\n'), now.split('\n')] as const;
  if (both.every(lines => lines.at(-1) === '')) for (const lines of both) lines.pop();
  return [...both];
}

/** Edits whose contexts meet go into one hunk. */
function grouped(edits: readonly Edit[]): Edit[][] {
  const groups: Edit[][] = [];
  for (const edit of edits) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group !== undefined && last !== undefined && edit.oldFrom - last.oldTo <= 2 * context)
      group.push(edit);
    else groups.push([edit]);
  }
  return groups;
}

function hunkLines(group: readonly Edit[], old: readonly string[], now: readonly string[]): TextLine[] {
  const [first] = group;
  if (first === undefined) return [];
  const lines: TextLine[] = [];
  const before = Math.min(context, first.oldFrom);
  let [oldAt, newAt] = [first.oldFrom - before, first.newFrom - before];
  const keepTo = (end: number) => {
    while (oldAt < end) lines.push(keptLine(old, oldAt++, newAt++));
  };
  for (const edit of group) {
    keepTo(edit.oldFrom);
    for (const line of replacedLines(edit, old, now)) lines.push(line);
    [oldAt, newAt] = [edit.oldTo, edit.newTo];
  }
  keepTo(Math.min(oldAt + context, old.length));
  return lines;
}

function keptLine(old: readonly string[], oldAt: number, newAt: number): TextLine {
  return { sign: ' ', old: oldAt + 1, new: newAt + 1, text: old[oldAt] ?? '' };
}

function* replacedLines(edit: Edit, old: readonly string[], now: readonly string[]): Generator<TextLine> {
  for (let at = edit.oldFrom; at < edit.oldTo; at++) {
    yield { sign: '-', old: at + 1, new: null, text: old[at] ?? '' };
  }
  for (let at = edit.newFrom; at < edit.newTo; at++) {
    yield { sign: '+', old: null, new: at + 1, text: now[at] ?? '' };
  }
}

function endOf(old: readonly string[], now: readonly string[]): Edit {
  return { oldFrom: old.length, oldTo: old.length, newFrom: now.length, newTo: now.length };
}

function sum(edits: readonly Edit[], size: (edit: Edit) => number): number {
  return edits.reduce((total, edit) => total + size(edit), 0);
}
