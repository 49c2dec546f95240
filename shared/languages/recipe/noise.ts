import type { NoiseRule } from '../model/index.ts';
import type { Findings } from '../siemens/index.ts';
import type { Given } from './given.ts';

const owner = 'languages/recipe';

export const recipeNoise: readonly NoiseRule[] = [
  {
    rule: 'export-time',
    owner,
    because:
      'when the file was written, said at its head by a name for that and as a date; the values do not follow from it',
  },
  {
    rule: 'object-id',
    owner,
    because:
      'a GUID or counter by which the tool finds an object again that has a name, or the document itself',
  },
  {
    rule: 'tool-version',
    owner,
    because: 'which tool wrote the file; the values are in it, whoever wrote them',
  },
  {
    rule: 'archive-type',
    owner,
    because: 'classes of the tool by which TwinCAT reads its own archive again',
  },
  {
    rule: 'regional-format',
    owner,
    because: 'with which signs a panel separates cells and decimals; values are compared as they mean there',
  },
  { rule: 'schema', owner, because: 'which schema an XML document names for its form' },
];

const times =
  /^(?:export(?:ed)?[-_ ]?(?:time|date|at|on|timestamp|datetime)|(?:last[-_ ]?)?(?:saved|written)[-_ ]?(?:time|date|at|on))$/i;
const date = /^(?:\d{4}-\d\d-\d\d|\d{1,2}[./]\d{1,2}[./]\d{4})(?:[T ,].{0,40})?$/;
const ids = /^(?:id|guid|uuid|object[-_]?id)$/i;
const guid = /^\{?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}\}?$/i;

/** What stands at the head of a document beside its values, without what means nothing. */
export function withoutHeadNoise(children: readonly Given[], findings: Findings): Given[] {
  return withoutIds(children, findings).filter(({ name, text, line }) => {
    const isNoise = text !== null && times.test(name) && date.test(text);
    if (isNoise) findings.leaveOut('export-time', `${name} ${text}`, line);
    return !isNoise;
  });
}

/** What stands about a thing that has a name of its own. */
export function withoutIds(children: readonly Given[], findings: Findings): Given[] {
  return children.filter(({ name, text, line }) => {
    const isNoise = text !== null && ids.test(name) && guid.test(text);
    if (isNoise) findings.leaveOut('object-id', `${name} ${text}`, line);
    return !isNoise;
  });
}
