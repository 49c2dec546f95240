import { clipPair } from '../../sequences/index.ts';
import { move } from '../findings/index.ts';
import { networkWord } from '../network-word.ts';
import { clip } from './clip.ts';
import type { CodeChange, CodeDiff, CodeFinding, CodeValue } from './schema.ts';
import { foundWithShortNames, withShortNames } from './short-names.ts';

/** Phrases of one sentence; the rest is counted. */
const told = 3;
const longest = 80;

type Told = Omit<CodeDiff, 'sentence'>;

/**
 * One plain sentence of what a difference comes to, without subject and full stop: what it does to the machine
 * first, then values, logic, interfaces and attributes, then how many comments, and what does not compile any more.
 * The same for the same difference. `broken`: how many places do not compile, listed or not.
 */
export function sentence(diff: Told, broken: { readonly old: number; readonly new: number }): string {
  const phrases = [...findingPhrases(diff.findings), ...changePhrases(diff)];
  const parts = [];
  const shown = phrases.slice(0, told);
  const left = meaningOf(diff) - coveredBy(shown);
  if (shown.length > 0)
    parts.push(`${shown.map(({ text }) => text).join('; ')}${left > 0 ? ` and ${left} more` : ''}`);
  if (diff.counts.comment > 0) parts.push(count(diff.counts.comment, 'comment'));
  if (diff.unknown.differing > 0) parts.push(`${count(diff.unknown.differing, 'place')} not understood`);
  const compiles = brokenPhrase(broken);
  if (compiles !== null) parts.push(compiles);
  return parts.length > 0 ? parts.join(', ') : `nothing that means anything: ${noisePhrase(diff)}`;
}

/** Of places that do not compile, how many more or fewer there are; null where there are as many. */
function brokenPhrase(broken: { readonly old: number; readonly new: number }): string | null {
  const more = broken.new - broken.old;
  if (more > 0) return `${count(more, 'place')} more that ${more === 1 ? 'does' : 'do'} not compile`;
  return more === 0 ? null : `${count(-more, 'place')} that ${more === -1 ? 'compiles' : 'compile'} again`;
}

interface Phrase {
  readonly text: string;
  /** Indices of the changes it tells. */
  readonly changes: readonly number[];
}

function findingPhrases(findings: readonly CodeFinding[]): Phrase[] {
  return findings.map(finding => ({
    text: findingPhrase(finding),
    changes: finding.change === null ? [] : [finding.change],
  }));
}

/** What a change does to the machine, and where: `timer preset of T1 3 s → 5 s in network 4 of Main`. */
export function findingPhrase(found: Omit<CodeFinding, 'rule' | 'change'>): string {
  const finding = foundWithShortNames(found);
  return `${plain(finding.says)}${where(finding, finding.network, finding.line)}`;
}

const order: readonly CodeChange['class'][] = ['value', 'logic', 'interface', 'attribute'];

function changePhrases({ changes, findings }: Told): Phrase[] {
  const found = new Set(findings.map(({ change }) => change));
  return order.flatMap(of =>
    changes.flatMap((change, at) =>
      change.class === of && !found.has(at) ? [{ text: changePhrase(change), changes: [at] }] : [],
    ),
  );
}

function meaningOf({ counts }: Told): number {
  return counts.logic + counts.value + counts.interface + counts.attribute;
}

function coveredBy(phrases: readonly Phrase[]): number {
  return new Set(phrases.flatMap(({ changes }) => changes)).size;
}

/** One change: `Tank.Level 80.0 → 95.0 °C in DB20`, `contact Ready added in network 2 of FC 12`. */
export function changePhrase(listed: CodeChange): string {
  const change = withShortNames(listed);
  const { network, line, aspect, sign } = change;
  const inCode = change.place !== null;
  const at =
    aspect === 'unit'
      ? ''
      : where(change, network?.new || network?.old || null, inCode ? (line.new ?? line.old) : null);
  return `${whatPhrase(change)}${chartPhrase(change)}${at}${sign === 'moved' && inCode ? movePhrase(change) : ''}`;
}

