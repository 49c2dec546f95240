import { isWitnessError } from '@witnessmark/shared/errors';
import type { GapReason } from '@witnessmark/shared/facts';

/** The second half of a source's error code, and what it means for coverage. */
const reasonOf: Readonly<Record<string, GapReason>> = {
  'timed-out': 'timed-out',
  'reading-timed-out': 'timed-out',
  refused: 'refused',
  protected: 'refused',
  'certificate-untrusted': 'refused',
  'user-refused': 'refused',
  'no-free-connection': 'overloaded',
  'too-many': 'overloaded',
  'no-free-session': 'overloaded',
  'device-different': 'different-device',
  'device-unproven': 'identity-unproven',
  'spool-refused': 'spool-full',
  'reading-malformed': 'refused',
  'refused-by-controller': 'refused',
  'not-available': 'refused',
  busy: 'overloaded',
  'service-failed': 'refused',
  'certificate-changed': 'refused',
  'endpoint-missing': 'refused',
  'layout-invalid': 'configuration',
  'rule-invalid': 'configuration',
  'root-missing': 'configuration',
};

/** Why a failed contact is a gap. What has no better name is a lost link. */
export function gapReasonOf(error: unknown): GapReason {
  if (!isWitnessError(error)) return 'link-lost';
  const [area, name = ''] = error.code.split('.', 2);
  if (area === 'config') return 'configuration';
  return reasonOf[name] ?? 'link-lost';
}

/** One line about an error, for a gap's detail or a notice. */
export function saidBy(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
