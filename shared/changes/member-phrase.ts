import type { MemberChange } from './schema.ts';
import { name, plain } from './words.ts';

/** `Tank1.LevelSP` on Press 2 went from 42.5 to 55.0 % (+12.5 % of range) */
export function memberPhrase(member: MemberChange, asset: string): string {
  const subject = `${name(member.name)} on ${asset}`;
  switch (member.sign) {
    case 'added':
      return `${subject} appeared with ${shown(member.new, member.unit)}`;
    case 'removed':
      return `${subject} disappeared; it had ${shown(member.old, member.oldUnit)}`;
    case 'retyped':
      return `${subject} went from ${shown(member.old, member.oldUnit)} to ${shown(member.new, member.unit)}, its type from ${member.oldType} to ${member.type}`;
    case 'described':
      return `the ${described(member)} of ${subject} changed; its value did not`;
    case 'changed': {
      const from = shown(member.old, member.oldUnit === member.unit ? null : member.oldUnit);
      return `${subject} went from ${from} to ${shown(member.new, member.unit)}${stepPhrase(member)}`;
    }
  }
}

/** Tank1.LevelSP 42.5 → 55.0 % */
export function memberHeadline(member: MemberChange): string {
  const called = plain(member.name);
  switch (member.sign) {
    case 'added':
      return `${called} added, ${shown(member.new, member.unit)}`;
    case 'removed':
      return `${called} removed, was ${shown(member.old, member.oldUnit)}`;
    case 'described':
      return `${called} ${described(member)}`;
    case 'retyped':
    case 'changed': {
      const type = member.sign === 'retyped' ? ` (${member.oldType} → ${member.type})` : '';
      const from = shown(member.old, member.oldUnit === member.unit ? null : member.oldUnit);
      return `${called} ${from} → ${shown(member.new, member.unit)}${type}`;
    }
  }
}

/** A value as value text writes it, with its unit; a member without a value says so. */
export function shown(value: string | null, unit: string | null): string {
  if (value === null || value === 'null') return 'no value';
  return unit === null || unit === '' ? plain(value) : `${plain(value)} ${plain(unit)}`;
}

function described(member: MemberChange): string {
  const unit = member.unit !== member.oldUnit;
  const range = JSON.stringify(member.range) !== JSON.stringify(member.oldRange);
  return unit && range ? 'unit and range' : unit ? 'unit' : 'range';
}

function stepPhrase({ step, stepPercent, unit, oldUnit }: MemberChange): string {
  // Between different units a difference of numbers means nothing.
  if (step === null || unit !== oldUnit) return '';
  if (stepPercent !== null) return ` (${signed(String(Number(stepPercent.toPrecision(3))))} % of range)`;
  return ` (${shown(signed(step.replace(/^\w+#/, '')), unit)})`;
}

function signed(number: string): string {
  return number.startsWith('-') ? number : `+${number}`;
}