/** ` at step Wait`: where in a chart, which is one network. */
function chartPhrase({ within }: CodeChange): string {
  const [head] = within === null ? [] : within.new.length > 0 ? within.new : within.old;
  return head !== undefined && /^(?:step|transition) /.test(head) ? ` at ${plain(head)}` : '';
}

function whatPhrase(change: CodeChange): string {
  const { aspect, sign, old, new: now } = change;
  const [only] = change.values;
  if (change.class === 'value' && change.values.length === 1 && only !== undefined)
    return valuePhrase(change, only);
  if (change.class === 'comment') return `comment ${sign}`;
  const about = aboutPhrase(change);
  switch (aspect) {
    case 'unit':
      return sign === 'added' || sign === 'removed'
        ? `${plain(now ?? old ?? '')} ${sign}${change.name === null ? '' : ` with ${plain(change.name)}`}`
        : `${plain(old ?? '')} ${sign} to ${plain(now ?? '')}`;
    case 'name':
      return `${plain(old ?? '')} renamed to ${plain(now ?? '')}`;
    case 'member':
      return `${plain(now ?? old ?? '')} ${sign}${consequence(change)}`;
    case 'type':
      return `${about} ${pair(old, now)}${consequence(change)}`;
    case 'order':
      return `order of ${plain(now ?? '')} changed: ${plain(change.name ?? '')}`;
    case 'network':
      return sign === 'moved'
        ? `${networkWord(change.networkLanguage)} ${plain(old ?? '')} moved, now`
        : `a ${networkWord(change.networkLanguage)} ${sign}: ${plain(now ?? old ?? '')}`;
    case 'value':
      return `${about} ${move(old, now)}`;
    default:
      return change.place === null ? `${about} ${pair(old, now)}` : codePhrase(change);
  }
}

/** What it does to other members: `, which moves the addresses behind it`. */
function consequence({ name }: CodeChange): string {
  return name === null ? '' : `, which ${name}`;
}

/** `type of Tank.Level`, `TcLinkTo of Valve1`. */
function aboutPhrase({ aspect, member, name }: CodeChange): string {
  const what = aspect === 'attribute' ? plain(name ?? '') : aspect === 'measure' ? 'unit' : aspect;
  if (aspect === 'value') return plain(member ?? '');
  return member === null ? what : `${what} of ${plain(member)}`;
}

function pair(old: string | null, now: string | null): string {
  if (old === null) return `added: ${plain(now ?? '')}`;
  return now === null ? `removed, was ${plain(old)}` : bothPlain(old, now);
}

function codePhrase(change: CodeChange): string {
  const { aspect, sign } = change;
  // A coil is told as what a rung leads to; by itself the arrow leads from nothing.
  const [old, now] = [change.old, change.new].map(text =>
    aspect === 'coil' ? text?.replace(/^→ /, '') : text,
  );
  const noun = aspect === 'statement' ? '' : `${aspect} `;
  switch (sign) {
    case 'added':
    case 'removed':
      return `${noun}${plain(now ?? old ?? '')} ${sign}`;
    case 'moved':
      return `${noun}${plain(now ?? old ?? '')} moved`;
    default:
      return aspect === 'statement' ? statementPhrase(change) : `${noun}${bothPlain(old ?? '', now ?? '')}`;
  }
}

/** Statements that are longer than this are told by what of them differs. */
const short = 40;

