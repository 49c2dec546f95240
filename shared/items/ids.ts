import { z } from 'zod';

/** Stable id of one logical controller, apart from its name and address; also its repository's name. */
export const assetIdSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])$/, '2 to 40 of a-z, 0-9 and inner hyphens');

/** Name of a source within its asset, as the agent's configuration gives it. */
export const sourceNameSchema = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/, '1 to 20 of a-z, 0-9 and inner hyphens');

/** `<asset id>/<source name>`: one source of one asset. */
export const streamIdSchema = z
  .string()
  .regex(
    /^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])\/[a-z0-9](?:[a-z0-9-]{0,18}[a-z0-9])?$/,
    '<asset id>/<source name>',
  );

export const agentIdSchema = z.string().regex(/^agent-[0-9a-f]{16}$/, 'agent- and 16 hex digits');

/** Random identity of one spool's life; a lost or cloned disk begins a new one. */
export const epochSchema = z.string().regex(/^[0-9a-f]{32}$/, '32 hex digits');

export const sha256Schema = z.string().regex(/^[0-9a-f]{64}$/, '64 hex digits');

export function streamId(asset: string, source: string): string {
  return streamIdSchema.parse(`${asset}/${source}`);
}
