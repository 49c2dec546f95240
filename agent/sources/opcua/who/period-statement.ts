import { factLimits, type Statement } from '@witnessmark/shared/facts';
import type { Period } from './life.ts';

/** A period of a witness' life as a statement: `watched`, or `unwatched` with the reason. Both ends are the agent's. */
export function periodStatement(
  period: Period & { readonly path: string },
  { witness, authenticity, liveness }: Pick<Statement, 'witness' | 'authenticity' | 'liveness'>,
): Statement {
  return {
    witness,
    act: period.alive ? 'watched' : 'unwatched',
    authenticity,
    reach: 'nothing',
    identities: [],
    place: { path: period.path },
    touches: [],
    from: period.from,
    to: period.to,
    clockErrorMs: 0,
    liveness,
    ...(period.alive ? {} : { because: period.because.slice(0, factLimits.textBytes) }),
  };
}
