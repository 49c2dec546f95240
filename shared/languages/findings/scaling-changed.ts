import { type Difference, type Node, tokensText } from '../compare/index.ts';
import { argumentsOf, memberPath, move, onMember, shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';
import { ruleWords } from './words.ts';

export const scalingChanged: Rule = {
  id: 'scaling-changed',
  words: ruleWords['scaling-changed'],
  fires: {
    old: 'rung 3: SCALE[IN=Raw HI_LIM=100.0 LO_LIM=0.0]',
    new: 'rung 3: SCALE[IN=Raw HI_LIM=120.0 LO_LIM=0.0]',
  },
  quiet: { old: 'rung 3: SCALE[IN=Raw HI_LIM=100.0]', new: 'rung 3: SCALE[IN=Raw2 HI_LIM=100.0]' },
  look: ({ differences }) => differences.flatMap(scaling),
};

const scalingBoxes: ReadonlySet<string> = new Set([
  ...['SCALE', 'UNSCALE', 'NORM_X', 'SCALE_X', 'SCL', 'SCP', 'LIN_TRAFO', 'SCALE_I', 'SCALE_R'],
]);
const scalingPins: ReadonlySet<string> = new Set([
  ...[
    'HI_LIM',
    'LO_LIM',
    'MIN',
    'MAX',
    'INRAWMAX',
    'INRAWMIN',
    'INEUMAX',
    'INEUMIN',
    'IN_MIN',
    'IN_MAX',
    'OUT_MIN',
    'OUT_MAX',
    'INPUT MIN',
    'INPUT MAX',
    'SCALED MIN',
    'SCALED MAX',
  ],
]);
const scalingName =
  /^(?:in)?(?:raw|eu|scaled?|eng)_?(?:min|max|low|high|hi|lo|factor|offset|gain|slope)$|^(?:low|high)(?:engineering|signal)$/i;

/** What of a scaling is another constant, each parameter by itself. */
export function scaling(difference: Difference): Found[] {
  const { aspect, old, new: now, name, member, piece } = difference;
  if (old === null || now === null) return [];
  if (member !== null && aspect === 'value' && scalingName.test(member.new?.member.name ?? ''))
    return [{ difference, says: `scaling of ${memberPath(difference)} ${move(old, now)}` }];
  if (aspect === 'attribute' && name !== null && scalingName.test(name))
    return [{ difference, says: `scaling: ${shortText(name)}${onMember(difference)} ${move(old, now)}` }];
  const node = piece?.new?.node;
  if (node?.kind === 'assignment' || node?.kind === 'call')
    return ofCalls(difference, piece?.old?.node, node);
  const box = piece?.new?.within.at(-1)?.tokens[0];
  if (node?.kind !== 'pin' || box === undefined || !scalingBoxes.has(box.key)) return [];
  const [pin] = node.tokens;
  if (pin === undefined || !scalingPins.has(pin.key)) return [];
  const [from, to] = [piece?.old?.node.tokens.at(-1)?.text ?? null, node.tokens.at(-1)?.text ?? null];
  return [{ difference, says: `scaling: ${pin.text} of ${box.text} ${move(from, to)}` }];
}

/** Limits of scaling instructions that a statement calls by the names of their parameters. */
function ofCalls(difference: Difference, old: Node | undefined, now: Node): Found[] {
  const before = scalingArguments(old);
  return [...scalingArguments(now)].flatMap(([name, value]) => {
    const was = before.get(name);
    return was === undefined || was === value
      ? []
      : [{ difference, says: `scaling: ${name} ${move(was, value)}` }];
  });
}

function scalingArguments(node: Node | undefined): Map<string, string> {
  const found = new Map<string, string>();
  const tokens = node?.tokens ?? [];
  tokens.forEach((token, at) => {
    if (!scalingBoxes.has(token.key.replace(/"/g, ''))) return;
    for (const { name, tokens: value } of argumentsOf(tokens.slice(at)))
      if (scalingPins.has(name)) found.set(`${name} of ${token.text}`, tokensText(value));
  });
  return found;
}
