import { parseScalar, type ValueType } from '@witnessmark/shared/values';
import type { Attribution } from './attribution.ts';
import { sameText } from './equality.ts';
import type { Cause } from './evidence.ts';
import { matches } from './globs.ts';
import type { ChangeClass, Judged, OperatorItems, SitePolicy } from './policy.ts';
import type { Part } from './question.ts';

/** What is known of a part beside itself when it is put into a class. */
export interface ClassContext {
  readonly asset: string;
  /** Of the asset when it changed, e.g. `production`. */
  readonly phase: string;
  readonly attribution: Attribution;
  /** Causes of this part. */
  readonly causes: readonly Cause[];
  /** The range that the controller itself gives for the value; null where it gives none. */
  readonly range: readonly [number, number] | null;
}

export interface Classified {
  readonly class: ChangeClass;
  readonly judged: Judged;
  /** The entry of the policy that takes it out of the inbox; null where it needs a judgement of its own. */
  readonly rule: string | null;
  /** False where policy shows its shift alone. */
  readonly namesShown: boolean;
}

/**
 * The class of a part, and by which rule of the policy. Engineering is what nothing else fits: an undeclared value, a
 * declared one outside of its limits or by another way, logic, configuration.
 */
export function classify(part: Part, context: ClassContext, policy: SitePolicy): Classified {
  const entry = operatorEntry(part, context, policy);
  const found = classOf(context, entry);
  const judged = policy.judged[found];
  const rule = found === 'operator' && entry !== null ? `operator: ${entry.name}` : found;
  return {
    class: found,
    judged,
    rule: judged === 'each' ? null : rule,
    namesShown: found !== 'operator' || policy.operatorNames === 'shown',
  };
}

function classOf({ phase, attribution, causes }: ClassContext, entry: OperatorItems | null): ChangeClass {
  if (phase === 'commissioning') return 'commissioning';
  const { kind } = attribution.actor;
  if (attribution.verdict === 'witnessed' && (kind === 'effect' || kind === 'restart')) return 'effect';
  if (causes.some(({ rule }) => rule === 'recipe-load')) return 'load';
  return entry === null ? 'engineering' : 'operator';
}

function operatorEntry(part: Part, context: ClassContext, policy: SitePolicy): OperatorItems | null {
  if (part.kind !== 'setpoint' || part.member === null || part.new === null) return null;
  const { member, path } = part;
  const holds = (globs: readonly string[] | null, text: string) =>
    globs === null || globs.some(glob => matches(glob, text));
  const entry = policy.operator.find(
    ({ assets, items, members }) =>
      holds(assets, context.asset) && holds(items, path) && holds(members, member),
  );
  if (entry === undefined) return null;
  return isWithinLimits(part, context, entry) && isUsualPath(context, entry) ? entry : null;
}

function isWithinLimits(part: Part, { range }: ClassContext, { limits }: OperatorItems): boolean {
  const held = part.new;
  if (held === null) return false;
  if (typeof limits === 'object' && 'oneOf' in limits)
    return limits.oneOf.some(value => sameText(part.type, value, held));
  const [low, high] = limits === 'own' ? (range ?? [Number.NaN, Number.NaN]) : [limits.low, limits.high];
  const number = numberOf(part.type, held);
  return number >= low && number <= high;
}

/** NaN, which lies in no limits, for what is no number. */
function numberOf(type: ValueType | null, text: string): number {
  const value = type === null ? undefined : parseScalar(type, text);
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : Number.NaN;
}

/** The path an authentic record tells; a path that is only possible is none. */
function isUsualPath({ attribution }: ClassContext, { by, alsoUnseen }: OperatorItems): boolean {
  const { verdict, path, candidates } = attribution;
  if (verdict === 'witnessed' && path !== null) return by.includes(path);
  if (!alsoUnseen || verdict === 'bracketed' || verdict === 'claimed') return false;
  // Unseen is not: somebody was seen elsewhere.
  return candidates.every(
    candidate => candidate.by === 'path' || (candidate.by === 'record' && by.includes(candidate.path ?? '')),
  );
}
