import { casesOfFamily, type Family } from './families.ts';
import type { Case, Truth } from './plant.ts';
import { type Answer, rules } from './rules.ts';

/** How often a rule was what. */
export interface Score {
  wrong: number;
  /** A person, or a cause, and the right one. */
  right: number;
  /** An account, a station or a way, and the right one; it names nobody. */
  partly: number;
  ambiguous: number;
  unattributed: number;
}

export interface FamilyScore {
  readonly family: Family;
  readonly plants: number;
  readonly parts: number;
  /** Parts left out because their value was put back unseen. */
  readonly leftOut: number;
  /** By the name of the rule. */
  readonly scores: ReadonlyMap<string, Score>;
  /** Seeds of plants in which our own rules were wrong, to look at. */
  readonly wrongSeeds: readonly number[];
}

/** Plays plants of a family, one for each seed from `seed` on. */
export function scoreFamily(family: Family, plants: number, seed: number): FamilyScore {
  const scores = new Map(rules.map(({ name }) => [name, none()]));
  const wrongSeeds: number[] = [];
  let [parts, leftOut] = [0, 0];
  for (let n = 0; n < plants; n += 1) {
    for (const { question, evidence, truth, backUnseen } of casesOfFamily(family, seed + n)) {
      const counts = truth.map((_, at) => !(family.truthful && backUnseen[at] === true));
      leftOut += counts.filter(counted => !counted).length;
      parts += counts.filter(counted => counted).length;
      for (const [nth, rule] of rules.entries()) {
        const outcomes = outcomesOf(rule.answers(question, evidence), truth).filter((_, at) => counts[at]);
        const score = scores.get(rule.name);
        for (const outcome of outcomes) if (score !== undefined) score[outcome] += 1;
        if (nth === 0 && outcomes.includes('wrong')) wrongSeeds.push(seed + n);
      }
    }
  }
  return { family, plants, parts, leftOut, scores, wrongSeeds };
}

function none(): Score {
  return { wrong: 0, right: 0, partly: 0, ambiguous: 0, unattributed: 0 };
}

function outcomesOf(answers: readonly Answer[], truth: Case['truth']): (keyof Score)[] {
  return truth.map((was, at) => {
    const answer = answers[at];
    if (answer === undefined) throw new Error('a rule answers for every part');
    // Who is right about any of them is right.
    const outcomes = was.map(one => outcomeOf(answer, one));
    return outcomes.find(outcome => outcome !== 'wrong') ?? 'wrong';
  });
}

function outcomeOf(answer: Answer, truth: Truth): keyof Score {
  switch (answer.says) {
    case 'ambiguous':
      return 'ambiguous';
    case 'nobody':
      return 'unattributed';
    case 'effect':
    case 'restart':
      return truth.by === answer.says ? 'right' : 'wrong';
    case 'person':
      return truth.by === 'act' && truth.person === answer.person ? 'right' : 'wrong';
    case 'account': {
      if (truth.by !== 'act') return 'wrong';
      // What an operator does in the SCADA is written under the SCADA's account.
      const account = truth.way === 'scada' ? 'svc_scada' : truth.account;
      if (account !== answer.account) return 'wrong';
      return truth.person === null ? 'right' : 'partly';
    }
    case 'station':
      return truth.by === 'act' && truth.station === answer.station ? 'partly' : 'wrong';
    case 'path':
      return truth.by === 'act' && truth.way === answer.path ? 'partly' : 'wrong';
  }
}
