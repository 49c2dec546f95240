import { z } from 'zod';
import { pathWordSchema, trailSettings } from '../trail/index.ts';

/** Configuration of one `windows-events` witness. */
export const windowsEventsSchema = z.strictObject({
  kind: z.literal('windows-events'),
  ...trailSettings,
  /** Nobody writes a controller by logging on: its life is told on a path of its own. */
  path: pathWordSchema.default('log-on'),
  mapping: z.literal('powershell').default('powershell'),
});
export type WindowsEventsConfig = z.infer<typeof windowsEventsSchema>;
