import { WitnessError } from '@witnessmark/shared/errors';

/** A cursor is the position behind which a list goes on; opaque to whoever carries it. */
export function cursorOf(position: number): string {
  return Buffer.from(`p${position}`).toString('base64url');
}

/** Throws http.invalid-request for a text that never was a cursor. */
export function positionOf(cursor: string): number {
  const match = /^p(\d{1,15})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match?.[1]) throw new WitnessError('http.invalid-request', 'cursor', 'take it from the page before');
  return Number(match[1]);
}
