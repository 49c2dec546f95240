import { z } from 'zod';
import { isoTimeSchema } from '../time/index.ts';

/** Bounds of what is told about the capabilities of one stream. */
const capabilityLimits = { capabilities: 48, foundBytes: 300 } as const;

/** What a person wants to see of a controller: its values, its logic, its configuration, who acted on it. */
export const capabilityServes = ['values', 'logic', 'config', 'who'] as const;
export type CapabilityServes = (typeof capabilityServes)[number];

/**
 * The words capabilities are named by, what each serves and what it says to people. A word is never renamed
 * or given another meaning: it stands in the log. A reader takes words it does not know as they stand.
 */
export const capabilityWords = {
  'values.read': { serves: 'values', says: 'Read values' },
  'values.writable': { serves: 'values', says: 'Tell which values can be written' },
  'values.notify': { serves: 'values', says: 'Be told when a value changes' },
  'logic.list': { serves: 'logic', says: 'List the program' },
  'logic.read': { serves: 'logic', says: 'Read what the program says' },
  'logic.fingerprint': { serves: 'logic', says: 'Notice that the program changed' },
  'logic.model': { serves: 'logic', says: 'Programs and tasks as a PLCopen model' },
  'logic.files': { serves: 'logic', says: 'Programs as files of the device' },
  'logic.signature': { serves: 'logic', says: 'Signature of the fail-safe program' },
  identity: { serves: 'config', says: 'Tell this device from another' },
  clock: { serves: 'config', says: "The device's own clock" },
  'config.mode': { serves: 'config', says: 'Operating mode' },
  'config.protection': { serves: 'config', says: 'Protection and key switch' },
  'config.force': { serves: 'config', says: 'Whether values are forced' },
  'config.files': { serves: 'config', says: 'Configuration as files' },
  'who.audit': { serves: 'who', says: 'Audit events: user, value, time' },
  'who.sessions': { serves: 'who', says: 'Who is connected now' },
  'who.syslog': { serves: 'who', says: 'Security messages of the device' },
  'who.diagnostic-buffer': { serves: 'who', says: 'Diagnostic buffer: mode changes, memory resets' },
  'who.connection-counts': { serves: 'who', says: 'How many programming devices and panels are on' },
  'who.block-author': { serves: 'who', says: 'Author and time stamp in a block (a hint, never proof)' },
} as const satisfies Record<string, { readonly serves: CapabilityServes; readonly says: string }>;
export type CapabilityWord = keyof typeof capabilityWords;

/** `partly`: some of it, `found` says which. `unknown`: not probed, or the answer decides nothing. */
export const capabilityStates = ['yes', 'no', 'partly', 'unknown'] as const;
export type CapabilityState = (typeof capabilityStates)[number];

/**
 * What one source can see on the device that answers, found by probing it. `found` says in a short sentence
 * how it was probed and what answered, with the device's own code ("block list refused: 8104"). It never holds
 * a user's name, an address of a person's station or a secret: it is shown to all who may see the plant.
 */
export const capabilitySchema = z.strictObject({
  id: z
    .string()
    .max(60)
    .regex(/^[a-z][a-z0-9-]*(\.[a-z][a-z0-9-]*)*$/, 'a word like values.read'),
  serves: z.enum(capabilityServes),
  state: z.enum(capabilityStates),
  found: z.string().min(1).max(capabilityLimits.foundBytes),
  /** Wall time of the agent when it was probed. */
  at: isoTimeSchema,
});
export type Capability = z.infer<typeof capabilitySchema>;

export const capabilitiesSchema = z
  .array(capabilitySchema)
  .max(capabilityLimits.capabilities)
  .refine(list => new Set(list.map(({ id }) => id)).size === list.length, {
    message: 'each capability stands once',
  });

/** A capability by its word; `found` is cut to what a fact may hold. */
export function capability(
  id: CapabilityWord,
  state: CapabilityState,
  found: string,
  at: { readonly wall: string },
): Capability {
  const { serves } = capabilityWords[id];
  return { id, serves, state, found: found.slice(0, capabilityLimits.foundBytes), at: at.wall };
}

/** What people read for a capability's word; the word itself where this build does not know it. */
export function capabilitySays(id: string): string {
  return isCapabilityWord(id) ? capabilityWords[id].says : id;
}

function isCapabilityWord(id: string): id is CapabilityWord {
  return Object.hasOwn(capabilityWords, id);
}
