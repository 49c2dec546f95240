import { z } from 'zod';

const nameSchema = z.string().min(1).max(80);

/** SHA-256 (64 hex digits) of the certificate, as browsers show it; colons and blanks are ignored. */
const thumbprintSchema = z
  .string()
  .transform(text => text.replace(/[\s:]/g, '').toLowerCase())
  .pipe(z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 thumbprint in hex'));

/** The name of one variable as the Web API takes it: `"Recipe".Level`, `"Recipe".Steps[2].Time`. */
const variableNameSchema = z
  .string()
  .min(1)
  .max(1000)
  .regex(/^[^\p{Cc}]+$/u, 'a variable like "Recipe".Level');

const memberSchema = z.union([
  variableNameSchema,
  z.strictObject({
    variable: variableNameSchema,
    unit: z.string().min(1).max(40).optional(),
    range: z.tuple([z.number(), z.number()]).optional(),
  }),
]);

const valuesSchema = z.strictObject({
  /** Name of the item: `setpoints/<name>.txt`, `recipes/<name>.txt`, `config/<source>/<name>.txt`. */
  name: nameSchema,
  kind: z.enum(['setpoint', 'recipe', 'config']),
  members: z
    .record(z.string().min(1).max(250), memberSchema)
    .refine(list => Object.keys(list).length > 0, 'at least one member')
    .refine(list => Object.keys(list).length <= 5000, 'at most 5000 members'),
});
export type ValuesConfig = z.infer<typeof valuesSchema>;

/** Configuration of one `webapi` source: the web server of an S7-1200 or S7-1500, by its own JSON-RPC methods. */
export const webapiSourceSchema = z
  .strictObject({
    type: z.literal('webapi'),
    host: z.string().min(1).max(255),
    port: z.number().int().min(1).max(65_535).default(443),
    /** The password arrives resolved: the configuration loader reads it from the environment or a file. */
    user: z.strictObject({ name: z.string().min(1).max(200), password: z.string().min(1).max(1000) }),
    /** Pins the CPU's certificate. */
    serverCertificate: thumbprintSchema.optional(),
    /** PEM file of the CA that signed the CPU's certificate, in place of a pin. */
    ca: z.string().min(1).max(1000).optional(),
    /** The name in the certificate, where it is not `host`. */
    serverName: z.string().min(1).max(255).optional(),
    timeouts: z
      .strictObject({
        connectMs: z.number().int().min(100).max(120_000).default(10_000),
        requestMs: z.number().int().min(50).max(120_000).default(10_000),
      })
      .prefault({}),
    /** Method calls; several may travel in one HTTP request. */
    requestsPerSecond: z.number().min(0.1).max(1000).default(10),
    /** Larger answers are refused, in bytes. */
    answerBytes: z
      .number()
      .int()
      .min(1024)
      .max(64 * 1024 * 1024)
      .default(8 * 1024 * 1024),
    /** Hardware identifier of the CPU; 49 but for redundant ones. */
    hwid: z.number().int().min(1).max(65_535).default(49),
    /** The blocks of the program by name and number, and what data blocks are made of. */
    programTree: z
      .union([
        z.literal('off'),
        z.strictObject({
          /** Levels of structures below a data block. */
          levels: z.number().int().min(0).max(16).default(2),
          /** Browsing stops here, and the item says that it was cut. */
          calls: z.number().int().min(1).max(20_000).default(1000),
        }),
      ])
      .prefault({}),
    /** The variable in which the program keeps its own checksum: `"Checksums".Program`. */
    logic: z.strictObject({ checksumTag: variableNameSchema }).optional(),
    values: z.array(valuesSchema).max(1000).default([]),
  })
  .superRefine((source, context) => {
    if ((source.serverCertificate === undefined) === (source.ca === undefined)) {
      context.addIssue({
        code: 'custom',
        path: ['serverCertificate'],
        message: 'either the thumbprint of the certificate, or the ca that signed it',
      });
    }
    const seen = new Set<string>();
    source.values.forEach(({ kind, name }, index) => {
      const key = `${kind}/${name.normalize('NFC').toLowerCase()}`;
      if (seen.has(key)) {
        const message = `two ${kind} items are named ${name}`;
        context.addIssue({ code: 'custom', path: ['values', index, 'name'], message });
      }
      seen.add(key);
    });
  });
export type WebApiSourceConfig = z.infer<typeof webapiSourceSchema>;
