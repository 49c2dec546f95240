import { editsBetween } from '../../sequences/index.ts';
import type { Picture } from '../diff/index.ts';
import type { PlacedChange } from './drawing.ts';
import type { Candidate } from './marks.ts';
import type { On } from './pieces.ts';

type ChartPicture = Extract<Picture, { form: 'chart' }>;

interface Piece {
  readonly place: string;
  readonly on: On;
  readonly was: readonly string[];
}
export interface ChartAction extends Piece {
  readonly text: string;
}
export interface ChartStep extends Piece {
  readonly name: string;
  readonly initial: boolean;
  readonly actions: readonly ChartAction[];
}
export interface ChartTransition extends Piece {
  readonly name: string;
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly condition: readonly string[];
}
export interface ChartPieces {
  readonly steps: readonly ChartStep[];
  readonly transitions: readonly ChartTransition[];
}

export function chartPieces({ steps, transitions }: ChartPicture, on: On): ChartPieces {
  const was: readonly string[] = [];
  return {
    steps: steps.map(step => ({
      ...step,
      on,
      was,
      actions: step.actions.map(action => ({ ...action, on, was })),
    })),
    transitions: transitions.map(transition => ({ ...transition, on, was })),
  };
}

export function chartCandidates({ steps, transitions }: ChartPieces): Candidate[] {
  const candidate = (piece: Piece, aspect: string, around: On): Candidate => ({
    piece,
    place: piece.place,
    on: piece.on,
    aspects: [aspect],
    altered: piece.was.length > 0,
    within: around !== 'both',
  });
  return [
    ...steps.flatMap(step => [
      candidate(step, 'step', 'both'),
      ...step.actions.map(action => candidate(action, 'action', step.on)),
    ]),
    ...transitions.map(transition => candidate(transition, 'transition', 'both')),
  ];
}

/** Steps are the same by name, or where a change says so; transitions by what they join. */
export function mergedChart(
  old: ChartPieces,
  now: ChartPieces,
  changes: readonly PlacedChange[],
): ChartPieces {
  const renamed = new Map(
    changes.flatMap(({ aspect, old: was, new: is }) =>
      aspect === 'step' && was !== null && is !== null ? [[was, is] as const] : [],
    ),
  );
  const nameNow = (name: string) => stepKey(renamed.get(name) ?? name);
  const oldSteps = keyed(old.steps, ({ name }) => nameNow(name));
  const steps = now.steps.map(step => {
    const was = taken(oldSteps, stepKey(step.name));
    return was === undefined ? step : mergedStep(was, step);
  });
  const ends = (from: readonly string[], to: readonly string[]) =>
    JSON.stringify([[...from].sort(), [...to].sort()]);
  const oldTransitions = keyed(old.transitions, ({ from, to }) => ends(from.map(nameNow), to.map(nameNow)));
  const transitions = now.transitions.map(transition => {
    const key = ends(transition.from.map(stepKey), transition.to.map(stepKey));
    const was = taken(oldTransitions, key);
    return was === undefined ? transition : mergedTransition(was, transition);
  });
  // What is no more leads from and to steps as they are called now.
  const left = [...oldTransitions.values()].flat().map(transition => ({
    ...transition,
    from: transition.from.map(name => renamed.get(name) ?? name),
    to: transition.to.map(name => renamed.get(name) ?? name),
  }));
  return {
    steps: [...steps, ...[...oldSteps.values()].flat()],
    transitions: [...transitions, ...left],
  };
}

/** By which a step is found: names of steps ignore case. */
export function stepKey(name: string): string {
  return name.toUpperCase();
}

function mergedStep(old: ChartStep, now: ChartStep): ChartStep {
  const was = [
    ...(stepKey(old.name) === stepKey(now.name) ? [] : [old.name]),
    ...(old.initial === now.initial ? [] : [old.initial ? 'initial' : 'not initial']),
  ];
  const edits = editsBetween(
    old.actions.map(({ text }) => text),
    now.actions.map(({ text }) => text),
  );
  const actions: ChartAction[] = [];
  let at = 0;
  for (const edit of [...edits, { oldFrom: 0, oldTo: 0, newFrom: now.actions.length, newTo: 0 }]) {
    for (const action of now.actions.slice(at, edit.newFrom)) actions.push({ ...action, on: 'both' });
    actions.push(
      ...old.actions.slice(edit.oldFrom, edit.oldTo),
      ...now.actions.slice(edit.newFrom, edit.newTo),
    );
    at = edit.newTo;
  }
  return { ...now, on: 'both', was, actions };
}

function mergedTransition(old: ChartTransition, now: ChartTransition): ChartTransition {
  const [before, after] = [old.condition.join(' '), now.condition.join(' ')];
  const was = [...(old.name === now.name ? [] : [old.name]), ...(before === after ? [] : [before])];
  return { ...now, on: 'both', was: was.map(text => (text === '' ? 'nothing' : text)) };
}

function keyed<Each>(list: readonly Each[], keyOf: (each: Each) => string): Map<string, Each[]> {
  const found = new Map<string, Each[]>();
  for (const each of list) {
    const key = keyOf(each);
    const known = found.get(key);
    if (known === undefined) found.set(key, [each]);
    else known.push(each);
  }
  return found;
}

function taken<Each>(from: Map<string, Each[]>, key: string): Each | undefined {
  return from.get(key)?.shift();
}
