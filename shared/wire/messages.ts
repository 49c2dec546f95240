import { z } from 'zod';
import { factLimits, factSchema, readingCostSchema, readingSorts } from '../facts/index.ts';
import {
  agentIdSchema,
  assetIdSchema,
  epochSchema,
  kindSchema,
  sha256Schema,
  streamIdSchema,
} from '../items/index.ts';
import { instantSchema, isoTimeSchema } from '../time/index.ts';

/** Versions of the agent protocol this build speaks; a server accepts agents two releases older. */
export const protocolVersions = [1] as const;

const text = z.string().max(factLimits.textBytes);
const pem = z.string().max(16 * 1024);
const seq = z.number().int().nonnegative().max(Number.MAX_SAFE_INTEGER);

/** A C2SP signed note: the server's signed tree head. */
const checkpointSchema = z.string().max(4096);

/** RFC 6962 consistency proof: hex hashes. */
const consistencyProofSchema = z.array(sha256Schema).max(128);

/** One-time invitation, handed to the person who installs an agent; base64url of its JSON. */
export const joinTokenSchema = z.strictObject({
  v: z.literal(1),
  url: z.url({ protocol: /^https$/ }),
  /** SHA-256 (hex) of the CA certificate's DER: what the agent pins before it sends anything. */
  ca: sha256Schema,
  id: z.string().regex(/^[0-9a-f]{16}$/),
  secret: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  expires: isoTimeSchema,
});
export type JoinToken = z.infer<typeof joinTokenSchema>;

/** POST /agent/v1/join, without a client certificate. */
export const joinRequestSchema = z.strictObject({
  id: z.string().regex(/^[0-9a-f]{16}$/),
  secret: z.string().max(64),
  csr: pem,
  name: z.string().min(1).max(100),
  build: z.string().max(100),
});
export type JoinRequest = z.infer<typeof joinRequestSchema>;
export const joinResponseSchema = z.strictObject({
  agent: agentIdSchema,
  certificate: pem,
  ca: pem,
  /** SHA-256 (hex) of the server's public key (SPKI), pinned so that a wrong clock locks nobody out. */
  serverKey: sha256Schema,
  /** Verifier key of the log's checkpoints, in C2SP note form. */
  logKey: z.string().max(500),
  site: z.string().max(100),
});
export type JoinResponse = z.infer<typeof joinResponseSchema>;

/** POST /agent/v1/renew: the one call an expired, unrevoked certificate may make. Answered like a join. */
export const renewRequestSchema = z.strictObject({ csr: pem, build: z.string().max(100) });
export type RenewRequest = z.infer<typeof renewRequestSchema>;

/** What a stream is, as the agent's configuration declares it. */
const streamDeclarationSchema = z.strictObject({
  stream: streamIdSchema,
  asset: z.strictObject({
    id: assetIdSchema,
    name: z.string().min(1).max(100),
    site: z.string().min(1).max(100),
    area: z.string().min(1).max(100),
    timeZone: z.string().max(60).optional(),
    /** Phase its configuration gives it; one that a person sets on the server stands over it. */
    phase: z
      .enum(['simulated', 'commissioning', 'production', 'maintenance-window', 'out-of-service'])
      .optional(),
  }),
  source: z.enum(['opcua', 's7', 'files', 'webapi']),
  /** Host and path in the plant; shown to people who may see the asset. */
  address: z.string().max(300),
  kinds: z.record(kindSchema, z.strictObject({ sees: z.boolean(), reason: text.optional() })),
  /** True where the connection is weaker than the default, with the reason the configuration gives. */
  weakened: text.nullable(),
  epoch: epochSchema,
  /**
   * Oldest fact still kept (`last + 1` where none is), newest written (0 where none), and the newest one's
   * hash. What the server expects below `first` can not come any more: a gap it has to record.
   */
  first: seq,
  last: seq,
  head: sha256Schema.nullable(),
});
export type StreamDeclaration = z.infer<typeof streamDeclarationSchema>;

/** A place in one epoch of a stream: everything up to and with `seq`. */
const streamPointSchema = z.strictObject({ stream: streamIdSchema, epoch: epochSchema, seq });
export type StreamPoint = z.infer<typeof streamPointSchema>;

