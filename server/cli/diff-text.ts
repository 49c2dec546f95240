import type { ItemDiff, MemberChange } from '@witnessmark/shared/api';
import { type DiffView, viewsOf } from '@witnessmark/shared/changes';
import { codeLines } from './code-text.ts';
import { nameNote, originLines } from './name-text.ts';
import { columns, type Paint, printable } from './paint.ts';
import { textLines } from './text-lines.ts';

const signs = {
  added: '+',
  removed: '−',
  changed: '~',
  renamed: '↕',
  moved: '↕',
  retyped: '~',
  described: '~',
  unreadable: '!',
  withheld: '!',
  'readable-again': '~',
} as const;

/** The sign and the word of a change: never colour alone. */
export function signed(sign: keyof typeof signs, paint: Paint): string {
  const text = `${signs[sign]} ${sign}`;
  if (sign === 'added') return paint.added(text);
  if (sign === 'removed') return paint.removed(text);
  return sign === 'unreadable' || sign === 'withheld' ? paint.warned(text) : text;
}

/** An item's difference as lines for a terminal: in one view where one is named and the item has it, else as fits it. */
export function diffLines(diff: ItemDiff, paint: Paint, view: DiffView | null = null): string {
  if (view === null || viewsOf(diff).includes(view)) return viewLines(diff, paint, view);
  return `${paint.dim(`(this item has no ${view} view)`)}\n${viewLines(diff, paint, null)}`;
}

function viewLines(diff: ItemDiff, paint: Paint, view: DiffView | null): string {
  switch (diff.form) {
    case 'values': {
      const rows = diff.members.map(member => [
        signs[member.sign],
        printable(member.name),
        valueCell(member),
        stepCell(member),
      ]);
      const rest = [
        ...diff.unparsed.map(line => `${line.sign} ${printable(line.text)}`),
        ...(diff.truncated ? ['… more values than are shown'] : []),
      ];
      return [columns(rows), ...rest].filter(part => part !== '').join('\n');
    }
    case 'text':
      return textLines(diff, paint).join('\n');
    case 'logic':
      if (view === 'listing') return [diff.sentence, ...textLines(diff.listing, paint)].join('\n');
      return [
        diff.sentence,
        diff.opaqueChanged ? paint.warned('! something in this block that cannot be read is another') : '',
        columns(
          diff.statements.map(each => [
            signs[each.sign],
            `network ${each.network} line ${each.line}`,
            [each.old, each.new]
              .filter(text => text !== null)
              .map(printable)
              .join(' → '),
            nameNote(each.names?.old, each.names?.new),
          ]),
        ),
        columns(
          diff.variables.map(each => [
            '~',
            `${each.section} ${each.place}`,
            `${printable(each.old ?? 'none')} → ${printable(each.new ?? 'none')}`,
            nameNote(each.names),
          ]),
        ),
        columns(
          diff.values.map(each => [
            '~',
            each.address,
            `${printable(each.old)} → ${printable(each.new)}`,
            nameNote(each.names),
          ]),
        ),
        columns(
          diff.fields.map(each => ['~', each.field, `${printable(each.old)} → ${printable(each.new)}`]),
        ),
        ...(diff.truncated ? ['… more than is shown; the listing in git has it all'] : []),
        ...originLines(diff.names, paint),
      ]
        .filter(part => part !== '')
        .join('\n');
    case 'code':
      return codeLines(diff, paint, view);
    case 'bytes':
      return `${diff.note === undefined ? '' : `${paint.warned(`! ${printable(diff.note)}`)}\n`}bytes: ${diff.oldBytes ?? 'none'} → ${diff.newBytes ?? 'none'}${diff.firstDifference === null ? '' : `, first difference at byte ${diff.firstDifference}`}`;
    case 'none':
      return printable(diff.reason);
  }
}

function valueCell(member: MemberChange): string {
  const unit = member.unit === null ? '' : ` ${member.unit}`;
  const old = member.old === null ? '' : printable(member.old);
  const now = member.new === null ? '' : printable(member.new);
  if (member.sign === 'added') return `${now}${unit}`;
  if (member.sign === 'removed') return `was ${old}${unit}`;
  const type = member.sign === 'retyped' ? ` (${member.oldType} → ${member.type})` : '';
  return `${old} → ${now}${unit}${type}`;
}

function stepCell(member: MemberChange): string {
  if (member.stepPercent === null) return '';
  return `${member.stepPercent > 0 ? '+' : ''}${Number(member.stepPercent.toFixed(1))} % of range`;
}
