import { z } from 'zod';

/** UTC wall-clock time in milliseconds, written `2026-11-23T02:10:05.123Z`. */
export const isoTimeSchema = z.string().regex(
  // A month 99 would be a text like any other, and a moment that never comes.
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/,
  'a UTC time like 2026-11-23T02:10:05.123Z',
);
export type IsoTime = z.infer<typeof isoTimeSchema>;

/**
 * A moment as one machine saw it. `wall` may jump; `mono` (whole milliseconds since
 * an arbitrary start) never goes back within one `boot`. Two instants with the same
 * `boot` are ordered by `mono`; with different boots only `wall` is left.
 */
export const instantSchema = z.strictObject({
  wall: isoTimeSchema,
  mono: z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER),
  boot: z.string().regex(/^[0-9a-f]{32}$/, '32 hex digits'),
});
export type Instant = z.infer<typeof instantSchema>;
