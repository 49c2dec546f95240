import { itemPath } from '@witnessmark/shared/items';
import { formatValueText, type Member, type MemberMeta } from '@witnessmark/shared/values';
import type { ItemReading, SourceContext } from '../source.ts';
import type { ValuesConfig } from './config.ts';
import type { WebApiLink } from './link.ts';
import { memberOf, typeCall, valueCall, variableType } from './variables.ts';

const folders = { setpoint: 'setpoints', recipe: 'recipes', config: 'config' } as const;
const shownFailures = 5;

export function valueItemPath({ kind, name }: ValuesConfig, source: string): string {
  return itemPath(folders[kind], ...(kind === 'config' ? [source, `${name}.txt`] : [`${name}.txt`]));
}

/**
 * One item a group: whole, or unreadable naming every variable that could not be read. Types are asked for
 * with each reading, in the same requests: a download may have changed them.
 */
export async function readValues(
  link: WebApiLink,
  groups: readonly ValuesConfig[],
  { source }: Pick<SourceContext, 'source'>,
  signal: AbortSignal,
): Promise<ItemReading[]> {
  const items: ItemReading[] = [];
  for (const group of groups) {
    const members = Object.entries(group.members).map(([name, member]) => ({
      name,
      variable: typeof member === 'string' ? member : member.variable,
      meta: typeof member === 'string' ? {} : metaOf(member),
    }));
    const calls = members.flatMap(({ variable }) => [typeCall(variable), valueCall(variable)]);
    const { outcomes, requestedAt, arrivedAt } = await link.ask(calls, signal);
    const read: Member[] = [];
    const failures: string[] = [];
    members.forEach(({ name, variable, meta }, index) => {
      const kind = variableType(outcomes[2 * index]);
      const found =
        kind.failure === null
          ? memberOf(name, kind.type, outcomes[2 * index + 1])
          : { ...kind, member: null };
      if (found.member === null) failures.push(`${variable}: ${found.failure}`);
      else read.push({ ...found.member, ...meta });
    });
    const head = { path: valueItemPath(group, source), kind: group.kind, requestedAt, arrivedAt };
    if (failures.length > 0) items.push({ ...head, state: 'unreadable', reason: summary(failures) });
    else items.push({ ...head, state: 'present', content: Buffer.from(formatValueText(read), 'utf8') });
  }
  return items;
}

function metaOf({ unit, range }: Exclude<ValuesConfig['members'][string], string>): MemberMeta {
  return { ...(unit === undefined ? {} : { unit }), ...(range === undefined ? {} : { range }) };
}

function summary(failures: readonly string[]): string {
  const more = failures.length > shownFailures ? `, and ${failures.length - shownFailures} more` : '';
  return `${failures.slice(0, shownFailures).join('; ').slice(0, 2000)}${more}`;
}
