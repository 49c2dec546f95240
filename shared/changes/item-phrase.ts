import { configPhrase } from './config-phrase.ts';
import { memberHeadline, memberPhrase } from './member-phrase.ts';
import type { ChecksumMove, CodeItemDiff, ItemDiff, LogicDiff, ValueDiff } from './schema.ts';
import type { ToldItem } from './told.ts';
import { count, itemName, name, plain, someOf } from './words.ts';

/** What happened to one item, as the middle of a sentence. `moved`: only a fingerprint or an event said so. */
export function itemPhrase(item: ToldItem, asset: string, moved: boolean): string {
  const thing = thingOf(item);
  const because = item.reason === null ? '' : `: ${plain(item.reason)}`;
  switch (item.sign) {
    case 'added':
      return `${thing} was added on ${asset}${item.diff.form === 'values' ? ` with ${count(item.diff.differing, 'value')}` : heldPhrase(item.diff)}`;
    case 'removed':
      return `${thing} was removed from ${asset}${heldPhrase(item.diff)}`;
    case 'renamed':
      return `${thing} on ${asset} got this name; it was ${name(itemName(item.renamedFrom ?? ''))}${isEqual(item.diff) ? '' : `, and changed: ${diffPhrase(item.diff)}`}`;
    case 'unreadable':
      if (item.checksum) return checksumPhrase(item.path, asset, item.checksum);
      return moved
        ? `${thing} on ${asset} changed, and its content could not be read${because}`
        : `${thing} on ${asset} could not be read${because}`;
    case 'withheld':
      return `${thing} on ${asset} was read, and its content is withheld${because}`;
    case 'readable-again':
      return `${thing} on ${asset} could be read again, ${isEqual(item.diff) ? 'with the content it had' : `and changed meanwhile: ${diffPhrase(item.diff)}`}`;
    case 'changed':
      return changedPhrase(item, asset);
  }
}

/** One short line: `Tank1.LevelSP 42.5 → 55.0 %`, `3 values`, `12 lines added, 3 removed`. */
export function headline(item: Omit<ToldItem, 'kind'>): string {
  const because = item.reason === null ? '' : `: ${plain(item.reason)}`;
  switch (item.sign) {
    case 'added':
      return item.diff.form === 'values'
        ? `added, ${count(item.diff.differing, 'value')}`
        : `added${heldPhrase(item.diff)}`;
    case 'removed':
      return `removed${heldPhrase(item.diff)}`;
    case 'renamed':
      return `renamed, was ${plain(itemName(item.renamedFrom ?? ''))}${isEqual(item.diff) ? '' : `, and changed: ${diffPhrase(item.diff)}`}`;
    case 'unreadable':
      if (item.checksum) return unreadHeadline(item.checksum);
      return `content not readable${because}`;
    case 'withheld':
      return `content withheld${because}`;
    case 'readable-again':
      return `readable again, ${isEqual(item.diff) ? 'equal' : diffPhrase(item.diff)}`;
    case 'changed':
      return diffPhrase(item.diff);
  }
}

/** `: FB_Fill (FB12) added with 12 networks`, of a source alone. */
function heldPhrase(diff: ItemDiff): string {
  return diff.form === 'code' ? `: ${diff.sentence}` : '';
}

/** `Press 9: program changed, content not readable from the device (checksum 16#1A2B → 16#3C4D)` */
function checksumPhrase(path: string, asset: string, checksum: ChecksumMove): string {
  const thing = plain(itemName(path));
  const verb = checksum.old === null ? 'is watched by its checksum' : 'changed';
  return `${asset}: ${thing} ${verb}, content not readable from the device (${checksumText(checksum)})`;
}

function unreadHeadline(checksum: ChecksumMove): string {
  const head = checksum.old === null ? '' : 'changed, ';
  return `${head}content not readable from the device (${checksumText(checksum)})`;
}

function checksumText({ old, new: now }: ChecksumMove): string {
  return old === null ? `checksum ${plain(now)}` : `checksum ${plain(old)} → ${plain(now)}`;
}

function changedPhrase(item: ToldItem, asset: string): string {
  const { diff } = item;
  if (diff.form === 'code' && meansNothing(diff))
    return `${thingOf(item)} on ${asset} changed in ${diff.sentence}`;
  if (diff.form !== 'values' || diff.differing === 0)
    return `${thingOf(item)} on ${asset} changed: ${diffPhrase(diff)}`;
  const [only] = diff.members;
  if (only !== undefined && diff.differing === 1 && diff.unparsed.length === 0) {
    return (item.kind === 'config' ? configPhrase(only, asset) : null) ?? memberPhrase(only, asset);
  }
  const values = count(diff.differing, item.kind === 'config' ? 'fact' : 'value');
  return `${values} of ${thingOf(item)} on ${asset} changed: ${someOf(diff.members.map(memberHeadline), diff.differing)}${besides(diff)}`;
}

