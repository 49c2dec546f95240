import type { Attribute, Member, Unit } from '../model/index.ts';

export function recipeUnit(
  name: string,
  members: readonly Member[],
  line: number,
  more: Partial<Pick<Unit, 'kind' | 'key' | 'id' | 'units' | 'comment'>> & {
    readonly attributes?: readonly Attribute[];
  } = {},
): Unit {
  return {
    kind: 'recipe',
    name,
    key: `recipe:${name}`,
    id: null,
    number: null,
    title: null,
    comment: null,
    attributes: [],
    members,
    networks: [],
    units: [],
    line,
    ...more,
  };
}
