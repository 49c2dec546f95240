import { decodeText } from '../../encoding/index.ts';
import type { Language, Parsed, Remark, Unit } from '../model/index.ts';
import { Findings } from './findings.ts';
import { Refusal, siemensLimits } from './limits.ts';

export interface WhatWasRead {
  readonly units: readonly Unit[];
  /** As a reader knows it; null where the file does not say. */
  readonly writtenBy: string | null;
  /** Comments that stand in no unit. */
  readonly remarks?: readonly Remark[];
}

/**
 * Decodes a file and reads it with `read`; whatever stands in it, the answer is a `Parsed`. `read` refuses by
 * throwing a `Refusal` and puts what it leaves out or does not understand into the findings.
 */
export function reading(
  language: Language,
  content: Uint8Array | string,
  read: (text: string, findings: Findings) => WhatWasRead,
): Parsed {
  if (content.length > siemensLimits.characters * (typeof content === 'string' ? 1 : 2))
    return refused(`it is larger than ${siemensLimits.characters} characters`);
  const { text, encoding } =
    typeof content === 'string'
      ? { text: content.replace(/^\uFEFF/, ''), encoding: 'utf-8' }
      : decodeText(content);
  if (text.length > siemensLimits.characters)
    return refused(`it is larger than ${siemensLimits.characters} characters`);
  const findings = new Findings();
  try {
    const { units, writtenBy, remarks = [] } = read(text, findings);
    const { noise, unknown, problems } = findings;
    const said = remarks.length === 0 ? {} : { remarks };
    return { state: 'read', language, writtenBy, encoding, units, ...said, noise, unknown, problems };
  } catch (error) {
    if (error instanceof Refusal) return refused(error.message);
    throw error;
  }
}

function refused(says: string): Parsed {
  return { state: 'refused', says };
}
