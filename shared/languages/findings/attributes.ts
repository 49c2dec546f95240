import type { Attribute, Unit } from '../model/index.ts';
import { memberPath, move, onMember, shortText } from './pieces.ts';
import type { Rule } from './rule.ts';
import { ruleWords } from './words.ts';

export const force: Rule = {
  id: 'force',
  words: ruleWords['force'],
  fires: { old: 'unit Main', new: 'unit Main [ForcesEnabled=true]' },
  quiet: { old: 'unit Main [ForcesEnabled=true]', new: 'unit Main [ForcesEnabled=false]' },
  look: ({ differences }) =>
    differences.flatMap(difference => {
      const { aspect, name, new: now } = difference;
      if (aspect !== 'attribute' || name === null || now === null) return [];
      if (!/(?:^|[^a-z])forc(?:e|es|ed)(?:$|[^a-z])/i.test(spaced(name)) || isOff(now)) return [];
      return [{ difference, says: `force: ${shortText(name)}${onMember(difference)} is ${shortText(now)}` }];
    }),
};

export const safetyTouched: Rule = {
  id: 'safety-touched',
  words: ruleWords['safety-touched'],
  fires: {
    old: 'unit Guard [Safety=true]\nst: Q := A AND B;',
    new: 'unit Guard [Safety=true]\nst: Q := A AND C;',
  },
  quiet: { old: 'unit Guard\nst: Q := A AND B;', new: 'unit Guard\nst: Q := A AND C;' },
  look: ({ differences }) => {
    const said = new Set<string>();
    const known = new Map<Unit, boolean>();
    return differences.flatMap(difference => {
      if (difference.class === 'comment') return [];
      if (difference.aspect === 'attribute' && safetySetting.test(difference.name ?? ''))
        return [{ difference, says: `safety setting ${shortText(difference.name ?? '')} touched` }];
      const tags = [difference.member?.old, difference.member?.new].map(at => at?.member);
      const tag = tags.find(each => each?.attributes.some(isOfSafety));
      if (tag !== undefined) return [{ difference, says: `safety tag ${shortText(tag.name)} touched` }];
      // A controller is no safety block for holding some.
      const units = [difference.unit.old, difference.unit.new]
        .flatMap(at => (at === null ? [] : [...at.within, at.unit]))
        .filter(({ kind }) => kind !== 'controller');
      const unit = units.find(each => {
        const is = known.get(each) ?? isSafety(each);
        known.set(each, is);
        return is;
      });
      if (unit === undefined || said.has(unit.key)) return [];
      said.add(unit.key);
      return [{ difference, says: `safety block ${shortText(unit.name)} touched` }];
    });
  },
};

/** `SafetyInfo SafetyLocked`, `SafetyNetwork`: of a controller or a module. */
const safetySetting = /(?:^| )Safety[A-Z]/;

function isSafety(unit: Unit): boolean {
  return (
    unit.attributes.some(
      each => isOfSafety(each) || (/language/i.test(each.name) && /^F_/.test(each.value)),
    ) || unit.networks.some(({ language }) => language.startsWith('F_'))
  );
}

function isOfSafety({ name, value }: Attribute): boolean {
  const isMark = /^(?:is)?(?:safety(?:enabled)?|fail.?safe\w*)$/i.test(name) && !isOff(value);
  return isMark || (/^class$/i.test(name) && /^safety$/i.test(value));
}

export const protectionLowered: Rule = {
  id: 'protection-lowered',
  words: ruleWords['protection-lowered'],
  fires: { old: 'unit Recipe [KNOW_HOW_PROTECT=true]', new: 'unit Recipe' },
  quiet: { old: 'unit Recipe', new: 'unit Recipe [KNOW_HOW_PROTECT=true]' },
  look: ({ differences }) =>
    differences.flatMap(difference => {
      const { aspect, name, old, new: now } = difference;
      if (aspect !== 'attribute' || name === null) return [];
      const lowered = isAccess(name)
        ? accessLevel(name, now) > accessLevel(name, old)
        : isProtection(name) && strength(now) < strength(old);
      return lowered
        ? [
            {
              difference,
              says: `protection lowered: ${shortText(name)}${onMember(difference)} ${move(old, now)}`,
            },
          ]
        : [];
    }),
};

function isProtection(name: string): boolean {
  return /know.?how.?prot|protect|read.?only|locked|sealed|encrypt|^constant$/i.test(name);
}

function isAccess(name: string): boolean {
  return /^(?:external.?access|external.?writable|external.?visible|external.?accessible|dbaccessiblefrom|opcua.?access|access.?right)/i.test(
    name,
  );
}

const accessWords: ReadonlyMap<string, number> = new Map([
  ['none', 0],
  ['false', 0],
  ['read only', 1],
  ['readonly', 1],
  ['read', 1],
  ['true', 2],
  ['read/write', 2],
  ['readwrite', 2],
]);

/** Where nothing is written the tool's default holds, which this does not know: no lowering is told from it. */
function accessLevel(name: string, value: string | null): number {
  // TIA Portal's members and blocks can be reached where nothing else is said, and that is left out of the model.
  if (value === null && /^(?:External(?:Accessible|Visible|Writable)|DBAccessibleFrom\w+)$/.test(name))
    return 2;
  return value === null ? Number.NaN : (accessWords.get(value.replace(/'/g, '').toLowerCase()) ?? Number.NaN);
}

function strength(value: string | null): number {
  if (value === null || isOff(value)) return 0;
  const level = /\d+/.exec(value)?.[0];
  return level === undefined ? 1 : Number(level);
}

export const retainLost: Rule = {
  id: 'retain-lost',
  words: ruleWords['retain-lost'],
  fires: { old: 'var VAR_RETAIN Count : DINT', new: 'var VAR Count : DINT' },
  quiet: { old: 'var VAR Count : DINT', new: 'var VAR_RETAIN Count : DINT' },
  look: ({ differences }) =>
    differences.flatMap(difference => {
      const { aspect, old, new: now, name } = difference;
      const says = `${memberPath(difference) || (difference.unit.new?.unit.name ?? '')} is no longer retained`;
      if (aspect === 'section') return keeps(old) && !keeps(now) ? [{ difference, says }] : [];
      if (aspect !== 'attribute' || name === null || !/retain|remanen|persist/i.test(name)) return [];
      const { unit, member } = difference;
      // A data block of STEP 7 V5 outlives a restart unless NON_RETAIN says that it does not.
      const isKeptUnsaid =
        member === null && unit.new?.language === 'awl' && unit.new.unit.kind === 'data-block';
      const [was, is] = [old, now].map(value => (value === null ? isKeptUnsaid : isKept(value)));
      return was === true && is === false ? [{ difference, says }] : [];
    }),
};

function keeps(section: string | null): boolean {
  return section !== null && /(?:^|[_ ])(?:RETAIN|PERSISTENT)\b/i.test(section.replace(/NON_RETAIN/gi, ''));
}

function isKept(value: string): boolean {
  return !isOff(value) && !/^'?non.?ret/i.test(value);
}

function isOff(value: string): boolean {
  return /^'?(?:false|no|off|none|0|disabled|)'?$/i.test(value.trim());
}

function spaced(name: Attribute['name']): string {
  return name.replace(/([a-z\d])([A-Z])/g, '$1 $2');
}
