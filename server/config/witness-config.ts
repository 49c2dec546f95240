import { isIP } from 'node:net';
import { assetIdSchema } from '@witnessmark/shared/items';
import { z } from 'zod';
import { listen } from './listen.ts';

const word = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'expected a word of a-z, 0-9 and hyphens');
const name = z
  .string()
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$/, 'expected a name of letters, digits and . _ / -');
const errorMs = z.number().int().min(0).max(3_600_000);

/** Somebody who is listened to by syslog, and what is known of him. */
export const syslogSenderSchema = z
  .strictObject({
    /** Name of the witness; with its kind it stands in access paths: `jump-host/jump-1`. */
    name,
    kind: word.default('syslog'),
    addresses: z
      .array(z.string().refine(text => isIP(text) !== 0, 'expected an IP address'))
      .max(20)
      .default([]),
    /** SHA-256 fingerprint of the client certificate it shows over TLS; colons may stand in it. */
    certificate: z
      .string()
      .transform(text => text.replaceAll(':', '').toLowerCase())
      .refine(text => /^[0-9a-f]{64}$/.test(text), 'expected a SHA-256 fingerprint')
      .optional(),
    /** The asset its messages are about; about the whole site where absent. */
    asset: assetIdSchema.optional(),
    /** For one that hands on messages of others: asset by the host name in the message. */
    hosts: z.record(z.string().min(1).max(255), assetIdSchema).default({}),
    /** The access path its records speak of. */
    path: word.optional(),
    /** Measured bound of how long before its arrival a message's act can lie, in milliseconds. Without it its records prove nothing. */
    clockErrorMs: errorMs.optional(),
    /** It sends a sign of life at least this often. */
    markEverySeconds: z.number().int().min(60).max(3600).optional(),
  })
  .refine(({ addresses, certificate }) => addresses.length > 0 || certificate !== undefined, {
    error: 'a sender needs addresses or a certificate',
  })
  .refine(
    ({ markEverySeconds, certificate, path, clockErrorMs }) =>
      markEverySeconds === undefined ||
      (certificate !== undefined && path !== undefined && clockErrorMs !== undefined),
    { error: 'signs of life prove something only with certificate, path and clockErrorMs' },
  );
export type SyslogSender = z.infer<typeof syslogSenderSchema>;

export const syslogSchema = z.strictObject({
  udp: listen.optional(),
  tcp: listen.optional(),
  /** PEM files, relative to the configuration's. */
  tls: z.strictObject({ listen, certificate: z.string().min(1), key: z.string().min(1) }).optional(),
  /** Rule files of the site, tried before those that come with the product; relative to the configuration. */
  rules: z.array(z.string().min(1).max(1000)).max(50).default([]),
  senders: z.array(syslogSenderSchema).max(500).default([]),
});
export type SyslogConfig = z.infer<typeof syslogSchema>;

/** A remote-access service or gateway that reports by signed webhook, or whose lists are imported. */
export const gatewaySchema = z.strictObject({
  name: word.refine(name => name !== 'imports' && name !== 'unmatched', 'this word has another meaning'),
  kind: word.default('remote-access'),
  /** A mapping that comes with the product, or a rule file of the site relative to the configuration. */
  mapping: z.string().min(1).max(1000).default('generic'),
  /** Environment variable that holds the secret its webhook is signed with; without it there is no webhook. */
  secret: z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/) }).optional(),
  /** The access path its connections come by. */
  path: word.default('remote-access'),
  /** Measured bound of its clock's error, in milliseconds. Without it its records prove nothing. */
  clockErrorMs: errorMs.optional(),
  /** Asset by the gateway's own name of a device; an asset's id or name is known without. */
  targets: z.record(z.string().min(1).max(300), assetIdSchema).default({}),
});
export type GatewayConfig = z.infer<typeof gatewaySchema>;
