import { z } from 'zod';
import { capabilityServes, capabilityStates } from '../facts/index.ts';
import { isoTimeSchema } from '../time/index.ts';

/** `partly`: some of it, or only that it changed; `unknown`: nobody has probed it yet. */
const sightSchema = z.enum(['seen', 'partly', 'blind', 'unknown']);
export type Sight = z.infer<typeof sightSchema>;

const foundSchema = z.strictObject({
  stream: z.string(),
  source: z.string(),
  /** The capability's word, and what it says to people. */
  id: z.string(),
  says: z.string(),
  state: z.enum(capabilityStates),
  /** How it was probed and what answered. */
  found: z.string(),
  at: isoTimeSchema,
  /** Since when every probe has found this state. */
  since: isoTimeSchema,
});
export type FoundCapability = z.infer<typeof foundSchema>;

const adviceSchema = z.strictObject({
  id: z.string(),
  serves: z.enum(capabilityServes),
  /** What one would see. */
  see: z.string(),
  /** What to do for it. */
  how: z.string(),
  licence: z.string(),
  device: z.string(),
  /** What it still would not show. */
  limits: z.string(),
  /** Where these facts are from. */
  source: z.string(),
});
export type Advice = z.infer<typeof adviceSchema>;

/** GET /api/v1/assets/:asset/capabilities: what this controller lets us see, found by probing, and what is blind. */
export const assetCapabilitiesSchema = z.strictObject({
  asset: z.string(),
  groups: z.array(
    z.strictObject({
      serves: z.enum(capabilityServes),
      sight: sightSchema,
      says: z.string(),
      capabilities: z.array(foundSchema),
    }),
  ),
  /** What nobody sees, with why; as loud as a gap. */
  blind: z.array(
    z.strictObject({ serves: z.enum(capabilityServes), what: z.string(), reasons: z.array(z.string()) }),
  ),
  /** Streams whose source has told nothing of what it can see. */
  unprobed: z.array(z.string()),
  advice: z.array(adviceSchema),
});
export type AssetCapabilities = z.infer<typeof assetCapabilitiesSchema>;
