import { credentials } from './credentials.ts';
import { namedSecrets } from './named-secret.ts';
import { privateKeys } from './private-key.ts';
import type { SecretSpan } from './span.ts';

export interface Redacted {
  readonly text: string;
  /** Where the secrets stood in the text as it came; empty where nothing was withheld. */
  readonly secrets: readonly SecretSpan[];
}

/**
 * Passwords and keys in an item's text, in order, none overlapping another. Conservative: a name must say
 * that a value is secret, and the value must be a literal; a program that handles a password is no secret.
 * Takes any text, in time linear in its length.
 */
export function findSecrets(text: string): SecretSpan[] {
  const found = [...privateKeys(text), ...namedSecrets(text), ...credentials(text)];
  const spans: SecretSpan[] = [];
  for (const span of found.sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = spans.at(-1);
    if (last === undefined || span.start >= last.end) spans.push(span);
    // Two detectors at one place: what either saw stays covered.
    else if (span.end > last.end) spans[spans.length - 1] = { ...last, end: span.end };
  }
  return spans;
}

/**
 * The text with each secret replaced by `<withheld hmac:…>`, so that a changed secret still shows as a
 * change. `digest` must be keyed (an HMAC): a plain hash of a password can be guessed. In XML the mark
 * has entities for brackets, so that the document stays well-formed. Redacting again changes nothing.
 */
export function redact(text: string, digest: (secret: string) => string): Redacted {
  const secrets = findSecrets(text);
  const [open, close] = /^\ufeff?\s{0,100}</.test(text) ? ['&lt;', '&gt;'] : ['<', '>'];
  const parts: string[] = [];
  let at = 0;
  for (const { start, end } of secrets) {
    parts.push(text.slice(at, start), `${open}withheld hmac:${digest(text.slice(start, end))}${close}`);
    at = end;
  }
  parts.push(text.slice(at));
  return { text: parts.join(''), secrets };
}
