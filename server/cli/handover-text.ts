import type { Handover, HandoverPack, HandoverRow } from '@witnessmark/shared/api';
import { columns, type Paint, printable, siteTime } from './paint.ts';

interface Told {
  readonly paint: Paint;
  readonly timeZone: string;
}

/** A handover pack as text: what it says as a whole first, then each of its lists, blanks as loudly as the rest. */
export function handoverText({ pack, sha256, people, assets }: Handover, told: Told): string {
  const { paint, timeZone } = told;
  const nameOf = (id: string) => printable(assets.find(each => each.id === id)?.name ?? id);
  const labels = new Map(people.map(({ person, label }) => [person, label]));
  const rows = (title: string, list: readonly HandoverRow[], named: boolean) =>
    section(
      title,
      list.map(row => rowCells(row, nameOf, named ? labels : null)),
    );
  const end = pack.to === null ? 'now' : siteTime(pack.to, timeZone);
  const head = `${pack.number} · ${printable(labels.get(pack.person) ?? pack.person)} · ${siteTime(pack.from, timeZone)} … ${end}`;
  const forced = pack.forces.map(({ asset, state }) => [nameOf(asset), forceText(state, paint)]);
  const blocks: string[] = [
    paint.bold(head),
    printable(pack.purpose),
    pack.complete ? printable(pack.says) : paint.warned(`! ${printable(pack.says)}`),
    ...(pack.partial
      ? [paint.warned('! It has assets that you may not see: of them nothing stands here.')]
      : []),
    ...rows('Changed in this session', pack.work, false),
    ...rows('Perhaps in this session', pack.unclear, false),
    ...rows('Followed from it, or from a restart', pack.effects, false),
    ...rows('Somebody else’s, meanwhile', pack.others, true),
    ...section(
      'Declared and not done',
      pack.notDone.map(each => notDoneCells(each, nameOf)),
    ),
    ...section('Forces', forced),
    ...section(
      'Cannot be seen',
      pack.blind.map(({ asset, kind }) => [nameOf(asset), kind]),
    ),
    ...section(
      'Open',
      pack.open.map(each => openCells(each, nameOf, paint)),
    ),
    `\nsha256:${sha256}`,
  ];
  return blocks.join('\n');
}

function section(title: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : [`\n${title}`, columns(rows.map(row => ['', ...row]))];
}

function rowCells(
  row: HandoverRow,
  nameOf: (asset: string) => string,
  labels: ReadonlyMap<string, string> | null,
): string[] {
  const unit = row.unit === null ? '' : ` ${printable(row.unit)}`;
  const what =
    row.member === null
      ? printable(row.says)
      : `${printable(row.member)} ${valueText(row.old)} → ${valueText(row.new)}${unit}`;
  const who =
    labels === null || row.person === null
      ? ''
      : printable(labels.get(row.person) ?? 'somebody of the shift');
  const notes = [
    row.verdict,
    row.planned === 'outside-scope' || row.inPlan === false ? 'outside of what was declared' : '',
    row.settled ? '' : 'not settled',
  ];
  return [
    nameOf(row.asset),
    row.kind,
    printable(row.path),
    what,
    [who, ...notes].filter(part => part !== '').join(', '),
    row.change,
  ];
}

function valueText(value: string | null): string {
  return value === null ? 'none' : printable(value);
}

function notDoneCells(
  { asset, kind, items }: HandoverPack['notDone'][number],
  nameOf: (asset: string) => string,
): string[] {
  return [nameOf(asset), items === null ? (kind ?? 'anything at all') : printable(items)];
}

function openCells(
  { asset, change, says, blocks }: HandoverPack['open'][number],
  nameOf: (asset: string) => string,
  paint: Paint,
): string[] {
  const text = printable(says);
  return [blocks ? paint.warned('!') : '?', asset === null ? '' : nameOf(asset), text, change ?? ''];
}

function forceText(state: HandoverPack['forces'][number]['state'], paint: Paint): string {
  if (state === 'on') return paint.warned('! on');
  return state === 'off' ? 'off' : paint.warned('? not known: no configuration that is read tells it');
}
