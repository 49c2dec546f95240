import type { Notice, NoticeCode } from '@witnessmark/shared/facts';
import { canonicalJson } from '@witnessmark/shared/log';
import type { DeviceIdentity } from '../sources/index.ts';
import { compareIdentity, mergedIdentity } from './identity.ts';
import type { Known } from './known.ts';

export type DeviceVerdict =
  | {
      readonly is: 'known' | 'first' | 'replaced';
      readonly identity: DeviceIdentity;
      readonly notice: Notice | null;
    }
  | {
      readonly is: 'different' | 'unproven';
      readonly detail: string;
      /** Null where the same stranger was told of before. */
      readonly notice: Notice | null;
    };

/**
 * Says on each connection whether the device is the one that is known. A stranger's identity is told once;
 * a person's "replaced" holds for exactly the stranger that was told, not for whoever comes next.
 */
export class DeviceCheck {
  #stranger: string | null = null;
  #accepted: string | null = null;

  judge(known: Known, identity: DeviceIdentity): DeviceVerdict {
    const now = canonicalJson(identity);
    if (this.#accepted === now) {
      return {
        is: 'replaced',
        identity,
        notice: notice('device.identified', 'the device was replaced', known, identity),
      };
    }
    const judged = compareIdentity(known.identity, identity);
    if (judged.verdict === 'first') {
      return {
        is: 'first',
        identity,
        notice: notice('device.identified', 'the device was identified', known, identity),
      };
    }
    if (judged.verdict === 'same') {
      const again = this.#stranger !== null;
      return {
        is: 'known',
        identity: mergedIdentity(known.identity, identity),
        notice: again ? notice('device.identified', 'the known device answers again', known, identity) : null,
      };
    }
    const different = judged.verdict === 'different';
    const detail = different ? `differs in ${judged.fields.join(', ')}` : 'nothing it says can be compared';
    const told = this.#stranger === now;
    const says = `different device at this address: ${detail}`;
    return {
      is: different ? 'different' : 'unproven',
      detail,
      notice: told ? null : notice('device.different', says, known, identity),
    };
  }

  /** The stranger was told of, durably. */
  toldOf(identity: DeviceIdentity): void {
    this.#stranger = canonicalJson(identity);
  }

  /** The device was taken as the known one, durably. */
  settled(): void {
    this.#stranger = null;
    this.#accepted = null;
  }

  /** A person says that the stranger replaces the known device. False where no stranger was told of. */
  acceptStranger(): boolean {
    this.#accepted = this.#stranger;
    return this.#stranger !== null;
  }
}

function notice(code: NoticeCode, says: string, known: Known, identity: DeviceIdentity): Notice {
  const data: Record<string, string> = {};
  for (const [field, value] of Object.entries(identity).slice(0, 32)) {
    data[`now ${field}`.slice(0, 64)] = value.slice(0, 4096);
    const before = known.identity?.[field];
    if (before !== undefined && before !== value) data[`known ${field}`.slice(0, 64)] = before.slice(0, 4096);
  }
  return { code, says, data };
}
