import { z } from 'zod';
import { trailSettings } from '../trail/index.ts';
import { mappingNames } from './mappings.ts';
import { tagRuleSchema } from './tags.ts';

/** Configuration of one `audit-trail` witness. */
export const auditTrailSchema = z
  .strictObject({
    kind: z.literal('audit-trail'),
    ...trailSettings,
    /** How the product writes its trail: a layout that comes with the agent, or a file of one's own. */
    mapping: z.union([z.enum(mappingNames), z.strictObject({ file: z.string().min(1).max(1000) })]),
    /** What the station's tags are among the items. */
    tags: z.array(tagRuleSchema).max(20_000).default([]),
  })
  .superRefine(({ assets, tags }, context) => {
    for (const [index, { asset, ignore }] of tags.entries()) {
      const path = ['tags', index, 'asset'];
      if (asset === undefined && ignore !== true && assets.length > 1) {
        context.addIssue({ code: 'custom', path, message: 'which of the assets the tag belongs to' });
      } else if (asset !== undefined && !assets.includes(asset)) {
        context.addIssue({ code: 'custom', path, message: 'one of the assets of this witness' });
      }
    }
  });
export type AuditTrailConfig = z.infer<typeof auditTrailSchema>;
