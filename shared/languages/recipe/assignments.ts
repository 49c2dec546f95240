import { valueOfText } from '../iec/index.ts';
import type { Member, Unit } from '../model/index.ts';
import { type Findings, MemberCount, Refusal } from '../siemens/index.ts';
import { plainMember } from './members.ts';
import { recipeUnit } from './unit.ts';

const assignment = /^\s*(?<name>[^:=\s][^:=]{0,400}?)\s*:=\s*(?<value>.*?)\s*$/u;

/** Whether a text's first line gives a variable its value. */
export function isAssignments(text: string): boolean {
  const [first = ''] = text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/, 1);
  return assignment.test(first);
}

/**
 * A recipe that a recipe manager of CODESYS or TwinCAT saved as text (`.txtrecipe`): a line for each variable. One
 * without a value is there and is not loaded. Source: Beckhoff Information System, TC3 PLC, "Load and write recipe".
 */
export function assignmentUnits(text: string, name: string, findings: Findings): Unit[] {
  const count = new MemberCount();
  const members: Member[] = [];
  for (const [at, line] of text.split(/\r\n|\r|\n/).entries()) {
    if (line.trim() === '') continue;
    const { name: variable, value } = assignment.exec(line)?.groups ?? {};
    count.another();
    if (variable === undefined || value === undefined) findings.keep([name], line.trim(), at + 1);
    else
      members.push({
        ...plainMember('values', variable, at + 1, '', value === '' ? null : valueOfText(value)),
        key: variable.toUpperCase(),
      });
  }
  if (members.length === 0) throw new Refusal('it gives no variable a value');
  return [recipeUnit(name, members, 1, { key: 'document' })];
}
