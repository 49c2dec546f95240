import type {
  Attribute,
  Body,
  Circuit,
  FunctionBox,
  Member,
  Network,
  Operand,
  Pin,
  Statement,
  Unit,
} from '../model/index.ts';

/*
 * Whether two things are equal in all that is compared, as they stand. The quick way for what did not change:
 * what is not equal here may still turn out to be without difference.
 */

export function sameUnit(old: Unit, now: Unit): boolean {
  return (
    old === now ||
    (old.key === now.key &&
      old.kind === now.kind &&
      old.number === now.number &&
      old.title === now.title &&
      old.comment === now.comment &&
      every(old.attributes, now.attributes, sameAttribute) &&
      every(old.members, now.members, sameMember) &&
      every(old.networks, now.networks, sameNetwork) &&
      every(old.units, now.units, sameUnit))
  );
}

export function sameMember(old: Member, now: Member): boolean {
  return (
    old === now ||
    (old.key === now.key &&
      old.section === now.section &&
      (old.typeKey ?? old.type) === (now.typeKey ?? now.type) &&
      sameValue(old, now) &&
      sameMeasure(old, now) &&
      old.address === now.address &&
      old.comment === now.comment &&
      every(old.attributes, now.attributes, sameAttribute) &&
      every(old.members, now.members, sameMember))
  );
}

/** Unit and range; what both sides say of them elsewhere is compared there. */
export function sameMeasure(old: Member, now: Member): boolean {
  if (old.measuredElsewhere === true && now.measuredElsewhere === true) return true;
  return old.unit === now.unit && old.range?.[0] === now.range?.[0] && old.range?.[1] === now.range?.[1];
}

function sameValue(old: Member, now: Member): boolean {
  if (old.value === null || now.value === null) return old.value === now.value;
  return (old.valueKey ?? old.value) === (now.valueKey ?? now.value);
}

function sameAttribute(old: Attribute, now: Attribute): boolean {
  return old.name === now.name && (old.key ?? old.value) === (now.key ?? now.value);
}

function sameNetwork(old: Network, now: Network): boolean {
  return (
    old.title === now.title &&
    old.comment === now.comment &&
    old.language === now.language &&
    every(old.attributes, now.attributes, sameAttribute) &&
    sameBody(old.body, now.body)
  );
}

function sameBody(old: Body, now: Body): boolean {
  switch (old.form) {
    case 'statements':
      return now.form === old.form && every(old.statements, now.statements, sameStatement);
    case 'circuits':
      return now.form === old.form && every(old.circuits, now.circuits, sameCircuit);
    case 'blocks':
      return now.form === old.form && every(old.blocks, now.blocks, sameBox);
    case 'chart':
      // Told apart by name, which the order in a file does not show: left to the slow way.
      return now.form === old.form && old.chart === now.chart;
  }
}

function sameStatement(old: Statement, now: Statement): boolean {
  return (
    old.kind === now.kind &&
    old.comment === now.comment &&
    every(old.tokens, now.tokens, sameKey) &&
    every(old.holds, now.holds, sameStatement)
  );
}

type Place = Extract<Circuit, { is: 'contact' | 'coil' }>;

function samePlace(old: Place, now: Place): boolean {
  return old.kind === now.kind && sameKey(old.operand, now.operand) && old.memory?.key === now.memory?.key;
}

function sameCircuit(old: Circuit, now: Circuit): boolean {
  switch (old.is) {
    case 'series':
      return now.is === 'series' && every(old.parts, now.parts, sameCircuit);
    case 'parallel':
      return now.is === 'parallel' && every(old.branches, now.branches, sameCircuit);
    case 'contact':
      return now.is === 'contact' && samePlace(old, now);
    case 'coil':
      return now.is === 'coil' && samePlace(old, now);
    case 'box':
      return now.is === 'box' && sameBox(old.box, now.box);
    case 'verbatim':
      return now.is === 'verbatim' && old.text === now.text;
  }
}

function sameBox(old: FunctionBox, now: FunctionBox): boolean {
  return (
    old.type === now.type &&
    old.instance?.key === now.instance?.key &&
    old.comment === now.comment &&
    every(old.inputs, now.inputs, samePin) &&
    every(old.outputs, now.outputs, samePin)
  );
}

function samePin(old: Pin, now: Pin): boolean {
  if (old.name !== now.name || old.negated !== now.negated || old.power !== now.power) return false;
  if (old.from === null || now.from === null) return old.from === now.from;
  if ('is' in old.from) return 'is' in now.from && sameCircuit(old.from, now.from);
  if ('inputs' in old.from) return 'inputs' in now.from && sameBox(old.from, now.from);
  return 'key' in now.from && sameKey(old.from, now.from);
}

function sameKey(old: Operand, now: Operand): boolean {
  return old.key === now.key;
}

function every<Thing>(
  old: readonly Thing[],
  now: readonly Thing[],
  same: (old: Thing, now: Thing) => boolean,
): boolean {
  if (old === now) return true;
  if (old.length !== now.length) return false;
  for (let at = 0; at < old.length; at++) {
    const [a, b] = [old[at], now[at]];
    if (a === undefined || b === undefined || !same(a, b)) return false;
  }
  return true;
}
