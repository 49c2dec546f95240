import { isWitnessError } from '@witnessmark/shared/errors';
import type { Instant } from '@witnessmark/shared/time';
import { isRefusal, type S7Transport, type StatedFailure } from '../transport/index.ts';

/** What a block service gave, or what the controller refused it with; the connection is sound either way. */
export type Outcome<T> = Timed &
  (
    | { readonly failure: null; readonly value: T }
    | { readonly failure: StatedFailure; readonly value?: undefined }
  );

/** When the first request left, and when the last answer had arrived. */
export interface Timed {
  readonly requestedAt: Instant;
  readonly arrivedAt: Instant;
}

/** Makes an outcome of a refusal that was thrown; every other failure is thrown on. */
export async function refusalAsOutcome<T>(
  transport: S7Transport,
  ask: () => Promise<Outcome<T>>,
): Promise<Outcome<T>> {
  const requestedAt = transport.now();
  try {
    return await ask();
  } catch (error) {
    if (!isWitnessError(error) || !isRefusal(error)) throw error;
    const failure = { code: error.code, detail: error.detail ?? '' } as StatedFailure;
    return { failure, requestedAt, arrivedAt: transport.now() };
  }
}
