import { createHash } from 'node:crypto';
import { redact } from '@witnessmark/shared/redaction';
import type { Redact } from '../ingest/index.ts';
import type { KeyedDigest } from '../vault/index.ts';

/** Takes passwords and keys out of text items; what is not UTF-8 stays as it is. */
export function redactWith(digests: KeyedDigest): Redact {
  const digest = (secret: string) =>
    digests.keyed(createHash('sha256').update(secret).digest('hex')).slice('keyed:'.length);
  return (_path, content) => {
    if (content.includes(0)) return null;
    const text = utf8(content);
    if (text === null) return null;
    const redacted = redact(text, digest);
    if (redacted.secrets.length === 0) return null;
    return { content: Buffer.from(redacted.text, 'utf8'), secrets: redacted.secrets.length };
  };
}

function utf8(content: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    // A file of bytes, not of text.
    return null;
  }
}