/** Lines that are no values, beside the values that are told. */
function besides({ unparsed }: ValueDiff): string {
  return unparsed.length === 0 ? '' : `, and ${oddLines(unparsed)}`;
}

/** One that took the place of another is one. */
function oddLines(unparsed: ValueDiff['unparsed']): string {
  const added = unparsed.filter(({ sign }) => sign === '+').length;
  const lines = Math.max(added, unparsed.length - added);
  return `${count(lines, 'line')} that ${lines === 1 ? 'is no value' : 'are no values'}`;
}

function diffPhrase(diff: ItemDiff): string {
  switch (diff.form) {
    case 'values': {
      const [only] = diff.members;
      if (diff.differing === 0) return oddLines(diff.unparsed);
      const values =
        only !== undefined && diff.differing === 1 ? memberHeadline(only) : count(diff.differing, 'value');
      return `${values}${besides(diff)}`;
    }
    case 'text':
      return linesPhrase(diff.added, diff.removed);
    case 'logic':
      return logicPhrase(diff);
    case 'code':
      return diff.sentence;
    case 'bytes':
      return bytesPhrase(diff.oldBytes, diff.newBytes, diff.firstDifference);
    case 'none':
      return `content not read, ${plain(diff.reason)}`;
  }
}

/** `network 4 L S5T#3S → L S5T#5S` where one statement changed, else how many where; what is no logic is said as such. */
function logicPhrase({ verdict, sentence, statements, networks, variables }: LogicDiff): string {
  if (verdict !== 'logic') return lowerFirst(sentence.replace(/\.$/, ''));
  const [only] = statements;
  if (only !== undefined && statements.length === 1 && variables.length === 0) {
    const where = `network ${only.network}`;
    if (only.sign === 'changed') return `${where} ${plain(only.old ?? '')} → ${plain(only.new ?? '')}`;
    if (only.sign === 'moved') return `${where} ${plain(only.new ?? '')}, moved here`;
    return `${where} ${plain(only.new ?? only.old ?? '')} ${only.sign}`;
  }
  const [variable] = variables;
  if (variable !== undefined && variables.length === 1 && statements.length === 0)
    return variablePhrase(variable);
  const touched = [...new Set(statements.map(statement => statement.network))].sort((a, b) => a - b);
  const parts = [
    ...(statements.length > 0
      ? [
          `${count(statements.length, 'statement')} in network${touched.length === 1 ? '' : 's'} ${someOf(touched.map(String), touched.length)}`,
        ]
      : []),
    ...(variables.length > 0 ? [count(variables.length, 'variable')] : []),
    ...(statements.length === 0 && variables.length === 0 && networks.length > 0
      ? [count(networks.length, 'network')]
      : []),
  ];
  return parts.length > 0 ? parts.join(', ') : lowerFirst(sentence.replace(/\.$/, ''));
}

/** `STAT 0.0 REAL := 62.5 → 60.0`; the type is said again only where it is another. */
function variablePhrase({ section, place, old, new: now }: LogicDiff['variables'][number]): string {
  const where = `${section} ${place}`;
  if (old === null || now === null)
    return `${where} ${plain(now ?? old ?? '')} ${old === null ? 'added' : 'removed'}`;
  const [type] = old.split(' := ', 1);
  const same = `${type} := `;
  return `${where} ${plain(old)} → ${plain(now.startsWith(same) ? now.slice(same.length) : now)}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function linesPhrase(added: number, removed: number): string {
  if (removed === 0) return `${count(added, 'line')} added`;
  return added === 0
    ? `${count(removed, 'line')} removed`
    : `${count(added, 'line')} added, ${removed} removed`;
}

function bytesPhrase(old: number | null, now: number | null, first: number | null): string {
  if (old !== now) return `${old ?? 'no'} → ${now ?? 'no'} bytes`;
  return first === null ? `${now ?? 0} bytes` : `${count(now ?? 0, 'byte')}, different from byte ${first} on`;
}

function isEqual(diff: ItemDiff): boolean {
  switch (diff.form) {
    case 'values':
      return diff.differing === 0 && diff.unparsed.length === 0;
    case 'text':
      return diff.added === 0 && diff.removed === 0;
    case 'logic':
      return diff.verdict === 'none';
    case 'code':
      return meansNothing(diff) && diff.raw.added + diff.raw.removed === 0;
    case 'bytes':
      return diff.oldBytes === diff.newBytes && diff.firstDifference === null;
    case 'none':
      return false;
  }
}

/** Whether nothing of a source differs but what was left out as noise. */
export function meansNothing({ counts, unknown }: CodeItemDiff): boolean {
  return Object.values(counts).every(each => each === 0) && unknown.differing === 0;
}

function thingOf(item: ToldItem): string {
  return item.kind === 'recipe' ? `recipe ${name(itemName(item.path))}` : name(itemName(item.path));
}
