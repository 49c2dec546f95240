import { z } from 'zod';

const change = z.string().max(40);
const claim = z.string().regex(/^cl-[0-9a-f]{16}$/);
const text = z.string().max(1000);
const part = z.strictObject({ path: z.string(), member: z.string().nullable() });

/** claim.made: "this was me"; of one part, or of the whole change where `part` is null. */
export const claimMadeSchema = z.strictObject({ claim, change, part: part.nullable(), note: text });
/** claim.confirmed and claim.disputed by somebody else; claim.withdrawn by whoever made it. */
export const claimAnsweredSchema = z.strictObject({ claim, change, note: text });
