import { readFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { dirname, resolve } from 'node:path';
import { parseConfiguration } from '@witnessmark/shared/configuration';
import { WitnessError } from '@witnessmark/shared/errors';
import { z } from 'zod';
import { listen, network } from './listen.ts';
import { gatewaySchema, type SyslogConfig, syslogSchema } from './witness-config.ts';

const timeZone = z.string().refine(
  name => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone.length > 0;
    } catch {
      return false;
    }
  },
  { error: 'expected an IANA time zone such as Europe/Ljubljana' },
);

export const serverConfigSchema = z.strictObject({
  site: z.strictObject({
    /** Name of the site: part of the log's origin, so it stays for ever. */
    name: z
      .string()
      .regex(/^[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?$/, 'expected 1 to 62 of a-z, 0-9 and inner hyphens'),
    timeZone,
    /** Local times at which shifts begin. */
    shifts: z
      .array(z.string().regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'expected HH:MM'))
      .max(12)
      .default([]),
  }),
  /** Folder of log, vault and git store; relative to this file. */
  dataDir: z.string().min(1).max(1000),
  people: z.strictObject({
    listen,
    /** Address people type; needed where a reverse proxy stands in front. */
    url: z.url({ protocol: /^https?$/ }).optional(),
    /** Reverse proxies in front: whom a request comes from is then what they say, and what nobody else says. */
    trustedProxies: z.array(network).max(20).default([]),
    /** PEM files, relative to this file. Without it plain HTTP is served, on the loopback interface alone. */
    tls: z.strictObject({ certificate: z.string().min(1), key: z.string().min(1) }).optional(),
    /** How long a sign-in of a browser stands, and a fresh proof for privileged acts. */
    signIn: z
      .strictObject({
        idleMinutes: z.number().min(1).max(1440).default(60),
        absoluteHours: z.number().min(0.1).max(24).default(12),
        proofMinutes: z.number().min(1).max(60).default(10),
      })
      .default({ idleMinutes: 60, absoluteHours: 12, proofMinutes: 10 }),
  }),
  agents: z.strictObject({
    listen,
    /** Address agents dial, in every invitation. */
    url: z.url({ protocol: /^https$/ }).optional(),
  }),
  /** `sqlite` in dataDir, or the environment variable that holds a postgres:// address. */
  database: z
    .union([z.literal('sqlite'), z.strictObject({ env: z.string().regex(/^[A-Z_][A-Z0-9_]*$/) })])
    .default('sqlite'),
  /** The site's policy, a reviewed YAML file, relative to this one; without it the built-in policy holds. */
  policy: z.string().min(1).max(1000).optional(),
  /** Backups the running server takes by itself; without it agents keep every fact they ever sent. */
  backup: z
    .strictObject({
      /** Folder the backups go to; best on another disk. Relative to this file. */
      dir: z.string().min(1).max(1000),
      everyHours: z.number().min(0.01).max(168).default(24),
    })
    .optional(),
  /** Listening to syslog, on ports of its own. */
  syslog: syslogSchema.optional(),
  /** Remote-access services and gateways whose records are taken. */
  gateways: z
    .array(gatewaySchema)
    .max(100)
    .refine(all => new Set(all.map(({ name }) => name)).size === all.length, 'two gateways have one name')
    .default([]),
  log: z
    .strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') })
    .default({ level: 'info' }),
});
export type ServerConfig = z.infer<typeof serverConfigSchema>;

/** Reads and checks a server's configuration; paths come back absolute. Throws `config.invalid`. */
export async function loadServerConfig(file: string): Promise<ServerConfig> {
  const text = await readFile(file, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new WitnessError('config.invalid', file, `it cannot be read: ${cause.code}`, { cause });
  });
  const config = parseConfiguration(text, file, serverConfigSchema);
  const absolute = (path: string) => resolve(dirname(resolve(file)), path);
  if (!config.people.tls && !isLoopback(config.people.listen.host)) {
    throw new WitnessError('http.plain-beyond-loopback', file, config.people.listen.host);
  }
  return {
    ...config,
    dataDir: absolute(config.dataDir),
    ...(config.policy === undefined ? {} : { policy: absolute(config.policy) }),
    ...(config.backup ? { backup: { ...config.backup, dir: absolute(config.backup.dir) } } : {}),
    ...(config.syslog ? { syslog: absoluteSyslog(config.syslog, absolute) } : {}),
    gateways: config.gateways.map(gateway => ({
      ...gateway,
      mapping: /^[a-z0-9-]+$/.test(gateway.mapping) ? gateway.mapping : absolute(gateway.mapping),
    })),
    people: {
      ...config.people,
      ...(config.people.tls
        ? {
            tls: {
              certificate: absolute(config.people.tls.certificate),
              key: absolute(config.people.tls.key),
            },
          }
        : {}),
    },
  };
}

function absoluteSyslog(syslog: SyslogConfig, absolute: (path: string) => string): SyslogConfig {
  const { tls, rules } = syslog;
  return {
    ...syslog,
    rules: rules.map(absolute),
    ...(tls ? { tls: { ...tls, certificate: absolute(tls.certificate), key: absolute(tls.key) } } : {}),
  };
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}

/** Every setting's dotted name, for the test that holds the documentation to the schema. */
export function settingNames(): string[] {
  const keys: string[] = [];
  collect(z.toJSONSchema(serverConfigSchema, { io: 'input', unrepresentable: 'any' }), '');
  return keys;

  function collect(schema: z.core.JSONSchema.BaseSchema, prefix: string): void {
    for (const option of schema.anyOf ?? []) if (typeof option === 'object') collect(option, prefix);
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const path = prefix === '' ? name : `${prefix}.${name}`;
      keys.push(path);
      if (typeof inner === 'object') collect(inner, path);
    }
  }
}