const streamReachedSchema = z.strictObject({
  stream: streamIdSchema,
  epoch: epochSchema,
  seq,
  head: sha256Schema,
});
export type StreamReached = z.infer<typeof streamReachedSchema>;

/** POST /agent/v1/hello */
export const helloRequestSchema = z.strictObject({
  protocols: z.array(z.number().int().positive()).min(1).max(16),
  build: z.string().max(100),
  streams: z.array(streamDeclarationSchema).max(5000),
  /** Last checkpoint this agent saw; null at first. */
  checkpoint: checkpointSchema.nullable(),
});
export type HelloRequest = z.infer<typeof helloRequestSchema>;

/** Random identity of one run of the server: another one means that the agent has to greet again. */
const runSchema = z.string().regex(/^[0-9a-f]{32}$/, '32 hex digits');

export const helloResponseSchema = z.strictObject({
  protocol: z.number().int().positive(),
  run: runSchema,
  limits: z.strictObject({
    factBytes: z.number().int().positive(),
    batchBytes: z.number().int().positive(),
    blobBytes: z.number().int().positive(),
    inlineBytes: z.number().int().positive(),
  }),
  /** Facts the agent may have unacknowledged at once. */
  credit: z.number().int().nonnegative(),
  /** Per declared stream: may it be sent, and from which seq on. */
  assignments: z.array(
    z.discriminatedUnion('state', [
      z.strictObject({ stream: streamIdSchema, state: z.literal('assigned'), expected: seq }),
      /** Declared, and waiting for an administrator; the agent spools. */
      z.strictObject({ stream: streamIdSchema, state: z.literal('pending') }),
      /** Held by another agent since `since`; this agent's facts go as late ones. */
      z.strictObject({
        stream: streamIdSchema,
        state: z.literal('elsewhere'),
        since: isoTimeSchema,
        expected: seq,
      }),
      /** The epoch forked: the agent must begin a new one. */
      z.strictObject({ stream: streamIdSchema, state: z.literal('forked') }),
      /** Not for this agent to speak of, e.g. an asset outside its area; the agent spools. */
      z.strictObject({
        stream: streamIdSchema,
        state: z.literal('refused'),
        code: z.string().max(60),
        says: text,
      }),
    ]),
  ),
  checkpoint: checkpointSchema,
  proof: consistencyProofSchema,
  coveredByBackup: z.array(streamPointSchema),
});
export type HelloResponse = z.infer<typeof helloResponseSchema>;

/** POST /agent/v1/facts; facts of a stream in order. Body parts are canonical JSON, zstd-compressed as a whole. */
export const factsRequestSchema = z.strictObject({
  facts: z.array(factSchema).min(1).max(1000),
  /** The newest hash per (epoch, stream) in this batch. */
  heads: z
    .array(z.strictObject({ stream: streamIdSchema, epoch: epochSchema, seq, hash: sha256Schema }))
    .min(1),
  /** base64 ECDSA P-256/SHA-256 (IEEE P1363) by the agent's key over the canonical JSON of `heads`. */
  signature: z.string().max(200),
  /** Last checkpoint this agent saw: where the answer's proof begins; null at first. */
  checkpoint: checkpointSchema.nullable(),
});
export type FactsRequest = z.infer<typeof factsRequestSchema>;

/** The same request before its facts are looked at: they are judged one by one. */
export const factsEnvelopeSchema = factsRequestSchema.extend({
  facts: z.array(z.unknown()).min(1).max(1000),
});

export type FactsEnvelope = z.infer<typeof factsEnvelopeSchema>;

/** Answer to GET and to a partial or complete PUT of /agent/v1/blobs/<sha256>: bytes there already. */
export const blobStateSchema = z.strictObject({
  have: z.number().int().nonnegative(),
  complete: z.boolean(),
});
export type BlobState = z.infer<typeof blobStateSchema>;

/**
 * Why a fact was not taken. `retry` after = a passing failure, the stream waits; otherwise the fact is
 * quarantined and passed over. `key` is `epoch/asset/source/seq`.
 */
export const refusalSchema = z.strictObject({
  key: z.string().max(200),
  code: z.string().max(60),
  says: text,
  retry: z.boolean(),
});
export type Refusal = z.infer<typeof refusalSchema>;

