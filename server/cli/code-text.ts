import type { ItemDiff } from '@witnessmark/shared/api';
import { type Paint, printable } from './paint.ts';

type Code = Extract<ItemDiff, { form: 'code' }>;
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

/** A source's difference by meaning as lines for a terminal: sentence, findings, changes, networks, what was left out. */
export function codeLines(diff: Code, paint: Paint): string {
  return [
    printable(diff.sentence),
    ...diff.findings.map(finding => paint.warned(`! ${findingText(finding)}`)),
    ...changeLines(diff, paint),
    ...diff.networks.flatMap(network => networkLines(network, paint)),
    ...leftOut(diff, paint),
    ...(diff.truncated ? ['… more than is shown; the file in git has it all'] : []),
  ].join('\n');
}

function findingText({ rule, says, unit, network, line }: Code['findings'][number]): string {
  const where =
    network !== null ? `network ${network} of ${unit}` : line === null ? unit : `${unit}, line ${line}`;
  return printable(`${says} (${where}; ${rule})`);
}

/** What no network shows: units, members, attributes, comments. */
function changeLines(diff: Code, paint: Paint): string[] {
  const lines: string[] = [];
  let unit: string | null = null;
  for (const change of diff.changes) {
    if (change.place !== null && change.class !== 'comment') continue;
    if (change.unit !== unit) lines.push(paint.bold(printable(change.unit)));
    unit = change.unit;
    const about = [change.aspect === 'attribute' ? change.name : change.aspect, change.member]
      .filter(part => part !== null)
      .join(' of ');
    const sides = [change.old, change.new].filter(text => text !== null).map(firstLine);
    const text = `  ${signs[change.sign]} ${printable(about)}: ${sides.join(' → ')}${stepText(change)}`;
    lines.push(
      change.sign === 'added' ? paint.added(text) : change.sign === 'removed' ? paint.removed(text) : text,
    );
  }
  return lines;
}

function stepText({ values }: Code['changes'][number]): string {
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

function networkLines(network: Code['networks'][number], paint: Paint): string[] {
  const number = network.number.new || network.number.old;
  const title = network.title.new ?? network.title.old;
  const head = [
    network.unit,
    ...(number ? [`network ${number}`] : []),
    network.language,
    ...(title ? [title] : []),
    ...(network.sign === 'changed' ? [] : [network.sign]),
  ];
  return [
    paint.bold(printable(head.join(' · '))),
    ...folded(network.lines).map(line => (line === null ? paint.dim('  ⋮') : codeLine(line, paint))),
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
