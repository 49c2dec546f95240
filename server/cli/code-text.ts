import type { ItemDiff } from '@witnessmark/shared/api';
import type { DiffView } from '@witnessmark/shared/changes';
import { networkWord } from '@witnessmark/shared/languages/network-word';
import { columns, type Paint, printable } from './paint.ts';
import { textLines } from './text-lines.ts';

type Code = Extract<ItemDiff, { form: 'code' }>;
type Change = Code['changes'][number];
type Line = Code['networks'][number]['lines'][number];

/** Unchanged lines shown around a change. */
const context = 2;

const signs = {
  added: '+',
  removed: '−',
  changed: '~',
  moved: '↕',
  renamed: '↕',
  retyped: '~',
  reordered: '↕',
} as const;

/** A source's difference by meaning as lines for a terminal: in one view, or, where none is named, what of each is needed most. */
export function codeLines(diff: Code, paint: Paint, view: DiffView | null): string {
  return [
    printable(diff.sentence),
    ...viewLines(diff, paint, view),
    ...(diff.truncated ? [paint.warned('! more than is shown; the file in git has it all')] : []),
  ].join('\n');
}

function viewLines(diff: Code, paint: Paint, view: DiffView | null): string[] {
  switch (view) {
    case null:
      return [
        ...findingLines(diff, paint),
        ...changeLines(diff, paint),
        ...diff.networks.flatMap(network => networkLines(network, folded(network.lines), paint)),
        ...leftOut(diff, paint),
      ];
    case 'summary':
      return [...findingLines(diff, paint), ...summaryLines(diff), ...leftOut(diff, paint)];
    case 'table':
      return tableLines(diff, paint);
    case 'listing':
      return diff.networks.flatMap(network => networkLines(network, folded(network.lines), paint));
    case 'rung':
      return diff.networks.flatMap(network =>
        network.picture === null ? [] : networkLines(network, network.lines, paint),
      );
    case 'raw':
      return textLines(diff.raw, paint);
  }
}

function findingLines({ findings }: Code, paint: Paint): string[] {
  return findings.map(({ rule, says, unit, network, networkLanguage, line }) => {
    const where =
      network !== null
        ? `${networkWord(networkLanguage)} ${network} of ${unit}`
        : line === null
          ? unit
          : `${unit}, line ${line}`;
    return paint.warned(`! ${printable(`${says} (${where}; ${rule})`)}`);
  });
}

function summaryLines(diff: Code): string[] {
  const counts = Object.entries(diff.counts).filter(([, count]) => count > 0);
  // Of a file that came or went there is one side to tell of, and nothing that moved.
  const isWhole = diff.language.old === null || diff.language.new === null;
  const facts = [
    ['language', diff.language],
    ['written by', diff.writtenBy],
    ['encoding', diff.encoding],
  ] as const;
  return [
    ...(counts.length > 0 ? [counts.map(([of, count]) => `${count} ${of}`).join(', ')] : []),
    ...facts.flatMap(([name, { old, new: now }]) =>
      isWhole || old === now ? [] : [printable(`${name}: ${old ?? 'unknown'} → ${now ?? 'unknown'}`)],
    ),
    ...columns(
      diff.units.listed.map(({ name, kind, sign, was, changes }) => [
        signs[sign],
        printable(was === null ? name : `${name} (was ${was})`),
        kind.replaceAll('-', ' '),
        `${changes} ${changes === 1 ? 'change' : 'changes'}`,
      ]),
    )
      .split('\n')
      .filter(line => line !== ''),
    `${diff.units.differing} differ, ${diff.units.equal} equal`,
  ];
}

/** Every change a row, comments too. */
function tableLines({ changes }: Code, paint: Paint): string[] {
  const rows = changes.map(change => [
    signs[change.sign],
    change.class,
    printable(whereText(change)),
    printable(aboutText(change)),
    sidesText(change),
  ]);
  return columns(rows)
    .split('\n')
    .filter(line => line !== '')
    .map((line, at) => painted(changes[at]?.sign, line, paint));
}

function whereText({ unit, network, networkLanguage, line, sign }: Change): string {
  const number = network?.new || network?.old;
  const at = sign === 'removed' ? line.old : (line.new ?? line.old);
  return [
    unit,
    number ? `${networkWord(networkLanguage)} ${number}` : '',
    at === null || at < 1 ? '' : `line ${at}`,
  ]
    .filter(part => part !== '')
    .join(', ');
}

