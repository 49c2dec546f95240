import { type Difference, tokensText } from '../compare/index.ts';
import type { Statement } from '../model/index.ts';
import { argumentsOf, changedPiece, memberPath, move, operandOf, operationOf, shortText } from './pieces.ts';
import type { Found, Rule } from './rule.ts';
import { presetNames, timing } from './timers.ts';
import { ruleWords } from './words.ts';

export const presetChanged: Rule = {
  id: 'preset-changed',
  words: ruleWords['preset-changed'],
  fires: { old: 'st: T_Eject(IN := Part, PT := T#3s);', new: 'st: T_Eject(IN := Part, PT := T#5s);' },
  quiet: { old: 'st: T_Eject(IN := Part, PT := T#3s);', new: 'st: T_Eject(IN := Part, PT := T#3000ms);' },
  look: ({ differences }) => differences.flatMap(difference => presetIn(difference) ?? []),
};

function presetIn(difference: Difference): Found[] | null {
  if (difference.member !== null) return ofMember(difference);
  const piece = changedPiece(difference);
  if (piece === null) return null;
  const { old, new: now } = piece;
  const box = now.within.at(-1);
  if (now.node.kind === 'pin' && box?.kind === 'box') {
    const [type, instance] = box.tokens;
    const kind = timing(type?.text ?? '');
    if (kind === null || !presetNames.has(now.node.tokens[0]?.key ?? '')) return null;
    const [from, to] = [operandOf(old.node)?.text ?? null, operandOf(now.node)?.text ?? null];
    return [
      { difference, says: `${kind} preset of ${instance?.text ?? type?.text ?? ''} ${move(from, to)}` },
    ];
  }
  if (now.node.kind === 'call') {
    const before = new Map(argumentsOf(old.node.tokens).map(each => [each.name, each]));
    return argumentsOf(now.node.tokens).flatMap(each => {
      const was = before.get(each.name);
      if (!presetNames.has(each.name) || was === undefined) return [];
      if (was.tokens.map(({ key }) => key).join(' ') === each.tokens.map(({ key }) => key).join(' '))
        return [];
      const kind = each.name === 'PV' ? 'counter' : 'timer';
      const called = now.node.tokens[0]?.text ?? '';
      return [
        {
          difference,
          says: `${kind} preset of ${called} ${move(tokensText(was.tokens), tokensText(each.tokens))}`,
        },
      ];
    });
  }
  return ofLoad(
    difference,
    now.node.place,
    operationOf(now.node),
    old.node.tokens[1]?.text ?? null,
    now.node.tokens[1]?.text ?? null,
  );
}

function ofMember(difference: Difference): Found[] | null {
  const at = difference.member?.new ?? null;
  if (difference.aspect !== 'value' || at === null) return null;
  const holder = at.within.at(-1);
  if (holder !== undefined && presetNames.has(at.member.name.toUpperCase())) {
    const kind = timing(holder.type);
    if (kind === null) return null;
    const path = at.within
      .map(({ name }) => name)
      .join('.')
      .replaceAll('.[', '[');
    return [{ difference, says: `${kind} preset of ${path} ${move(difference.old, difference.new)}` }];
  }
  const kind = timing(at.member.type);
  const [from, to] = [difference.old, difference.new].map(presetOf);
  if (kind === null || from === to) return null;
  return [
    { difference, says: `${kind} preset of ${memberPath(difference)} ${move(from ?? null, to ?? null)}` },
  ];
}

/** `T#5s` of `(PT := T#5s)`. */
function presetOf(value: string | null): string | null {
  return /\b(?:PT|PV|PRE)\s*:=\s*([^,)\s]+)/i.exec(value ?? '')?.[1] ?? null;
}

/** Starts of S5 timers and sets of counters, in the international and the German mnemonics. Source: STEP 7, Statement List for S7-300/400. */
const starts: ReadonlySet<string> = new Set(['SP', 'SE', 'SD', 'SS', 'SF', 'SI', 'SV', 'SA', 'S']);
const loads: ReadonlySet<string> = new Set(['L', 'LD']);
const timerOrCounter = /^(?:T|C|Z) ?\d+$/;

function ofLoad(
  difference: Difference,
  place: string,
  operation: string,
  from: string | null,
  to: string | null,
): Found[] | null {
  const body = difference.network?.new?.body;
  if (!loads.has(operation) || body?.form !== 'statements' || place.includes('.')) return null;
  const started = body.statements.slice(Number(place) + 1, Number(place) + 3).find(isStart);
  const operand = started?.tokens[1];
  if (started === undefined || operand === undefined) return null;
  const kind = timerOrCounter.test(operand.key) && !operand.key.startsWith('T') ? 'counter' : 'timer';
  return [{ difference, says: `${kind} preset of ${shortText(operand.text)} ${move(from, to)}` }];
}

function isStart({ kind, tokens }: Statement): boolean {
  const [operation, operand] = tokens;
  if (
    kind !== 'instruction' ||
    operation === undefined ||
    operand === undefined ||
    !starts.has(operation.key)
  )
    return false;
  return operation.key !== 'S' || /^(?:C|Z) ?\d+$/.test(operand.key);
}
