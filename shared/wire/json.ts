import { WitnessError } from '../errors/index.ts';

/** No message of this protocol nests deeper than a dozen; the bound keeps recursion over it harmless. */
const maxDepth = 64;

/**
 * Parses one message from outside. Throws `wire.body-too-deep` before anything recurses over it, and
 * `wire.body-invalid` for what is not UTF-8 JSON.
 */
export function parseMessage(bytes: Uint8Array, subject: string): unknown {
  const depth = nesting(bytes);
  if (depth > maxDepth) throw new WitnessError('wire.body-too-deep', subject, `more than ${maxDepth} levels`);
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw new WitnessError('wire.body-invalid', subject, 'not JSON', { cause: error });
  }
}

/** Deepest nesting of brackets outside strings; counting stops just beyond the bound. */
function nesting(bytes: Uint8Array): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) {
      inString = true;
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
      if (deepest > maxDepth) return deepest;
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
  return deepest;
}
