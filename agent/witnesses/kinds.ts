import { z } from 'zod';
import { auditTrailSchema, planAuditTrail } from './audit-trail/index.ts';
import { planWindowsEvents, windowsEventsSchema } from './windows-events/index.ts';
import type { PlannedWitness } from './witness.ts';

/** Every kind of witness, by the word of its configuration. A new one is a folder, and a line in each of these two. */
export const witnessSchema = z.discriminatedUnion('kind', [auditTrailSchema, windowsEventsSchema]);
export type WitnessConfig = z.infer<typeof witnessSchema>;

/** Checks a witness' configuration and what it names; throws what is wrong before anything is begun. */
export function planWitness(config: WitnessConfig, baseDir: string): Promise<PlannedWitness> {
  switch (config.kind) {
    case 'audit-trail':
      return planAuditTrail(config, baseDir);
    case 'windows-events':
      return planWindowsEvents(config);
  }
}
