import type { Code, CodeClass } from './code.ts';

type Change = Code['changes'][number];

export const classNames: Readonly<Record<CodeClass, string>> = {
  logic: 'logic',
  value: 'value',
  interface: 'interface',
  attribute: 'attribute',
  comment: 'comment',
};

/** In the order in which they matter to the machine. */
export const classOrder = Object.keys(classNames) as readonly CodeClass[];

export const changeMarks: Readonly<
  Record<Change['sign'], { readonly glyph: string; readonly word: string }>
> = {
  added: { glyph: '+', word: 'added' },
  removed: { glyph: '−', word: 'removed' },
  changed: { glyph: '~', word: 'changed' },
  moved: { glyph: '↕', word: 'moved' },
  renamed: { glyph: '~', word: 'renamed' },
  retyped: { glyph: '~', word: 'retyped' },
  reordered: { glyph: '↕', word: 're-ordered' },
};

/** What of a program a change is about: `type of Tank.Level`, `contact`, `TcLinkTo`. */
export function aboutText({ aspect, member, name }: Change): string {
  if (aspect === 'unit') return name === null ? 'unit' : `unit with ${name}`;
  const what =
    aspect === 'attribute'
      ? (name ?? 'attribute')
      : aspect === 'measure'
        ? 'unit of measure'
        : aspect === 'order'
          ? `order of members${name === null ? '' : `, which means something: ${name}`}`
          : aspect;
  const about = member === null || aspect === 'member' || aspect === 'order' ? what : `${what} of ${member}`;
  const hasConsequence = (aspect === 'member' || aspect === 'type') && name !== null;
  return hasConsequence ? `${about}, which ${name}` : about;
}

/** Where a piece of code went: what it left and what it stands in now; where it did not move, what it stands in. */
export function withinText({ sign, within }: Change): string {
  if (within === null) return '';
  if (sign !== 'moved') {
    const heads = within.new.length > 0 ? within.new : within.old;
    return heads.length === 0 ? '' : `in ${heads.join(' › ')}`;
  }
  const [was, is] = [new Set(within.old), new Set(within.new)];
  const left = within.old.filter(head => !is.has(head));
  const entered = within.new.filter(head => !was.has(head));
  return [
    left.length === 0 ? '' : `out of ${left.join(' › ')}`,
    entered.length === 0 ? '' : `into ${entered.join(' › ')}`,
  ]
    .filter(text => text !== '')
    .join(', ');
}

/** `export-time` as a person reads it. */
export function ruleText(rule: string): string {
  return rule.replaceAll('-', ' ');
}