/** Both where they are short; else each run of tokens that another took the place of, with the parameter it is given to. */
function statementPhrase({ old, new: now, spans }: CodeChange): string {
  const [from, to] = [old ?? '', now ?? ''];
  const both = bothPlain(from, to);
  if (spans === null || Math.max(from.length, to.length) <= short) return both;
  const head = /^[^\s(]*/.exec(to)?.[0] ?? '';
  const phrases: string[] = [];
  for (const [at, { sign, text }] of spans.entries()) {
    if (sign === ' ' || (sign === '+' && spans[at - 1]?.sign === '-')) continue;
    const next = spans[at + 1];
    const replaced =
      sign === '-' && next?.sign === '+' ? ` → ${plain(next.text)}` : sign === '-' ? ' removed' : ' added';
    const parameter = /(\w+) (?::=|=>) ?$/.exec(
      spans[at - 1]?.sign === ' ' ? (spans[at - 1]?.text ?? '') : '',
    )?.[1];
    phrases.push(`${parameter === undefined ? '' : `${parameter} `}${plain(text)}${replaced}`);
  }
  if (phrases.length === 0 || phrases.length > told) return both;
  return `${plain(head)}: ${phrases.join(', ')}`;
}

/** ` out of IF Ready THEN`, or what it stands in now. */
function movePhrase({ within }: CodeChange): string {
  if (within === null) return '';
  const still = new Set(within.new);
  const was = new Set(within.old);
  const left = within.old.filter(head => !still.has(head)).at(-1);
  const entered = within.new.filter(head => !was.has(head)).at(-1);
  return [
    left === undefined ? '' : `, out of ${plain(left)}`,
    entered === undefined ? '' : `, into ${plain(entered)}`,
  ].join('');
}

function valuePhrase(change: CodeChange, value: CodeValue): string {
  const subject = change.member ?? value.of ?? change.name ?? headOf(change);
  const unit = value.unit === null ? '' : ` ${plain(value.unit)}`;
  const percent = value.stepPercent === null ? '' : ` (${signed(value.stepPercent)} % of range)`;
  return `${plain(subject)} ${move(value.old, value.new)}${unit}${percent}`;
}

/** What a constant without a name stands in: the statement up to it, and of an action what it is about. */
function headOf({ aspect, spans, new: now }: CodeChange): string {
  const before = spans?.[0]?.sign === ' ' ? spans[0].text.trim() : '';
  const behind = aspect === 'action' && spans?.at(-1)?.sign === ' ' ? spans.at(-1)?.text.trim() : '';
  return before === '' ? (now ?? '') : `${before.replace(/[([,\s]+$/, '')} ${behind}`.trim();
}

function signed(percent: number): string {
  const text = String(Number(percent.toPrecision(3)));
  return percent > 0 ? `+${text}` : text;
}

function where(
  { unit, networkLanguage }: Pick<CodeChange, 'unit' | 'networkLanguage'>,
  network: string | null,
  line: number | null,
): string {
  if (network !== null && network !== '')
    return ` in ${networkWord(networkLanguage)} ${plain(network)} of ${plain(unit)}`;
  return line === null ? (unit === '' ? '' : ` in ${plain(unit)}`) : ` in line ${line} of ${plain(unit)}`;
}

/** `14 export stamps`, by the rules that took them; what no rule needed to take is layout. */
function noisePhrase({ noise, encoding }: Told): string {
  const parts = noise
    .filter(({ differing }) => differing > 0)
    .map(({ rule, differing }) =>
      count(differing, nouns.get(rule) ?? rule.replaceAll('-', ' ').replace(/s$/, '')),
    );
  if (encoding.old !== encoding.new)
    parts.push(`encoding ${plain(encoding.old ?? '')} → ${plain(encoding.new ?? '')}`);
  return parts.length === 0 ? 'layout' : parts.join(', ');
}

const nouns: ReadonlyMap<string, string> = new Map([
  ['export-time', 'export stamp'],
  ['created', 'export stamp'],
  ['object-id', 'object id'],
  ['line-ids', 'set of line ids'],
  ['needed-by-others', 'block that is there for others alone'],
]);

function count(number: number, noun: string): string {
  return `${number} ${number === 1 ? noun : plural(noun)}`;
}

/** Both sides of what differs: what is long is cut where they differ. */
function bothPlain(old: string, now: string): string {
  return clipPair(onOneLine(old), onOneLine(now), longest).join(' → ');
}

function plural(noun: string): string {
  const of = noun.indexOf(' of ');
  if (of > 0) return `${noun.slice(0, of)}s${noun.slice(of)}`;
  const that = noun.indexOf(' that is');
  return that > 0 ? `${noun.slice(0, that)}s that are${noun.slice(that + 8)}` : `${noun}s`;
}

/** Text from outside inside a sentence: short, on one line, nothing invisible. */
function plain(text: string): string {
  return clip(onOneLine(text), longest);
}

function onOneLine(text: string): string {
  return text.replace(/[\p{C}\p{Zl}\p{Zp}\s]+/gu, ' ').trim();
}
