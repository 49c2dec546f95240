import type { LookedThrough, Reference, References, ReferencesPast } from '@witnessmark/shared/api';
import { columns, type Paint, printable, siteTime } from './paint.ts';

type Place = Reference['places'][number];

const accessWords: Readonly<Record<Place['access'], string>> = {
  declared: 'declared',
  value: 'value',
  write: 'written',
  read: 'read',
  call: 'called',
  type: 'as type',
};
/** Where a countable thing stops being counted. */
const countedTo = 10_000;

/** Where a name stands now: asset by asset, file by file. */
export function useLines(found: References, paint: Paint): string[] {
  const { rows, byAddress, byAddressTruncated, partsTruncated, next } = found;
  if (rows.length + byAddress.length === 0) return ['It stands nowhere in what the plant holds now.'];
  return [
    ...byAsset(rows, paint),
    ...(byAddress.length === 0
      ? []
      : ['', 'By the address that a table of symbols gives it:', ...byAsset(byAddress, paint)]),
    ...(next === null && !byAddressTruncated
      ? []
      : [paint.warned('! more places than are shown; --limit shows more')]),
    ...(partsTruncated ? [paint.warned('! it has more members than are looked for with it; name one')] : []),
  ];
}

function byAsset(rows: readonly Reference[], paint: Paint): string[] {
  const lines: string[] = [];
  let asset = '';
  for (const row of rows) {
    if (row.asset !== asset)
      lines.push(paint.bold(`${printable(row.assetName)} (${row.asset}), ${printable(row.area)}`));
    asset = row.asset;
    const value = row.value === null ? '' : ` = ${printable(row.value)}`;
    lines.push(`  ${printable(row.path)}: ${printable(row.name)}${value}`);
    const left = row.count - row.places.length;
    const cells = row.places
      .filter(({ access }) => access !== 'value')
      .map(place => [`    ${accessWords[place.access]}`, whereOf(place), printable(place.unit)]);
    if (cells.length > 0) lines.push(columns(cells));
    if (left > 0) lines.push(`    … ${left} more places`);
  }
  return lines;
}

function whereOf({ network, line }: Place): string {
  const at = line === null ? '' : `line ${line}`;
  return network === null ? at : [`network ${printable(network)}`, at].filter(each => each !== '').join(', ');
}

/** The changes that were about a name. */
export function pastLines({ rows, next }: ReferencesPast, timeZone: string, paint: Paint): string[] {
  if (rows.length === 0) return ['No change was about it.'];
  const lines: string[] = [];
  for (const { change, items } of rows) {
    const { window, id, asset, who } = change;
    lines.push(
      `${paint.dim(siteTime(window.to, timeZone))}  ${id}  ${printable(asset.name)}  ${printable(who.label)} (${who.verdict})`,
    );
    for (const { path, says, before, after, address } of items)
      lines.push(
        `    ${printable(path)}${address === null ? '' : ` (by ${printable(address)})`}: ${says === null ? timesText(before, after) : printable(says)}`,
      );
  }
  return next === null
    ? lines
    : [...lines, paint.warned('! more changes than are shown; --limit shows more')];
}

function timesText(before: number, after: number): string {
  if (before === 0) return `came, in ${placesText(after)}`;
  return after === 0 ? `went, from ${placesText(before)}` : `${before} → ${placesText(after)}`;
}

function placesText(count: number): string {
  return `${count} ${count === 1 ? 'place' : 'places'}`;
}

/** What was not looked through: without it what is said above is not whole. */
export function lookedThroughLines(
  { lookedThrough: { waiting, unread, otherFiles } }: { readonly lookedThrough: LookedThrough },
  paint: Paint,
): string[] {
  const lines: string[] = [];
  if (waiting.contents + waiting.changes > 0)
    lines.push(
      paint.warned(
        `! not looked through yet: ${counted(waiting.contents)} files and blocks held now, ${counted(waiting.changes)} changes; ask again later`,
      ),
    );
  if (unread.contents + unread.changes > 0) {
    lines.push(
      paint.warned(
        `! could not be looked through: ${counted(unread.contents)} files and blocks held now, ${counted(unread.changes)} differences`,
      ),
    );
    for (const { assetName, path, says, change } of unread.first)
      lines.push(
        `    ${printable(assetName)}: ${printable(path)}${change === null ? '' : `, change ${change}`}: ${printable(says)}`,
      );
  }
  if (otherFiles > 0)
    lines.push(paint.dim(`${counted(otherFiles)} files are of no kind that names are read from`));
  return lines;
}

function counted(count: number): string {
  return count >= countedTo ? `${countedTo} or more` : String(count);
}
