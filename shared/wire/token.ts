import { WitnessError } from '../errors/index.ts';
import { type JoinToken, joinTokenSchema } from './messages.ts';

const tokenBytes = 2000;

/** A join token as people copy it: base64url of its JSON. */
export function encodeJoinToken(token: JoinToken): string {
  return Buffer.from(JSON.stringify(joinTokenSchema.parse(token)), 'utf8').toString('base64url');
}

/** Throws `wire.token-invalid`; the message never repeats the token, which is a secret. */
export function decodeJoinToken(text: string): JoinToken {
  const trimmed = text.trim();
  try {
    if (trimmed.length > tokenBytes) throw new TypeError('too long');
    return joinTokenSchema.parse(JSON.parse(Buffer.from(trimmed, 'base64url').toString('utf8')));
  } catch {
    throw new WitnessError('wire.token-invalid', 'join token');
  }
}
