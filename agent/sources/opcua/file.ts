import { type CallMethodResult, DataType, type NodeId, StatusCodes, Variant } from 'node-opcua-client';
import { fileMethods, openForReading } from './guard.ts';
import type { ServerLimits } from './limits.ts';
import type { OpcuaLink } from './link.ts';
import type { PlannedFile } from './plan.ts';
import { Unwritable } from './unwritable.ts';
import { badness } from './values.ts';

interface FileContext {
  readonly limits: ServerLimits;
  /** Larger files are not read, in bytes. */
  readonly fileBytes: number;
}

/**
 * Reads a FileType node (OPC 10000-20 §4.2) whole: Open for reading, Read until its end, always Close.
 * Throws `Unwritable` with the reason where the file cannot be had whole: too large, refused, or its size
 * and time moved while it was read.
 */
export async function readFileNode(
  link: OpcuaLink,
  file: PlannedFile,
  context: FileContext,
  signal: AbortSignal,
): Promise<Buffer> {
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
  return content;
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

/** Size and, where the server keeps it, LastModifiedTime. */
async function stampOf(link: OpcuaLink, file: PlannedFile, signal: AbortSignal) {
  const ids = ['Size', 'LastModifiedTime'].map(name => file.parts.get(name)).filter(isNodeId);
  const [size, modified] = await link.read(
    ids.map(nodeId => ({ nodeId, attributeId: 13 })),
    signal,
  );
  if (!size || !file.parts.has('Size')) throw new Unwritable('it has no Size');
  const bad = badness(size);
  if (bad) throw new Unwritable(`Size: ${bad}`);
  const [high = 0, low = 0] = size.value.value as readonly number[];
  const bytes = high * 2 ** 32 + low;
  const time = modified && badness(modified) === null ? modified.value.value : null;
  return { size: bytes, text: `${bytes} ${time instanceof Date ? time.getTime() : ''}` };
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
