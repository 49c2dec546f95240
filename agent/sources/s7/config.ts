import { z } from 'zod';

const nameSchema = z.string().min(1).max(80);
const memberNameSchema = z
  .string()
  .min(1)
  .max(250)
  .regex(/^[^\p{Cc}]+$/u, 'a name without control characters');
const rangeSchema = z.tuple([z.number(), z.number()]);
const kindSchema = z.enum(['setpoint', 'recipe', 'config']);

/** Address and type of one variable: `DB20.DBD4 REAL`, `M10.3 BOOL`, `DB20,REAL4`; with unit and range where known. */
const variableSchema = z.union([
  z.string().min(1).max(100),
  z.strictObject({
    address: z.string().min(1).max(100),
    unit: z.string().min(1).max(40).optional(),
    range: rangeSchema.optional(),
  }),
]);
export type VariableConfig = z.infer<typeof variableSchema>;

const listSchema = z
  .record(memberNameSchema, variableSchema)
  .refine(list => Object.keys(list).length > 0, 'at least one member')
  .refine(list => Object.keys(list).length <= 20_000, 'at most 20000 members');

const blockNamesSchema = z.array(z.string().min(2).max(20)).max(1000);
/** Which program blocks are items, where the controller gives them. */
const blocksSchema = z.union([
  z.literal('off'),
  z.strictObject({
    types: z
      .array(z.enum(['OB', 'FC', 'FB', 'DB', 'SDB']))
      .min(1)
      .max(5)
      .default(['OB', 'FC', 'FB', 'DB']),
    /** Names such as `FC12`, `*` within. */
    include: blockNamesSchema.min(1).default(['**']),
    /** Stronger than `include`. */
    exclude: blockNamesSchema.default([]),
  }),
]);

const fileSchema = z.string().min(1).max(1000);

const dataBlockSchema = z.strictObject({
  db: z.number().int().min(1).max(65_535),
  /** Name of the item: `setpoints/<name>.txt`, `recipes/<name>.txt`, `config/<source>/<name>.txt`. */
  name: nameSchema,
  kind: kindSchema,
  layout: z.union([
    z.strictObject({
      /** Declaration (`.db`, `.udt`, `.awl`), or several of which others hold the user-defined types. */
      file: z.union([fileSchema, z.array(fileSchema).min(1).max(100)]),
      /** Which of several blocks in the files; needed only then. */
      block: z.string().min(1).max(128).optional(),
    }),
    z.strictObject({ list: listSchema }),
  ]),
  /** Members that belong to the item: `*` within one level, `**` over levels. */
  include: z.array(z.string().min(1).max(250)).min(1).max(200).default(['**']),
  /** Members that are process values and never reach the item; stronger than `include`. */
  exclude: z.array(z.string().min(1).max(250)).max(200).default([]),
  /** Unit and range of members; the first match counts. */
  engineering: z
    .array(
      z.strictObject({
        members: z.string().min(1).max(250),
        unit: z.string().min(1).max(40).optional(),
        range: rangeSchema.optional(),
      }),
    )
    .max(500)
    .default([]),
});
export type DataBlockConfig = z.infer<typeof dataBlockSchema>;

const variablesSchema = z.strictObject({ name: nameSchema, kind: kindSchema, members: listSchema });

const tsapSchema = z.number().int().min(0).max(0xffff);

/** Configuration of one `s7` source. */
export const s7SourceSchema = z
  .strictObject({
    type: z.literal('s7'),
    host: z.string().min(1).max(255),
    port: z.number().int().min(1).max(65_535).default(102),
    rack: z.number().int().min(0).max(7).default(0),
    slot: z.number().int().min(0).max(31).default(2),
    /** How the agent presents itself; the programming device's slot is the engineer's. */
    connection: z.enum(['op', 's7-basic']).default('op'),
    /** For controllers whose TSAPs do not follow from rack and slot. */
    localTsap: tsapSchema.default(0x0100),
    remoteTsap: tsapSchema
      .refine(tsap => tsap >> 8 !== 1, 'not the TSAP of a programming device (01xx)')
      .optional(),
    /** PDU size to ask for, in bytes; the controller may grant less. */
    pduSize: z.number().int().min(240).max(960).default(960),
    /** Requests in flight to ask for; the controller may grant fewer. */
    parallelJobs: z.number().int().min(1).max(8).default(2),
    requestsPerSecond: z.number().min(0.1).max(10_000).default(20),
    timeoutMs: z.number().int().min(50).max(60_000).default(3000),
    /** Connection resources the controller must have left besides the agent's own. */
    keepFreeConnections: z.number().int().min(0).max(64).default(2),
    blocks: blocksSchema.prefault({}),
    /** Where the program's checksum lies, for a controller that does not give its blocks. */
    logic: z.strictObject({ checksumTag: z.string().min(1).max(100) }).optional(),
    dataBlocks: z.array(dataBlockSchema).max(1000).default([]),
    variables: z.array(variablesSchema).max(1000).default([]),
  })
  .superRefine((source, context) => {
    const seen = new Set<string>();
    const groups = { dataBlocks: source.dataBlocks, variables: source.variables };
    for (const [field, entries] of Object.entries(groups)) {
      entries.forEach(({ kind, name }, index) => {
        const key = `${kind}/${name.normalize('NFC').toLowerCase()}`;
        if (seen.has(key)) {
          context.addIssue({
            code: 'custom',
            path: [field, index, 'name'],
            message: `two ${kind} items are named ${name}`,
          });
        }
        seen.add(key);
      });
    }
  });
export type S7SourceConfig = z.infer<typeof s7SourceSchema>;
