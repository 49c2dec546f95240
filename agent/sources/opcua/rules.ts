import { WitnessError } from '@witnessmark/shared/errors';
import picomatch from 'picomatch';
import { plainName } from './browse-path.ts';
import type { OpcuaRule } from './config.ts';

/** What a rule looks at. */
export interface RuleSubject {
  /** Browse path from `/Objects` on, by names alone and with namespace URIs. */
  readonly plainPath: string;
  readonly qualifiedPath: string;
  /** Namespace URI of the node's own browse name. */
  readonly uri: string;
  /** Of a plain object only `ignore` matters: it leaves out everything below. */
  readonly nodeClass: 'Variable' | 'File' | 'Object';
  /** What AccessLevel says; null where no rule asked for it. */
  readonly writable: boolean | null;
}

type RuleVerdict =
  | { readonly kind: 'ignore' }
  | { readonly kind: 'setpoint' | 'recipe' | 'config' | 'logic'; readonly group: string | null };

export interface RuleMatcher {
  /** True where a rule needs the AccessLevel of variables. */
  readonly asksWritable: boolean;
  /** The verdict of the first rule that matches; null where none does. */
  match(subject: RuleSubject): RuleVerdict | null;
}

/** Compiles the rules of a source. Throws `opcua.rule-invalid` for a glob or group that cannot work. */
export function compileRules(rules: readonly OpcuaRule[], subject: string): RuleMatcher {
  const compiled = rules.map((rule, index) => compile(rule, `${subject} rule ${index + 1}`));
  return {
    asksWritable: rules.some(rule => rule.writable !== undefined),
    match(node) {
      for (const test of compiled) {
        const verdict = test(node);
        if (verdict) return verdict;
      }
      return null;
    },
  };
}

function compile(rule: OpcuaRule, subject: string): (node: RuleSubject) => RuleVerdict | null {
  const qualified = rule.path.includes('nsu=');
  const pattern = toRegExp(rule.path, subject);
  const highest = Math.max(0, ...[...(rule.group ?? '').matchAll(/\$([1-9])/g)].map(use => Number(use[1])));
  const captures = new RegExp(`${pattern.source}|`).exec('')?.length ?? 1;
  if (highest >= captures) {
    throw new WitnessError('opcua.rule-invalid', subject, `$${highest} names a star the path does not have`);
  }
  return node => {
    if (rule.namespace !== undefined && rule.namespace !== node.uri) return null;
    if (rule.nodeClass !== undefined && rule.nodeClass !== node.nodeClass) return null;
    if (rule.writable !== undefined && rule.writable !== node.writable) return null;
    if (rule.group === undefined && rule.kind !== 'ignore' && node.nodeClass === 'Variable') return null;
    const found = pattern.exec(qualified ? node.qualifiedPath : node.plainPath);
    if (!found) return null;
    if (rule.kind === 'ignore') return { kind: 'ignore' };
    const group =
      rule.group?.replace(/\$([1-9])/g, (_, star: string) => plainName(found[Number(star)] ?? '')) ?? null;
    return { kind: rule.kind, group };
  };
}

function toRegExp(glob: string, subject: string): RegExp {
  try {
    return picomatch.makeRe(glob, {
      capture: true,
      dot: true,
      nonegate: true,
      // Browse names may hold line ends, and a backslash in a glob always escapes.
      flags: 's',
      windows: false,
    });
  } catch (error) {
    throw new WitnessError('opcua.rule-invalid', subject, String(error), { cause: error });
  }
}

/** The glob that matches exactly this path. */
export function escapeGlob(path: string): string {
  return path.replace(/["\\*?[\]{}()!|+@$^]/g, '\\$&');
}
