import { judge } from '@witnessmark/server/attribution';
import type { BenchRow } from '../row.ts';
import { policy } from './rules.ts';

const parts = 5000;
const records = 2000;
const rounds = 5;

/** A change of many values with evidence of a busy hour around it. */
function large(share: number) {
  const at = 1_790_000_000_000;
  const members = Array.from({ length: parts * share }, (_, n) => `Value${n}`);
  const path = 'setpoints/DB20.txt';
  return {
    question: {
      change: 'c1',
      asset: 'press-2',
      parts: members.map(member => ({
        path,
        member,
        kind: 'setpoint' as const,
        old: '1.0',
        new: '2.0',
        type: 'Real' as const,
        content: null,
        lastClean: at,
        firstDirty: at + 10_000,
        settled: true,
      })),
    },
    evidence: {
      records: Array.from({ length: records * share }, (_, n) => {
        const when = at - 1_800_000 + n * Math.floor(3_600_000 / (records * share));
        return {
          ref: n,
          witness: 'audit',
          witnessKind: 'opcua-audit',
          act: 'wrote' as const,
          authenticity: 'authenticated' as const,
          reach: 'account' as const,
          when: { from: when, to: when },
          clockErrorMs: 200,
          identities: [
            {
              id: `u${n % 7}`,
              scheme: 'opcua-user' as const,
              resolves: { to: 'person' as const, person: `p${n % 7}` },
            },
          ],
          path: 'opcua',
          station: null,
          order: n,
          count: null,
          touches: [{ path, member: `Value${n % members.length}`, old: '1.0', new: '2.0' }],
        };
      }),
      watches: [
        {
          witness: 'audit',
          witnessKind: 'opcua-audit',
          authenticity: 'authenticated' as const,
          path: 'opcua',
          during: { from: 0, to: at * 2 },
          clockErrorMs: 100,
        },
      ],
      paths: ['opcua', 'panel'].map(id => ({
        id,
        kinds: ['setpoint' as const],
        items: null,
        witnesses: [id === 'opcua' ? 'audit' : 'none'],
        closed: [],
      })),
      sessions: [],
      claims: [],
      causes: [],
    },
  };
}

function median(share: number): number {
  const { question, evidence } = large(share);
  const times: number[] = [];
  for (let round = -2; round < rounds; round += 1) {
    const start = performance.now();
    judge(question, evidence, policy);
    if (round >= 0) times.push(performance.now() - start);
  }
  return times.sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN;
}

/** How long the rules take for the largest change, and whether they take no more than in proportion. */
export function judging(): BenchRow {
  const [whole, quarter] = [median(1), median(0.25)];
  const rate = parts / (whole / 1000);
  return {
    what: `judging a change of ${parts} values against ${records} records`,
    against: 'four times what a quarter of both takes',
    ratio: (4 * quarter) / whole,
    aim: '≥ 0.4, and ≥ 5000 judgements/s',
    met: (4 * quarter) / whole >= 0.4 && rate >= 5000,
    detail: `${whole.toFixed(0)} ms, ${Math.round(rate)} judgements/s; a quarter ${quarter.toFixed(0)} ms`,
  };
}
