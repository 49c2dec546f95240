import type { Network, Statement, Unit } from '../model/index.ts';

/** A unit with what it has; its key is its kind and its name in one case. */
export function unitOf(parts: Pick<Unit, 'kind' | 'name' | 'line'> & Partial<Unit>): Unit {
  return {
    key: `${parts.kind} ${parts.name.toUpperCase()}`,
    id: null,
    number: null,
    title: null,
    comment: null,
    attributes: [],
    members: [],
    networks: [],
    units: [],
    ...parts,
  };
}

/** A body of statements; none where there is nothing in it. */
export function bodyOf(
  language: string,
  statements: readonly Statement[],
  comment: string | null,
  line: number,
): Network[] {
  if (statements.length === 0 && comment === null) return [];
  return [
    {
      number: '',
      title: null,
      comment,
      language,
      attributes: [],
      body: { form: 'statements', statements },
      line,
    },
  ];
}
