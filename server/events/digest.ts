import { z } from 'zod';
import type { Digest } from '../vault/index.ts';

/** See `Digest`: `sha256:<hex>` or `keyed:<hex>`. */
export const digestSchema = z.custom<Digest>(
  value => typeof value === 'string' && /^(?:sha256|keyed):[0-9a-f]{64}$/.test(value),
  'sha256: or keyed: and 64 hex digits',
);