function aboutText({ aspect, name, member }: Change): string {
  return [aspect === 'attribute' ? name : aspect, member].filter(part => part !== null).join(' of ');
}

function sidesText(change: Change): string {
  const sides = [change.old, change.new].filter(text => text !== null).map(firstLine);
  return `${sides.join(' → ')}${stepText(change)}`;
}

/** What no network shows: units, members, attributes, comments. */
function changeLines(diff: Code, paint: Paint): string[] {
  const lines: string[] = [];
  let unit: string | null = null;
  for (const change of diff.changes) {
    if (change.place !== null && change.class !== 'comment') continue;
    if (change.unit !== unit)
      lines.push(paint.bold(change.unit === '' ? 'outside of any block' : printable(change.unit)));
    unit = change.unit;
    const text = `  ${signs[change.sign]} ${printable(aboutText(change))}: ${sidesText(change)}`;
    lines.push(painted(change.sign, text, paint));
  }
  return lines;
}

function painted(sign: Change['sign'] | undefined, text: string, paint: Paint): string {
  return sign === 'added' ? paint.added(text) : sign === 'removed' ? paint.removed(text) : text;
}

function stepText({ values }: Change): string {
  const [only] = values;
  if (only === undefined || values.length > 1) return '';
  const unit = only.unit === null ? '' : ` ${printable(only.unit)}`;
  if (only.stepPercent === null) return unit;
  return `${unit} (${only.stepPercent > 0 ? '+' : ''}${Number(only.stepPercent.toFixed(1))} % of range)`;
}

function firstLine(text: string): string {
  const [line = '', ...rest] = text.split('\n');
  return `${printable(line)}${rest.length > 0 ? ' …' : ''}`;
}

function networkLines(
  network: Code['networks'][number],
  lines: readonly (Line | null)[],
  paint: Paint,
): string[] {
  const number = network.number.new || network.number.old;
  const title = network.title.new ?? network.title.old;
  const head = [
    network.unit,
    ...(number ? [`${networkWord(network.language)} ${number}`] : []),
    network.language,
    ...(title ? [title] : []),
    ...(network.sign === 'changed' ? [] : [network.sign]),
  ];
  return [
    paint.bold(printable(head.join(' · '))),
    ...lines.map(line => (line === null ? paint.dim('  ⋮') : codeLine(line, paint))),
    ...(network.truncated ? ['… more lines than are shown'] : []),
  ];
}

function codeLine({ sign, text }: Line, paint: Paint): string {
  const shown = `${sign === '-' ? '−' : sign} ${printable(text)}`;
  return sign === '+' ? paint.added(shown) : sign === '-' ? paint.removed(shown) : paint.dim(shown);
}

/** Null for lines that are left out: unchanged ones, away from any change. */
function folded(lines: readonly Line[]): (Line | null)[] {
  const near = new Set<number>();
  lines.forEach((line, at) => {
    if (line.sign === ' ') return;
    for (let beside = at - context; beside <= at + context; beside++) near.add(beside);
  });
  const shown: (Line | null)[] = [];
  lines.forEach((line, at) => {
    if (near.has(at)) shown.push(line);
    else if (shown.at(-1) !== null) shown.push(null);
  });
  return shown;
}

function leftOut(diff: Code, paint: Paint): string[] {
  const noise = diff.noise.filter(({ differing }) => differing > 0);
  const problems = (['old', 'new'] as const).flatMap(side =>
    diff.problems[side].map(({ line, says }) =>
      paint.warned(`! ${side} does not compile, line ${line}: ${printable(says)}`),
    ),
  );
  return [
    ...problems,
    ...(diff.unknown.new + diff.unknown.old > 0
      ? [
          `not understood and compared as text: ${diff.unknown.old} → ${diff.unknown.new}, ${diff.unknown.differing} differ`,
        ]
      : []),
    ...diff.unknown.lines.map(({ sign, text }) =>
      sign === '+' ? paint.added(`+ ${printable(text)}`) : paint.removed(`− ${printable(text)}`),
    ),
    ...(noise.length > 0
      ? [
          paint.dim(
            `left out: ${noise.map(({ rule, differing }) => `${differing} × ${printable(rule)}`).join(', ')}`,
          ),
        ]
      : []),
  ];
}
