import type { Instant } from '@witnessmark/shared/time';
import {
  AttributeIds,
  type CallMethodResult,
  DataType,
  type DataValue,
  type NodeId,
  type ReadValueIdOptions,
  StatusCodes,
  Variant,
} from 'node-opcua-client';
import { fileMethods, openForReading } from './guard.ts';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import type { PlannedFile } from './planned.ts';
import { readAll } from './read.ts';
import { currentTime } from './server-info.ts';
import { Unwritable } from './unwritable.ts';
import { badness } from './values.ts';

interface FileContext {
  readonly limits: ServerLimits;
  /** Larger files are not read, in bytes. */
  readonly fileBytes: number;
}

/**
 * Reads a FileType node (OPC 10000-20 §4.2) whole: Open for reading, Read until its end, always Close.
 * `stamp` speaks for this content, as `fileStamps` gives it. Throws `Unwritable` with the reason where the
 * file cannot be had whole: too large, refused, or its size and time moved while it was read.
 */
export async function readFileNode(
  link: OpcuaLink,
  file: PlannedFile,
  context: FileContext,
  signal: AbortSignal,
): Promise<{ readonly content: Buffer; readonly stamp: string | null }> {
  const before = await stampOf(link, file, signal);
  if (before.size > context.fileBytes) throw new Unwritable(`${before.size} bytes, more than may be read`);
  for (const method of fileMethods) {
    const id = file.parts.get(method);
    if (id) link.guard.allowFileMethod(id.toString(), method);
  }
  const opened = await call(link, file, 'Open', [byte(openForReading)], signal);
  const handle = Number(opened.outputArguments?.[0]?.value);
  let content: Buffer;
  try {
    content = await readToEnd(link, file, handle, context, signal);
  } finally {
    // A link that has ended took its handles with it; the first failure is the one to tell.
    if (!link.lost.aborted) await call(link, file, 'Close', [uint32(handle)], signal);
  }
  const after = await stampOf(link, file, signal);
  if (after.text !== before.text || content.length !== after.size) {
    throw new Unwritable('it changed while it was read');
  }
  return { content, stamp: after.trusted };
}

async function readToEnd(
  link: OpcuaLink,
  file: PlannedFile,
  handle: number,
  { limits, fileBytes }: FileContext,
  signal: AbortSignal,
): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for (;;) {
    const { outputArguments } = await call(
      link,
      file,
      'Read',
      [uint32(handle), int32(limits.byteStringLength)],
      signal,
    );
    const part = outputArguments?.[0]?.value as Buffer | null | undefined;
    if (!part || part.length === 0) return Buffer.concat(parts);
    bytes += part.length;
    if (bytes > fileBytes) throw new Unwritable(`more than ${fileBytes} bytes`);
    parts.push(part);
  }
}

async function call(
  link: OpcuaLink,
  file: PlannedFile,
  method: string,
  inputArguments: Variant[],
  signal: AbortSignal,
): Promise<CallMethodResult> {
  const methodId = file.parts.get(method);
  if (!methodId) throw new Unwritable(`the file has no method ${method}`);
  const result = await link.call({ objectId: file.node.nodeId, methodId, inputArguments }, signal);
  if (result.statusCode.isNot(StatusCodes.Good)) throw new Unwritable(`${method}: ${result.statusCode.name}`);
  return result;
}

/**
 * What speaks for each file's content: its size and time; null for one that tells no time, or a time so
 * fresh that another change may still carry the same, or that cannot be read. In few requests.
 */
export async function fileStamps(
  link: OpcuaLink,
  files: readonly PlannedFile[],
  context: { limits: ServerLimits; now: () => Instant },
  signal: AbortSignal,
): Promise<(string | null)[]> {
  const nodes = files.map(stampNodes);
  const { values } = await readAll(link, nodes.flat(), context, signal);
  let at = 0;
  return nodes.map(({ length }) => {
    const stamp = stampIn(values.slice(at, at + length));
    at += length;
    return typeof stamp === 'string' ? null : stamp.trusted;
  });
}

/** Size and, where the server keeps it, LastModifiedTime. */
async function stampOf(link: OpcuaLink, file: PlannedFile, signal: AbortSignal): Promise<Stamp> {
  const stamp = stampIn(await link.read(stampNodes(file), signal));
  if (typeof stamp === 'string') throw new Unwritable(stamp);
  return stamp;
}

interface Stamp {
  readonly size: number;
  readonly text: string;
  /** Null where it cannot speak for the content. */
  readonly trusted: string | null;
}

/** Two changes within so many milliseconds may carry the same time. */
const coarsestTimeMs = 2000;

/** The server's clock, by which it also stamps its files, then the file's own properties. */
function stampNodes({ parts }: PlannedFile): ReadValueIdOptions[] {
  const own = ['Size', 'LastModifiedTime'].map(name => parts.get(name)).filter(isNodeId);
  const asked = parts.has('Size') ? [currentTime, ...own] : [currentTime];
  return asked.map(nodeId => ({ nodeId, attributeId: AttributeIds.Value }));
}

/** The stamp, or why there is none. */
function stampIn([clock, size, modified]: readonly DataValue[]): Stamp | string {
  if (!size) return 'it has no Size';
  const bad = badness(size);
  if (bad) return `Size: ${bad}`;
  const [high = 0, low = 0] = size.value.value as readonly number[];
  const bytes = high * 2 ** 32 + low;
  const time = modified && badness(modified) === null ? modified.value.value : null;
  const at = time instanceof Date ? time.getTime() : Number.NaN;
  const now: unknown = clock?.value.value;
  const text = `${bytes} ${Number.isFinite(at) ? at : ''}`;
  const old = now instanceof Date && at > 0 && now.getTime() - at > coarsestTimeMs;
  return { size: bytes, text, trusted: old ? text : null };
}

function isNodeId(id: NodeId | undefined): id is NodeId {
  return id !== undefined;
}

function byte(value: number): Variant {
  return new Variant({ dataType: DataType.Byte, value });
}

function uint32(value: number): Variant {
  return new Variant({ dataType: DataType.UInt32, value });
}

function int32(value: number): Variant {
  return new Variant({ dataType: DataType.Int32, value });
}
