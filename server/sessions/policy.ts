import { kindSchema } from '@witnessmark/shared/items';
import { z } from 'zod';

const hours = z
  .number()
  .min(0.25)
  .max(24 * 14);

const ruleSchema = z.strictObject({
  name: z.string().trim().min(1).max(100),
  /** Only where all that is given fits; a rule that gives nothing fits everything. */
  areas: z.array(z.string().max(100)).min(1).optional(),
  assets: z.array(z.string().max(60)).min(1).optional(),
  kinds: z.array(kindSchema).min(1).optional(),
  vendor: z.boolean().optional(),
  breakGlass: z.boolean().optional(),
  approvals: z.number().int().min(0).max(2),
  longestHours: hours.default(12),
  /** Whether the one who asks may be one of those who approve. */
  ownApproval: z.boolean().default(false),
});

/** What a site decides about engineer sessions: the section `sessions` of its policy. */
export const sessionPolicySchema = z.strictObject({
  /** The first that fits each asset; of several assets the strictest holds. */
  rules: z.array(ruleSchema).min(1).max(200),
  /** A session that nobody ended goes on this long beyond its end, in minutes. */
  graceMinutes: z.number().int().min(0).max(240).default(30),
  /** The person is asked this long before the end, in minutes. */
  askMinutes: z.number().int().min(1).max(120).default(15),
});
export type SessionPolicy = z.infer<typeof sessionPolicySchema>;

/** Holds where a site says nothing: staff start by themselves, vendors are approved, the glass may be broken. */
export const defaultSessionPolicy: SessionPolicy = sessionPolicySchema.parse({
  rules: [
    { name: 'break-glass', breakGlass: true, approvals: 0, longestHours: 4 },
    { name: 'vendors are approved by the site', vendor: true, approvals: 1, longestHours: 12 },
    { name: 'staff start by themselves', approvals: 0, longestHours: 12 },
  ],
});

export interface Asked {
  readonly assets: readonly { readonly id: string; readonly area: string }[];
  readonly kinds: readonly string[];
  readonly vendor: boolean;
  readonly breakGlass: boolean;
}

/** What a request needs. Vendors need an approval whatever a rule says; a rule that is missing is the strictest. */
export interface Needs {
  readonly rule: string;
  readonly approvals: 0 | 1 | 2;
  readonly longestHours: number;
  readonly ownApproval: boolean;
}

export function needsOf(policy: SessionPolicy, asked: Asked): Needs {
  return asked.assets
    .map(asset => needsOfOne(policy, asked, asset))
    .reduce((a, b) => ({
      rule: a.approvals >= b.approvals ? a.rule : b.rule,
      approvals: approvalsOf(Math.max(a.approvals, b.approvals)),
      longestHours: Math.min(a.longestHours, b.longestHours),
      ownApproval: a.ownApproval && b.ownApproval,
    }));
}

function needsOfOne(policy: SessionPolicy, asked: Asked, asset: { id: string; area: string }): Needs {
  const rule = policy.rules.find(
    it =>
      (it.areas === undefined || it.areas.includes(asset.area)) &&
      (it.assets === undefined || it.assets.includes(asset.id)) &&
      (it.kinds === undefined || asked.kinds.some(kind => it.kinds?.some(other => other === kind))) &&
      (it.vendor === undefined || it.vendor === asked.vendor) &&
      (it.breakGlass === undefined ? !asked.breakGlass : it.breakGlass === asked.breakGlass),
  );
  const found = rule ?? {
    name: asked.breakGlass ? 'break-glass where no rule forbids it' : 'no rule fits: two people approve',
    approvals: asked.breakGlass ? 0 : 2,
    longestHours: 4,
    ownApproval: false,
  };
  const least = asked.vendor && !asked.breakGlass ? 1 : 0;
  return {
    rule: found.name,
    approvals: approvalsOf(Math.max(found.approvals, least)),
    longestHours: found.longestHours,
    ownApproval: found.ownApproval && !asked.vendor,
  };
}

function approvalsOf(count: number): 0 | 1 | 2 {
  return count <= 0 ? 0 : count === 1 ? 1 : 2;
}