export const factsResponseSchema = z.strictObject({
  acked: z.array(streamReachedSchema),
  coveredByBackup: z.array(streamPointSchema),
  refused: z.array(refusalSchema),
  checkpoint: checkpointSchema,
  proof: consistencyProofSchema,
  credit: z.number().int().nonnegative(),
});
export type FactsResponse = z.infer<typeof factsResponseSchema>;

/** POST /agent/v1/beat, every few seconds: live watermarks and health; never logged. */
export const beatRequestSchema = z.strictObject({
  watermarks: z
    .array(
      z.strictObject({
        stream: streamIdSchema,
        kind: kindSchema,
        state: z.enum(['watched', 'gap', 'blind']),
        reason: text.optional(),
        lastEqual: instantSchema.nullable(),
      }),
    )
    .max(20_000),
  /** Load per stream since the last beat. */
  load: z
    .array(
      z.strictObject({
        stream: streamIdSchema,
        requests: z.number().int().nonnegative(),
        bytes: z.number().int().nonnegative(),
        errors: z.number().int().nonnegative(),
        connected: z.boolean(),
        latencyMs: z.number().nonnegative().nullable(),
        /** What each sort of reading last cost. */
        costs: z.array(readingCostSchema).max(readingSorts.length).optional(),
        /** Requests a second the asset is given at most; null where there is no such bound. */
        budget: z.number().positive().nullable().optional(),
      }),
    )
    .max(5000),
  spool: z.strictObject({
    facts: z.number().int().nonnegative(),
    bytes: z.number().int().nonnegative(),
    capacityBytes: z.number().int().positive(),
    quarantined: z.number().int().nonnegative(),
    oldestUnacked: isoTimeSchema.nullable(),
  }),
  process: z.strictObject({
    rssBytes: z.number().int().nonnegative(),
    cpuMs: z.number().nonnegative(),
    uptimeS: z.number().nonnegative(),
  }),
  certificateNotAfter: isoTimeSchema,
  checkpoint: checkpointSchema.nullable(),
  /** NTP-style stamps: when the previous beat was sent and its answer came, by the agent's clock. */
  clock: z.strictObject({
    sent: isoTimeSchema,
    previous: z.strictObject({ offsetMs: z.number(), errorMs: z.number() }).nullable(),
  }),
});
export type BeatRequest = z.infer<typeof beatRequestSchema>;
export const beatResponseSchema = z.strictObject({
  run: runSchema,
  received: isoTimeSchema,
  answered: isoTimeSchema,
  checkpoint: checkpointSchema,
  proof: consistencyProofSchema,
  coveredByBackup: z.array(streamPointSchema),
});
export type BeatResponse = z.infer<typeof beatResponseSchema>;

/** GET /agent/v1/orders?after=<id>: long poll. An order's result is a fact (notice order.done or order.failed). */
export const orderSchema = z.strictObject({
  id: z.string().regex(/^order-[0-9a-f]{16}$/),
  /** Position in the agent's order list; `after` resumes behind it. */
  position: z.number().int().positive(),
  expires: isoTimeSchema,
  act: z.discriminatedUnion('type', [
    z.strictObject({ type: z.literal('read'), stream: streamIdSchema, reason: text }),
    z.strictObject({
      type: z.literal('identity'),
      stream: streamIdSchema,
      verdict: z.enum(['replaced', 'moved', 'wrong']),
    }),
    z.strictObject({
      type: z.literal('phase'),
      asset: assetIdSchema,
      phase: z.enum(['simulated', 'commissioning', 'production', 'maintenance-window', 'out-of-service']),
      until: isoTimeSchema.nullable(),
    }),
    z.strictObject({ type: z.literal('new-epoch'), stream: streamIdSchema }),
    z.strictObject({ type: z.literal('accept-log'), checkpoint: checkpointSchema, reason: text }),
  ]),
});
export type Order = z.infer<typeof orderSchema>;
export const ordersResponseSchema = z.strictObject({ orders: z.array(orderSchema) });

/** Any refusal of a whole call: RFC 9457 problem details. */
export const wireProblemSchema = z.looseObject({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  detail: z.string().optional(),
  code: z.string(),
});
