import { z } from 'zod';

/** Security policies by the names of OPC 10000-7; `auto` takes the first of `preferredPolicies` on offer. */
const policies = [
  'auto',
  'Aes256_Sha256_RsaPss',
  'Basic256Sha256',
  'Aes128_Sha256_RsaOaep',
  'Basic256',
  'Basic128Rsa15',
  'None',
] as const;
export const preferredPolicies = ['Aes256_Sha256_RsaPss', 'Basic256Sha256'] as const;
const weakPolicies: ReadonlySet<string> = new Set(['Basic256', 'Basic128Rsa15', 'None']);

const securitySchema = z
  .strictObject({
    mode: z.enum(['SignAndEncrypt', 'Sign', 'None']).default('SignAndEncrypt'),
    policy: z.enum(policies).default('auto'),
    /** Why this asset is read with less than the default; shown on its page and in the log. */
    reason: z.string().min(1).max(500).optional(),
  })
  .refine(security => !isWeak(security) || security.reason !== undefined, {
    message: 'security weaker than SignAndEncrypt with a current policy needs a reason',
    path: ['reason'],
  })
  .refine(security => (security.mode === 'None') === (security.policy === 'None'), {
    message: 'mode None and policy None belong together',
    path: ['policy'],
  });

/** The password arrives resolved: the configuration loader reads it from the environment or a file. */
const userSchema = z.union([
  z.literal('anonymous'),
  z.strictObject({ name: z.string().min(1).max(200), password: z.string().min(1).max(1000) }),
  z.strictObject({
    /** PEM files of the user's certificate and private key. */
    certificate: z.string().min(1).max(1000),
    privateKey: z.string().min(1).max(1000),
  }),
]);

/** SHA-1 (40 hex digits, as most controllers show it) or SHA-256 (64); colons and blanks are ignored. */
const thumbprintSchema = z
  .string()
  .transform(text => text.replace(/[\s:]/g, '').toLowerCase())
  .pipe(z.string().regex(/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/, 'a SHA-1 or SHA-256 thumbprint in hex'));

const browsePathSchema = z
  .string()
  .max(1000)
  .regex(/^\/Objects(?:\/[^/]+)*$/, 'a browse path like /Objects/Plant');

export const opcuaRuleSchema = z
  .strictObject({
    /**
     * Glob over the browse path from `/Objects` on. A `/` inside a browse name is written `%2F`, a `%` is
     * `%25`. Where the glob holds `nsu=`, every segment outside namespace 0 is compared as
     * `nsu=<namespace URI>;<name>` with the same escapes.
     */
    path: z.string().min(1).max(1000),
    /** Only nodes whose browse name is in this namespace. */
    namespace: z.string().min(1).max(1000).optional(),
    nodeClass: z.enum(['Variable', 'File']).optional(),
    /** Only variables whose AccessLevel says (or does not say) that clients can write them. */
    writable: z.boolean().optional(),
    kind: z.enum(['setpoint', 'recipe', 'config', 'logic', 'ignore']),
    /** Name of the item the variables gather in; `$1` to `$9` stand for what the glob's stars matched. */
    group: z.string().min(1).max(100).optional(),
  })
  .refine(rule => rule.kind === 'ignore' || rule.nodeClass === 'File' || rule.group !== undefined, {
    message: 'a rule for variables names the group they gather in',
    path: ['group'],
  })
  .refine(rule => rule.kind !== 'logic' || rule.nodeClass === 'File', {
    message: 'only files can be logic: add nodeClass File',
    path: ['kind'],
  });
export type OpcuaRule = z.infer<typeof opcuaRuleSchema>;

/** Configuration of one `opcua` source. */
export const opcuaSourceSchema = z.strictObject({
  type: z.literal('opcua'),
  endpoint: z
    .string()
    .max(500)
    .regex(/^opc\.tcp:\/\/[^\s]+$/, 'an endpoint like opc.tcp://10.0.0.5:4840'),
  /** False where the server is reached through address translation and names its endpoints differently. */
  endpointMustMatch: z.boolean().default(true),
  security: securitySchema.prefault({}),
  user: userSchema.default('anonymous'),
  /** Pins the server's certificate. Without it, only what stands in the trusted folder is trusted. */
  serverCertificate: thumbprintSchema.optional(),
  timeouts: z
    .strictObject({
      connectMs: z.number().int().min(100).max(120_000).default(10_000),
      requestMs: z.number().int().min(50).max(120_000).default(5_000),
      /** How long the server keeps the session of a broken link; small controllers have few to keep. */
      sessionMs: z.number().int().min(10_000).max(3_600_000).default(30_000),
    })
    .prefault({}),
  requestsPerSecond: z.number().min(0.1).max(10_000).default(20),
  /** How often the server may report changes, in milliseconds; `off` = no subscription, polling alone. */
  publishing: z.union([z.literal('off'), z.number().int().min(50).max(60_000)]).default(500),
  /** Listens to the server's audit events: which user wrote which node. Needs `publishing`. */
  audit: z.boolean().default(true),
  /**
   * How often a session of our own is opened and ended, in seconds, because only its audit event proves that
   * the server tells of others. `auto`: every ten minutes, where the server tells that sessions are free.
   */
  canary: z.union([z.enum(['auto', 'off']), z.number().int().min(2).max(86_400)]).default('auto'),
  /** How often the server's sessions, their counters and its locks are read, in seconds. */
  sessions: z.union([z.literal('off'), z.number().int().min(2).max(86_400)]).default(60),
  crawl: z
    .strictObject({
      nodes: z.number().int().min(1).max(1_000_000).default(100_000),
      depth: z.number().int().min(1).max(200).default(32),
      seconds: z.number().int().min(1).max(3600).default(120),
      /** A reading of everything crawls anew where the last crawl is older, in seconds. */
      everySeconds: z.number().int().min(10).max(86_400).default(600),
    })
    .prefault({}),
  /** Larger files are unreadable with that reason, in bytes. */
  fileBytes: z
    .number()
    .int()
    .min(1)
    .max(256 * 1024 * 1024)
    .default(16 * 1024 * 1024),
  roots: z.array(browsePathSchema).min(1).max(100).default(['/Objects']),
  logic: z
    .strictObject({
      /**
       * `auto`: units of a PLCopen model and files that are programs by name or MIME type are items without
       * a rule; a rule that matches them decides. `rules`: only what a rule names.
       */
      programs: z.enum(['auto', 'rules']).default('auto'),
      /** The variable in which the controller's program keeps its own checksum: `nsu=<namespace URI>;s=…`. */
      checksumTag: z
        .string()
        .max(1000)
        .regex(/^(?:nsu=[^;]+;|ns=\d{1,5};)?[isgb]=.+$/, 'a node id like nsu=http://…;s=Checksum')
        .optional(),
    })
    .prefault({}),
  /** The first rule that matches a node decides; what none matches is not watched. */
  rules: z.array(opcuaRuleSchema).max(1000).default([]),
});
export type OpcuaSourceConfig = z.infer<typeof opcuaSourceSchema>;

function isWeak(security: { mode: string; policy: string }): boolean {
  return security.mode !== 'SignAndEncrypt' || weakPolicies.has(security.policy);
}

/** How and why this source is read with less security than the default; null where it is not. */
export function weakenedReason({ security }: OpcuaSourceConfig): string | null {
  if (!isWeak(security)) return null;
  return `security mode ${security.mode}, policy ${security.policy}: ${security.reason ?? 'no reason given'}`;
}
